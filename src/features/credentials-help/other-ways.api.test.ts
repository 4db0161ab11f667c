// Whoever has less than mailbox, second factor and the browser that began: every way round a step of a reset.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { accountOf, value } from '../../../test/api/rows.ts'
import {
  addressNo,
  closeWorlds,
  copyOf,
  openWorld,
  outcome,
  startSignIn,
  tally,
  wrongCodes,
} from '../../../test/api/scene.ts'
import { Browser } from '../../../test/kit/browser.ts'
import {
  must,
  type Person,
  prove,
  refusal,
  signIn,
  signUp,
  startOn,
  totpAt,
} from '../../../test/kit/person.ts'
import {
  type Asked,
  askReset,
  confirmReset,
  NEW_PASSWORD,
  proveReset,
  resetPassword,
} from '../../../test/kit/reset.ts'
import type { World } from '../../../test/kit/world.ts'
import { make } from '../../db/write.ts'
import { addFactor } from '../../factors/enrolled.ts'
import { newId } from '../../lib/ids.ts'
import { LIMITS } from '../../limits/table.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const RESET = '__Host-holdfast-reset'
const SIGN_IN = '__Host-holdfast-sign-in'

let w: World
before(async () => {
  w = await openWorld()
})
after(closeWorlds)

const finish = (browser: Browser) => browser.api.credentialsHelp.finish({ newPassword: NEW_PASSWORD })
const answerOf = (person: Person) => ({ method: 'totp', code: totpAt(person.key, w.now()) }) as const
const wrongOf = ({ code }: Asked, n = 1): string => String((Number(code) + n) % 1_000_000).padStart(6, '0')
const stays = (person: Person) => startSignIn(w.origin, person)

test('what a reset holds in a browser is no sign-in: mailbox and factor never make a session', async () => {
  const person = await signUp(w)
  const asked = await askReset(w, person.email)
  must(await confirmReset(asked))
  const browser = copyOf(asked.browser)
  browser.jar.set(SIGN_IN, browser.cookie('-reset')!)
  assert.equal(refusal(await browser.api.signIn.pending()), 'challenge-ended')
  assert.equal(refusal(await browser.api.signIn.answer({ answer: answerOf(person) })), 'challenge-ended')
  browser.jar.set(SIGN_IN, `password-reset:${browser.cookie('-reset')!}`)
  assert.equal(refusal(await browser.api.signIn.answer({ answer: answerOf(person) })), 'challenge-ended')
  assert.equal(browser.cookie(''), undefined)
  // The code was not used up by these, nor was the reset ended.
  must(await asked.browser.api.credentialsHelp.answer({ answer: answerOf(person) }))
})

test('what a sign-in holds in a browser is no reset: password and factor never change the password', async () => {
  const person = await signUp(w)
  const browser = await startSignIn(w.origin, person)
  browser.jar.set(RESET, browser.cookie('-sign-in')!)
  assert.equal(refusal(await browser.api.credentialsHelp.pending()), 'challenge-ended')
  assert.equal(
    refusal(await browser.api.credentialsHelp.answer({ answer: answerOf(person) })),
    'challenge-ended',
  )
  assert.equal(refusal(await finish(browser)), 'challenge-ended')
  await stays(person)
})

test('a code is good in the browser that began: its number, its id or its owner’s other browser are not enough', async () => {
  const person = await signUp(w)
  const asked = await askReset(w, person.email)
  const elsewhere = [new Browser({ origin: w.origin }), person.browser]
  for (const browser of elsewhere)
    assert.equal(refusal(await confirmReset({ ...asked, browser })), 'challenge-ended')
  // The thief of the mail begins a reset of their own, and has the mail of the owner's.
  const thief = await askReset(w, person.email)
  assert.equal(refusal(await confirmReset({ ...thief, code: asked.code })), 'answer-wrong')
  assert.equal(refusal(await confirmReset({ ...thief, reset: asked.reset })), 'challenge-ended')
  must(await confirmReset(asked))
})

