// Every operation for every state of an account, by a table of its own: what the code says is not asked.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Browser } from '../kit/browser.ts'
import { beginSignUp, must, refusal, signUp } from '../kit/person.ts'
import type { World } from '../kit/world.ts'
import { accountOf, change } from './rows.ts'
import { INSIDE, OPERATIONS, wireOf } from './samples.ts'
import { closeWorlds, openWorld, sentBy } from './scene.ts'
import { codeOf, send } from './wire.ts'

let w: World
before(async () => {
  w = await openWorld()
})
after(closeWorlds)

const STATES = ['new', 'active', 'restricted', 'frozen', 'recovering', 'closed'] as const
type State = (typeof STATES)[number]

/** `look` and `stop` need a session alone; a `setting` needs a proof; a stop of a thing that is not there finds nothing. */
const KIND: Readonly<
  Record<
    string,
    | 'look'
    | 'stop'
    | 'setting'
    | 'passkey-setting'
    | 'challenge'
    | 'begin'
    | 'of-a-thing'
    | 'money'
    | 'not-locked'
  >
> = {
  getMe: 'look',
  listSessions: 'look',
  listDevices: 'look',
  listMethods: 'look',
  listMessages: 'look',
  countUnreadMessages: 'look',
  listActivity: 'look',
  listHolds: 'look',
  getReview: 'look',
  finishReview: 'look',
  markMessageRead: 'stop',
  endSession: 'stop',
  endOtherSessions: 'stop',
  signOut: 'stop',
  getQuickUnlock: 'look',
  getLock: 'look',
  // Of a session that is not locked: nothing to do.
  unlockSession: 'stop',
  turnQuickUnlockOff: 'stop',
  turnQuickUnlockOn: 'passkey-setting',
  forgetDevice: 'stop',
  getChallenge: 'challenge',
  answerChallenge: 'challenge',
  offerChallengeAnswer: 'challenge',
  changePassword: 'setting',
  getPassword: 'look',
  getPin: 'look',
  resetPin: 'setting',
  resetPinByTwo: 'of-a-thing',
  changePin: 'setting',
  changeIdleTime: 'setting',
  beginMethod: 'begin',
  confirmMethod: 'of-a-thing',
  addMethod: 'of-a-thing',
  beginBackupCodes: 'setting',
  addBackupCodes: 'of-a-thing',
  renameMethod: 'of-a-thing',
  askMethodFirst: 'of-a-thing',
  turnMethodOn: 'of-a-thing',
  turnBackupCodesOn: 'of-a-thing',
  renewBackupCodes: 'of-a-thing',
  replaceBackupCodes: 'of-a-thing',
  testBackupCode: 'of-a-thing',
  turnMethodOff: 'of-a-thing',
  giveMethodUp: 'of-a-thing',
  sayMethodLost: 'of-a-thing',
  takeMethodBack: 'of-a-thing',
  cancelChange: 'stop',
  cancelChangeForGood: 'stop',
  getSettingsLock: 'look',
  lockSettings: 'setting',
  lockSettingsForLong: 'setting',
  openSettingsLock: 'not-locked',
  listPush: 'look',
  turnPushOn: 'setting',
  turnPushOff: 'of-a-thing',
  listWaitingSignIns: 'look',
  approveDevice: 'of-a-thing',
  denyDevice: 'stop',
  listContacts: 'look',
  beginEmail: 'begin',
  beginPhone: 'begin',
  confirmContact: 'of-a-thing',
  askOldPhone: 'of-a-thing',
  confirmOldPhone: 'of-a-thing',
  changeEmail: 'of-a-thing',
  replaceEmail: 'of-a-thing',
  replaceEmailByTwo: 'of-a-thing',
  setPhone: 'of-a-thing',
  changePhone: 'of-a-thing',
  removePhone: 'of-a-thing',
  listApprovals: 'look',
  getApproval: 'stop',
  approveApproval: 'money',
  refuseApproval: 'stop',
}
/** What was begun and is no more; a number that there is none of is not found. */
const ENDED: ReadonlySet<string> = new Set([
  'confirmMethod',
  'addMethod',
  'addBackupCodes',
  'confirmContact',
  'askOldPhone',
  'confirmOldPhone',
  'changeEmail',
  'replaceEmail',
  'replaceEmailByTwo',
  'setPhone',
])
const FOUND: ReadonlySet<string> = new Set([
  'endOtherSessions',
  'signOut',
  'unlockSession',
  'turnQuickUnlockOff',
])

