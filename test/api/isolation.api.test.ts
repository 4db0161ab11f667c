// One account cannot reach, and cannot even notice, what is another's: its id is to a stranger what a made-up one is.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pathKeys } from '../../src/lib/contract.ts'
import { Browser } from '../kit/browser.ts'
import { must, type Person, prove, signIn, signUp } from '../kit/person.ts'
import { openPlatform } from '../kit/platform.ts'
import { codeIn, type World } from '../kit/world.ts'
import { accountOf, asOwner, digest, settled, value } from './rows.ts'
import { type Input, OPERATIONS, operationOf, PLATFORM, sampleOf, wireOf } from './samples.ts'
import { closeWorlds, openWorld, sentBy } from './scene.ts'
import { type Got, send } from './wire.ts'

let w: World
let owner: Person
let stranger: Person
let ids: ReadonlyMap<string, string>
before(async () => {
  w = await openWorld()
  owner = await signUp(w)
  stranger = await signUp(w)
  await signIn(w, owner)
  const raised = await owner.browser.api.sessions.changeIdle({ minutes: 20 })
  assert.ok(!raised.ok)
  must(await owner.browser.api.methods.begin({ method: 'totp' }))
  must(await owner.browser.api.contacts.beginEmail({ email: 'theirs@example.test' }))
  must(
    await (await openPlatform(w)).api.ask({
      account: owner.username,
      purpose: 'funding',
      fields: [{ label: 'Amount', value: '5 BTC' }],
      expiresInSeconds: 3600,
    }),
  )
  await settled(w.database)
  ids = await idsOf(owner)
})
after(closeWorlds)

/** Every id of an account that its owner ever gets to see, and those that only the database knows. */
async function idsOf(person: Person): Promise<ReadonlyMap<string, string>> {
  const account = await accountOf(w.database, person.username)
  const found = new Map([['account', account]])
  for (const table of [
    'session',
    'device',
    'message',
    'challenge',
    'factor',
    'enrolment',
    'approval',
    'contact_claim',
  ]) {
    found.set(
      table,
      await value<string>(w.database, `select id from holdfast.${table} where account = $1 limit 1`, [
        account,
      ]),
    )
  }
  return found
}

async function call(browser: Browser, name: string, input: Input): Promise<Got> {
  const wire = wireOf(operationOf(name), w.origin, input)
  return send(w.origin, await sentBy(w, browser, wire))
}

const NAMES: ReadonlySet<string> = new Set(['signUp', 'reset', 'factor', 'enrolment', 'claim', 'second'])
/** The operations that take an id, and which field it is. */
const TAKING: readonly (readonly [string, string])[] = OPERATIONS.filter(
  (op) => !PLATFORM.has(op.id),
).flatMap((op) =>
  Object.keys(op.input.shape)
    .filter((field) => NAMES.has(field) || (pathKeys(op.path).includes(field) && field !== 'token'))
    .map((field) => [op.id, field] as const),
)

/** Everything but what the account can say of itself; the ids of the answer are made one. */
const plain = (got: Got, id: string): string =>
  `${got.status} ${got.headers['content-type']} ${got.text.replaceAll(id, 'ID')}`

test('the operations that take an id are all tried here', () => {
  assert.deepEqual(
    new Set(TAKING.map(([name]) => name)),
    new Set([
      'confirmSignUp',
      'finishSignUp',
      'checkUsername',
      'offerSignInAnswer',
      'confirmPasswordReset',
      'offerPasswordResetAnswer',
      'getChallenge',
      'answerChallenge',
      'offerChallengeAnswer',
      'watchCode',
      'endSession',
      'forgetDevice',
      'markMessageRead',
      'confirmMethod',
      'addMethod',
      'addBackupCodes',
      'renameMethod',
      'askMethodFirst',
      'turnMethodOn',
      'turnBackupCodesOn',
      'renewBackupCodes',
      'replaceBackupCodes',
      'testBackupCode',
      'turnMethodOff',
      'giveMethodUp',
      'sayMethodLost',
      'takeMethodBack',
      'cancelChange',
      'cancelChangeForGood',
      'turnPushOff',
      'approveDevice',
      'denyDevice',
      'resetPinByTwo',
      'confirmContact',
      'askOldPhone',
      'confirmOldPhone',
      'changeEmail',
      'replaceEmail',
      'replaceEmailByTwo',
      'setPhone',
      'changePhone',
      'getApproval',
      'approveApproval',
      'refuseApproval',
    ]),
  )
})

test('an id of another account is answered as one that nothing has, on every operation and for every kind of thing', async () => {
  const before = await digestOfOwner()
  for (const [name, field] of TAKING.filter(([id]) => id !== 'offerSignInAnswer')) {
    for (const [kind, id] of ids) {
      const made = crypto.randomUUID()
      const sample = sampleOf(operationOf(name))
      const theirs = await call(stranger.browser, name, { ...sample, [field]: id })
      const nothing = await call(stranger.browser, name, { ...sample, [field]: made })
      assert.equal(plain(theirs, id), plain(nothing, made), `${name} with the ${kind} of another`)
      assert.ok(
        theirs.status === 404 || theirs.status === 410,
        `${name} with the ${kind} of another: ${theirs.status}`,
      )
    }
  }
  assert.equal(await digestOfOwner(), before)
  must(await owner.browser.api.sessions.me())
})