test('the right code ends every other reset of the address, and the cookie that began is worth nothing after it', async () => {
  const person = await signUp(w)
  const [first, second] = [await askReset(w, person.email), await askReset(w, person.email)]
  const before = copyOf(first.browser)
  must(await confirmReset(first))
  assert.equal(refusal(await confirmReset(second)), 'challenge-ended')
  assert.equal(refusal(await before.api.credentialsHelp.pending()), 'challenge-ended')
  assert.equal(
    refusal(await before.api.credentialsHelp.answer({ answer: answerOf(person) })),
    'challenge-ended',
  )
})

test('each step is good once', async () => {
  const person = await signUp(w)
  const asked = await askReset(w, person.email)
  const copy = copyOf(asked.browser)
  must(await confirmReset(asked))
  for (const browser of [asked.browser, copy])
    assert.equal(refusal(await confirmReset({ ...asked, browser })), 'challenge-ended')
  const answer = answerOf(person)
  must(await asked.browser.api.credentialsHelp.answer({ answer }))
  assert.equal(refusal(await asked.browser.api.credentialsHelp.answer({ answer })), 'challenge-ended')
  const again = await askReset(w, person.email)
  must(await confirmReset(again))
  assert.equal(refusal(await again.browser.api.credentialsHelp.answer({ answer })), 'answer-replayed')
  const held = copyOf(asked.browser)
  must(await finish(asked.browser))
  for (const browser of [asked.browser, held]) assert.equal(refusal(await finish(browser)), 'challenge-ended')
  assert.equal(refusal(await again.browser.api.credentialsHelp.pending()), 'challenge-ended')
})

test('no step can be left out', async () => {
  const person = await signUp(w)
  const asked = await askReset(w, person.email)
  assert.equal(
    refusal(await asked.browser.api.credentialsHelp.answer({ answer: answerOf(person) })),
    'challenge-ended',
  )
  assert.equal(refusal(await finish(asked.browser)), 'challenge-ended')
  must(await confirmReset(asked))
  assert.equal(refusal(await finish(asked.browser)), 'state-forbids')
  const mailed = { method: 'email-code', code: asked.code } as const
  assert.equal(refusal(await asked.browser.api.credentialsHelp.answer({ answer: mailed })), 'answer-wrong')
  assert.equal(refusal(await finish(asked.browser)), 'state-forbids')
  await stays(person)
})

test('the code and what it opens live ten minutes each', async () => {
  const person = await signUp(w)
  const late = await askReset(w, person.email)
  await w.pass(10 * MINUTE + 1000)
  assert.equal(refusal(await confirmReset(late)), 'challenge-ended')
  const timely = await askReset(w, person.email)
  await w.pass(9 * MINUTE)
  must(await confirmReset(timely))
  await w.pass(9 * MINUTE)
  must(await timely.browser.api.credentialsHelp.answer({ answer: answerOf(person) }))
  await w.pass(MINUTE + 1000)
  assert.equal(refusal(await finish(timely.browser)), 'challenge-ended')
  await stays(person)
})

test('in two tabs the newer reset counts, and going back to the older asks to begin again', async () => {
  const person = await signUp(w)
  const browser = new Browser({ origin: w.origin })
  const [older, newer] = [await askReset(w, person.email, browser), await askReset(w, person.email, browser)]
  assert.equal(refusal(await confirmReset(older)), 'challenge-ended')
  assert.equal(refusal(await confirmReset({ ...newer, code: older.code })), 'answer-wrong')
  must(await confirmReset(newer))
  must(await browser.api.credentialsHelp.answer({ answer: answerOf(person) }))
  must(await finish(browser))
})