/** RULES part 4: reading and stops in every state but new and closed, settings in two of them. */
function expected(name: string, state: State): string {
  if (state === 'closed') return '401 sign-in-required'
  if (state === 'new') return '403 state-forbids'
  const kind = KIND[name]
  // Nothing is locked: there is nothing to open.
  if (kind === 'not-locked') return '403 state-forbids'
  if (kind === 'look') return '200 '
  if (kind === 'challenge') return '410 challenge-ended'
  if (kind === 'stop') return FOUND.has(name) ? '200 ' : '404 not-found'
  // Money waits until the account is wholly its owner's again; one that is not there is not found.
  if (kind === 'money') return state === 'active' ? '404 not-found' : '403 state-forbids'
  if (state !== 'active' && state !== 'restricted') return '403 state-forbids'
  // Who has no passkey is asked to prove nothing.
  if (kind === 'passkey-setting') return '403 state-forbids'
  if (kind === 'begin') return '200 '
  // A setting of a thing that is not there finds nothing; an enrolment that is not there has ended.
  if (kind === 'of-a-thing') return ENDED.has(name) ? '410 challenge-ended' : '404 not-found'
  return '401 proof-required'
}

test('every operation inside has its line in the table', () => {
  assert.deepEqual(
    INSIDE.filter((op) => !(op.id in KIND)).map((op) => op.id),
    [],
  )
  assert.deepEqual(
    Object.keys(KIND).filter((name) => !OPERATIONS.some((op) => op.id === name)),
    [],
  )
})

for (const state of STATES) {
  test(`an account that is ${state} answers each operation as the rules say, and no other way`, async () => {
    const person = await signUp(w)
    await change(w.database, 'update holdfast.account set state = $2 where id = $1', [
      await accountOf(w.database, person.username),
      state,
    ])
    // The change is told to the server by the database; it is there within the second that the rules allow.
    await new Promise((next) => setTimeout(next, 50))
    // The one that ends the session comes last.
    for (const op of INSIDE.toSorted((a, b) => Number(a.id === 'signOut') - Number(b.id === 'signOut'))) {
      const wire = wireOf(op, w.origin)
      const got = await send(w.origin, await sentBy(w, person.browser, wire))
      assert.equal(`${got.status} ${codeOf(got)}`, expected(op.id, state), op.id)
    }
  })
}

test('an account without a second factor is led to enrol one, and to nothing else', async () => {
  const begun = await beginSignUp(w)
  const browser = new Browser({ origin: w.origin })
  const { challenge } = must(
    await browser.api.signIn.start({ identifier: begun.username, password: begun.password }),
  )
  assert.equal(challenge.action, 'first-factor.enrol')
  assert.deepEqual(
    challenge.steps.map((step) => `${step.kind} ${step.state}`),
    ['password done', 'email now', 'enrol next'],
  )
  assert.equal(refusal(await browser.api.signIn.enrol({ method: 'totp' })), 'state-forbids')
  assert.equal(
    refusal(await browser.api.signIn.answer({ answer: { method: 'totp', code: '000000' } })),
    'answer-wrong',
  )
  assert.equal(refusal(await browser.api.sessions.me()), 'sign-in-required')
})

test('an account with a second factor is never led to enrol a first one', async () => {
  const person = await signUp(w)
  const browser = new Browser({ origin: w.origin })
  const { challenge } = must(
    await browser.api.signIn.start({ identifier: person.username, password: person.password }),
  )
  assert.deepEqual(
    challenge.steps.map((step) => `${step.kind} ${step.state}`),
    ['password done', 'factor now', 'device next'],
  )
  assert.equal(refusal(await browser.api.signIn.enrol({ method: 'totp' })), 'state-forbids')
  assert.equal(refusal(await browser.api.signIn.offer({ method: 'email-code' })), 'state-forbids')
  assert.equal(
    refusal(await browser.api.signIn.answer({ answer: { method: 'email-code', code: '000000' } })),
    'answer-wrong',
  )
})

test('a closed account is to the door as if it were not there', async () => {
  const person = await signUp(w)
  await change(w.database, `update holdfast.account set state = 'closed' where id = $1`, [
    await accountOf(w.database, person.username),
  ])
  const [known, unknown] = await Promise.all(
    [person.username, 'nobody-of-this-name'].map((identifier) =>
      send(
        w.origin,
        wireOf(OPERATIONS.find((op) => op.id === 'startSignIn')!, w.origin, {
          identifier,
          password: person.password,
        }),
      ),
    ),
  )
  assert.equal(`${known!.status} ${known!.text}`, `${unknown!.status} ${unknown!.text}`)
  assert.equal(codeOf(known!), 'credentials-wrong')
})