test('the same ids work for their owner: it is not that nobody could', async () => {
  const own = async (name: string, kind: string): Promise<number> =>
    (await call(owner.browser, name, { ...sampleOf(operationOf(name)), id: ids.get(kind)! })).status
  assert.equal(await own('markMessageRead', 'message'), 200)
  const { devices } = must(await owner.browser.api.sessions.devices())
  assert.ok(devices.some((device) => device.id === ids.get('device')))
  const { methods } = must(await owner.browser.api.methods.list())
  assert.equal(methods[0]!.id, ids.get('factor'))
  assert.equal(await own('getChallenge', 'challenge'), 200)
})

/** What the stranger could have changed: the rows of the owner. */
async function digestOfOwner(): Promise<string> {
  const account = ids.get('account')!
  return asOwner(w.database, async (client) => {
    const parts: string[] = []
    for (const table of ['session', 'device', 'message', 'challenge', 'factor', 'proof']) {
      const { rows } = await client.query<{ all: string }>(
        `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as all from holdfast.${table} t where account = $1`,
        [account],
      )
      parts.push(rows[0]!.all)
    }
    return parts.join()
  })
}

test('a factor of another account answers for nobody else, and cannot be told from one that is not there', async () => {
  const answers: string[] = []
  for (const factor of [ids.get('factor')!, crypto.randomUUID()]) {
    const browser = new Browser({ origin: w.origin })
    must(await browser.api.signIn.start({ identifier: stranger.username, password: stranger.password }))
    const got = await call(browser, 'answerSignIn', {
      answer: { method: 'totp', code: '000000', factor },
    })
    assert.equal(got.status, 401)
    answers.push(got.text.replace(/"triesLeft":\d/, ''))
  }
  assert.equal(answers[0], answers[1])
})

test('lists hold what is of the account that asks', async () => {
  const text = async (browser: Browser): Promise<string> => {
    const parts = await Promise.all(
      [
        'listSessions',
        'listDevices',
        'listMethods',
        'listApprovals',
        'listMessages',
        'listActivity',
        'getMe',
      ].map((name) => call(browser, name, {})),
    )
    return parts.map((got) => got.text).join()
  }
  const [mine, theirs] = [await text(owner.browser), await text(stranger.browser)]
  for (const [kind, id] of ids)
    if (kind !== 'challenge') assert.ok(!theirs.includes(id), `the ${kind} of another`)
  assert.ok(!theirs.includes(owner.username) && !theirs.includes(owner.email))
  assert.ok(
    mine.includes(ids.get('session')!) &&
      mine.includes(ids.get('device')!) &&
      mine.includes(ids.get('message')!) &&
      mine.includes(ids.get('factor')!),
  )
})

test('a cursor of one account opens nothing of another', async () => {
  const list = async (browser: Browser): Promise<readonly string[]> =>
    must(await browser.api.messages.list({ before: '999999999999999' })).messages.map((message) => message.id)
  const [mine, theirs] = [await list(owner.browser), await list(stranger.browser)]
  assert.ok(mine.length > 0 && theirs.length > 0)
  for (const id of theirs) assert.ok(!mine.includes(id))
})

test('who asks is the session and nothing in the request: a named account, session or user is refused', async () => {
  await settled(w.database)
  const before = await digest(w.database)
  for (const op of OPERATIONS) {
    for (const extra of [
      'account',
      'accountId',
      'user',
      'userId',
      'session',
      'username_',
      'state',
      'verified',
      'role',
    ]) {
      if (extra in op.input.shape) continue
      const wire = wireOf(op, w.origin, { ...sampleOf(op), [extra]: ids.get('account')! })
      const got = await send(w.origin, await sentBy(w, stranger.browser, wire))
      assert.equal(got.status, 400, `${op.id} with ${extra}`)
    }
  }
  assert.equal(await digest(w.database), before)
})

test('a sign-up belongs to the browser that began it: its id opens nothing elsewhere', async () => {
  const browser = new Browser({ origin: w.origin })
  const email = `mine-${process.pid}@example.test`
  const { signUp: id } = must(await browser.api.signUp.start({ email }))
  const code = codeIn(await w.mailTo(email))
  const thief = new Browser({ origin: w.origin })
  must(await thief.api.signUp.start({ email: `thief-${process.pid}@example.test` }))
  for (const [name, input] of [
    ['confirmSignUp', { signUp: id, code }],
    ['checkUsername', { signUp: id, username: 'a-name' }],
    ['finishSignUp', { signUp: id, username: 'a-name', password: 'a lamp on the long pier' }],
  ] as const) {
    const theirs = await call(thief, name, input)
    const nothing = await call(thief, name, { ...input, signUp: crypto.randomUUID() })
    assert.equal(plain(theirs, id), plain(nothing, id), name)
    assert.equal(theirs.status, 410)
  }
  must(await browser.api.signUp.confirm({ signUp: id, code }))
  assert.equal((await call(thief, 'checkUsername', { signUp: id, username: 'a-name' })).status, 410)
  must(await browser.api.signUp.checkUsername({ signUp: id, username: 'a-name' }))
})

test('a challenge of one session is answered by that session alone, of one account too', async () => {
  const second = await signIn(w, owner)
  const raised = await owner.browser.api.sessions.changeIdle({ minutes: 45 })
  assert.ok(!raised.ok)
  const challenge = raised.problem.challenge as { id: string; steps: { kind: string }[] }
  for (const browser of [second, stranger.browser]) {
    assert.equal((await call(browser, 'getChallenge', { id: challenge.id })).status, 410)
    assert.equal(
      (
        await call(browser, 'answerChallenge', {
          id: challenge.id,
          answer: { method: 'totp', code: '000000' },
        })
      ).status,
      410,
    )
  }
  await prove(w, owner, owner.browser, challenge)
})