test('a mailed code is no second factor beside a mailed code', async () => {
  const person = await signUp(w)
  const account = await accountOf(w.database, person.username)
  const mailed = {
    id: newId(randomBytes),
    account,
    method: 'email-code',
    purposes: ['sign-in'],
    secret: null,
    ripeAt: w.now(),
    traits: {},
  } as const
  await w.pool.query('update factor set removed_at = added_at where account = $1', [account])
  const { sql, parameters } = addFactor(w.deps, mailed, w.now())
  await w.pool.query(sql, [...parameters])
  const asked = await askReset(w, person.email)
  const said = await confirmReset(asked)
  assert.ok(!said.ok)
  assert.deepEqual([said.problem.code, said.problem.reason], ['state-forbids', 'no-method'])
  assert.equal(refusal(await finish(asked.browser)), 'challenge-ended')
  // Beside an authenticator it is not offered.
  await w.pool.query(`update factor set removed_at = null where account = $1 and method = 'totp'`, [account])
  const { challenge } = must(await confirmReset(await askReset(w, person.email)))
  assert.deepEqual(
    challenge.steps[1]?.methods.map((one) => one.method),
    ['totp'],
  )
})

test('a method that a thief has added lately does not reset the password', async () => {
  const person = await signUp(w)
  const account = await accountOf(w.database, person.username)
  const { sql, parameters } = make
    .updateTable('factor')
    .set({ ripe_at: new Date(w.now() + 24 * HOUR) })
    .where('account', '=', account)
    .compile()
  await w.pool.query(sql, [...parameters])
  assert.equal(refusal(await confirmReset(await askReset(w, person.email))), 'state-forbids')
  await w.pass(24 * HOUR)
  await resetPassword(w, person)
})

test('five wrong codes end a reset, and beginning again brings back no guesses, from whichever network', async () => {
  const person = await signUp(w)
  const said: string[] = []
  for (let round = 0; round < 4; round++) {
    const browser = new Browser({ origin: w.origin, address: addressNo(round) })
    const asked = await askReset(w, person.email, browser)
    for (let n = 1; n <= 5; n++)
      said.push(
        outcome(await browser.api.credentialsHelp.confirm({ reset: asked.reset, code: wrongOf(asked, n) })),
      )
    assert.ok(['slow-down', 'challenge-ended'].includes(outcome(await confirmReset(asked))), 'the right one')
  }
  assert.deepEqual(tally(said), { 'answer-wrong': 5, 'slow-down': 15 })
  // Another address is another count.
  const other = await signUp(w)
  must(await confirmReset(await askReset(w, other.email)))
})

test('guesses at the second factor count with those at the door, and a known device has its own count', async () => {
  const person = await signUp(w)
  const asked = await askReset(w, person.email, new Browser({ origin: w.origin, keyless: true }))
  must(await confirmReset(asked))
  for (const code of wrongCodes(person.key, w.now(), 5))
    assert.equal(
      refusal(await asked.browser.api.credentialsHelp.answer({ answer: { method: 'totp', code } })),
      'answer-wrong',
    )
  assert.equal(
    refusal(await asked.browser.api.credentialsHelp.answer({ answer: answerOf(person) })),
    'challenge-ended',
  )
  const door = await startSignIn(w.origin, person)
  assert.equal(refusal(await door.api.signIn.answer({ answer: answerOf(person) })), 'slow-down')
  const again = await askReset(w, person.email, new Browser({ origin: w.origin, keyless: true }))
  must(await confirmReset(again))
  assert.equal(
    refusal(await again.browser.api.credentialsHelp.answer({ answer: answerOf(person) })),
    'slow-down',
  )
  await resetPassword(w, person, person.browser)
})

test('one network cannot try a few codes on every account, nor ask for every address', async () => {
  const strict = await openWorld({ limits: LIMITS })
  const said: string[] = []
  for (let n = 0; n < 40; n++) {
    const browser = new Browser({ origin: strict.origin, address: '198.51.100.77', keyless: true })
    const begun = await browser.api.credentialsHelp.start({ email: `sprayed-${n}@example.test` })
    said.push(outcome(begun))
    if (!begun.ok) continue
    for (const code of ['000000', '111111', '222222'])
      said.push(outcome(await browser.api.credentialsHelp.confirm({ reset: begun.value.reset, code })))
  }
  assert.deepEqual(tally(said), { ok: 30, 'answer-wrong': 60, 'slow-down': 40 })
  for (let n = 0; n < 12; n++) {
    const browser = new Browser({ origin: strict.origin, address: addressNo(n) })
    const asked = outcome(await browser.api.credentialsHelp.remindUsername({ email: 'filled@example.test' }))
    assert.equal(asked, n < 10 ? 'ok' : 'slow-down', 'a mailbox is not filled by us')
  }
  await strict.stop()
})

test('of parallel tries with the right code one opens, and of parallel new passwords one is kept', async () => {
  const person = await signUp(w)
  const asked = await askReset(w, person.email)
  const copies = Array.from({ length: 4 }, () => copyOf(asked.browser))
  const opened = await Promise.all(copies.map((browser) => confirmReset({ ...asked, browser })))
  assert.equal(opened.filter((one) => one.ok).length, 1, JSON.stringify(opened.map(outcome)))
  const browser = copies.find((_, n) => opened[n]!.ok)!
  must(await browser.api.credentialsHelp.answer({ answer: answerOf(person) }))
  const chosen = Array.from({ length: 4 }, (_, n) => `${NEW_PASSWORD} ${n}`)
  const done = await Promise.all(
    chosen.map((newPassword) => copyOf(browser).api.credentialsHelp.finish({ newPassword })),
  )
  assert.deepEqual(tally(done.map(outcome)), { ok: 1, 'challenge-ended': 3 })
  await w.pass(30_000)
  const password = chosen[done.findIndex((one) => one.ok)]!
  await signIn(w, { ...person, password })
})

test('a new password from a session ends a reset that is under way, and a sign-in with the old one is no session', async () => {
  const person = await signUp(w)
  const { browser } = person
  const reset = await proveReset(w, person)
  const raised = await browser.api.password.change({ newPassword: 'lanterns along the quay' })
  assert.ok(!raised.ok)
  const challenge = raised.problem.challenge as { id: string; steps: { kind: string }[] }
  const proof = await prove(w, person, browser, challenge)
  must(await browser.api.password.change({ newPassword: 'lanterns along the quay' }, { proof }))
  assert.equal(refusal(await finish(reset)), 'challenge-ended')
  assert.equal(refusal(await startOn(new Browser({ origin: w.origin }), person)), 'credentials-wrong')
})

test('a device proof of a reset is for that reset, once', async () => {
  const person = await signUp(w)
  const asked = await askReset(w, person.email, person.browser)
  const other = await askReset(w, person.email)
  const device = (await person.browser.deviceProof(asked.reset))!
  // Another browser has seen the proof: it is over the id of another reset.
  must(await other.browser.api.credentialsHelp.confirm({ reset: other.reset, code: other.code, device }))
  must(await other.browser.api.credentialsHelp.answer({ answer: answerOf(person) }))
  must(await finish(other.browser))
  const account = await accountOf(w.database, person.username)
  const known = await value(
    w.database,
    'select count(*) from holdfast.device where account = $1 and forgotten_at is null',
    [account],
  )
  assert.equal(Number(known), 0, 'no device was proved')
  // And the nonce is spent.
  const again = await askReset(w, person.email, person.browser)
  const spent = (await person.browser.deviceProof(again.reset))!
  const { code, reset } = again
  const wrong = { reset, code: wrongOf(again), device: spent }
  assert.equal(refusal(await person.browser.api.credentialsHelp.confirm(wrong)), 'answer-wrong')
  const replayed = await person.browser.api.credentialsHelp.confirm({ reset, code, device: spent })
  assert.ok(!replayed.ok && replayed.problem.reason === 'nonce-used')
})
