// A forgotten password where the second factor is a texted or a backup code: a day's wait, which can be stopped.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accountOf, change, value } from '../../../test/api/rows.ts'
import { Browser } from '../../../test/kit/browser.ts'
import { act, withCodes, withKey } from '../../../test/kit/methods.ts'
import {
  knownBrowser,
  must,
  type Person,
  prove,
  refusal,
  signIn,
  signUp,
  startOn,
} from '../../../test/kit/person.ts'
import { askReset, confirmReset, NEW_PASSWORD, proveReset, resetPassword } from '../../../test/kit/reset.ts'
import { type Place, type Seeded, seed } from '../../../test/kit/seeded.ts'
import { type World, world } from '../../../test/kit/world.ts'
import { DAY, HOUR, MINUTE } from '../../lib/time.ts'
import { settleDuePasswords } from './jobs.ts'

let w: World
before(async () => {
  w = await world()
})
after(() => w.stop())

const LINK = /\/stop\/([A-Za-z0-9_-]{43})/
let numbers = 0
type Weak = 'sms-code' | 'backup-code'
/** A method for sign-in of that kind beside the authenticator. */
async function give(person: Person, method: Weak, ripeAt = w.now()): Promise<Seeded> {
  const account = await accountOf(w.database, person.username)
  const address = { mailbox: '', number: `+3361235${String(1000 + ++numbers)}` }
  return seed(w, { account, method, purposes: ['sign-in'], address, ripeAt })
}
const placeOf = ({ api }: Browser): Place => ({
  offer: (asked) => api.credentialsHelp.offer(asked),
  answer: (answer) => api.credentialsHelp.answer({ answer }),
})
const finish = ({ api }: Browser, newPassword = NEW_PASSWORD) => api.credentialsHelp.finish({ newPassword })

/** Mailbox, and a code that is texted or of the list. @returns the browser in which the new password is chosen. */
async function proveWith(person: Person, method: Seeded, browser?: Browser): Promise<Browser> {
  const asked = await askReset(w, person.email, browser)
  must(await confirmReset(asked))
  const place = placeOf(asked.browser)
  const said = await place.answer(await method.right(place))
  assert.ok(said.ok, JSON.stringify(said))
  return asked.browser
}
async function wait(person: Person, method: Seeded, newPassword = NEW_PASSWORD, from?: Browser) {
  const browser = await proveWith(person, method, from)
  const done = must(await finish(browser, newPassword))
  assert.ok(done.state === 'waits', JSON.stringify(done))
  return { browser, dueAt: Date.parse(done.dueAt) }
}
async function pass(ms: number): Promise<void> {
  await w.pass(ms)
  await settleDuePasswords(w.deps)
}
const isPassword = async (person: Person, password: string): Promise<boolean> =>
  (await startOn(new Browser({ origin: w.origin }), { ...person, password })).ok
const waitingOf = async (person: Person) => must(await person.browser.api.password.see()).waiting
const mailOf = (person: Person) =>
  w.mailTo(person.email, ({ subject }) => subject.includes('A new password') && subject.includes('waits'))

for (const method of ['sms-code', 'backup-code'] as const)
  test(`${method}: the new password counts after a day and not before, and gives no session`, async () => {
    const person = await signUp(w)
    const code = await give(person, method)
    const begun = w.now()
    const { browser, dueAt } = await wait(person, code)
    assert.ok(Math.abs(dueAt - begun - DAY) < MINUTE)
    assert.equal(browser.jar.size, 0)
    assert.equal(refusal(await finish(browser)), 'challenge-ended')
    // Nothing has ended, and the old one counts.
    must(await person.browser.api.sessions.me())
    assert.equal((await waitingOf(person))?.dueAt, new Date(dueAt).toISOString())
    assert.deepEqual(must(await person.browser.api.holds.list()).holds, [])
    assert.ok(await isPassword(person, person.password))
    assert.ok(!(await isPassword(person, NEW_PASSWORD)))
    await pass(DAY - 2 * MINUTE)
    assert.ok(await isPassword(person, person.password))
    await w.pass(3 * MINUTE)
    await Promise.all([settleDuePasswords(w.deps), settleDuePasswords(w.deps)])
    assert.ok(!(await isPassword(person, person.password)))
    assert.ok(await isPassword(person, NEW_PASSWORD))
    await w.mailTo(person.email, ({ subject }) => subject.endsWith('password was reset'))
    const left = 'select count(*) from holdfast.change where password_hash is not null'
    assert.equal(Number(await value<string>(w.database, left)), 0, 'what was chosen lies nowhere any more')
  })

test('when it takes effect all ends that an immediate one ends, and money waits from then on', async () => {
  const person = await signUp(w)
  const code = await give(person, 'sms-code')
  await wait(person, code)
  await w.pass(DAY - HOUR)
  const other = await signIn(w, person)
  const weakening = await weaken({ ...person, browser: other })
  await pass(HOUR + MINUTE)
  assert.equal(refusal(await other.api.sessions.me()), 'sign-in-required')
  const browser = await signIn(w, { ...person, password: NEW_PASSWORD })
  const { holds } = must(await browser.api.holds.list())
  assert.deepEqual(
    holds.map(({ cause, beganAt, endsAt }) => [cause, (Date.parse(endsAt) - Date.parse(beganAt)) / HOUR]),
    [['password-reset', 24]],
  )
  assert.notEqual(must(await browser.api.review.see()).since, null)
  assert.deepEqual(must(await browser.api.methods.list()).waiting, [])
  assert.equal(refusal(await browser.api.methods.cancel({ id: weakening.change })), 'not-found')
  const { devices } = must(await browser.api.sessions.devices())
  assert.deepEqual(
    devices.map((one) => one.current),
    [true],
  )
})
async function weaken(person: Person): Promise<{ change: string }> {
  const { id } = await withKey(w, person, 'trading')
  return act<{ change: string }>(w, person, (o) => person.browser.api.methods.turnOff({ id }, o))
}

test('the device that proved itself stays known', async () => {
  const person = await signUp(w)
  const code = await give(person, 'sms-code')
  await wait(person, code, NEW_PASSWORD, knownBrowser(person))
  await pass(DAY + MINUTE)
  const browser = knownBrowser(person)
  const started = must(await startOn(browser, { ...person, password: NEW_PASSWORD }))
  assert.deepEqual(
    started.challenge.steps.map(({ kind }) => kind),
    ['password', 'factor'],
  )
})

test('it is told at once, and stopped by the link of the mail or in a session; then nothing changes', async () => {
  for (const by of ['session', 'link'] as const) {
    const person = await signUp(w)
    await wait(person, await give(person, 'backup-code'))
    const token = LINK.exec((await mailOf(person)).text)![1]!
    const anyone = new Browser({ origin: w.origin })
    assert.equal(must(await anyone.api.methods.seeStop({ token })).kind, 'password')
    if (by === 'link') assert.equal(must(await anyone.api.methods.stop({ token })).outcome, 'cancelled')
    else must(await person.browser.api.methods.cancel({ id: (await waitingOf(person))!.id }))
    assert.equal(await waitingOf(person), null)
    assert.equal(refusal(await anyone.api.methods.stop({ token })), 'not-found')
    await pass(DAY + MINUTE)
    assert.ok(await isPassword(person, person.password))
    assert.ok(!(await isPassword(person, NEW_PASSWORD)))
  }
})

test('the third stop by a link in 30 days delays it by 7 days, once', async () => {
  const person = await signUp(w)
  const code = await give(person, 'sms-code')
  const anyone = new Browser({ origin: w.origin })
  for (const outcome of ['cancelled', 'cancelled', 'delayed'] as const) {
    await wait(person, code)
    const token = LINK.exec((await mailOf(person)).text)![1]!
    assert.equal(must(await anyone.api.methods.stop({ token })).outcome, outcome)
    await w.pass(MINUTE)
  }
  await pass(DAY + HOUR)
  assert.ok(await isPassword(person, person.password))
  await pass(7 * DAY)
  assert.ok(await isPassword(person, NEW_PASSWORD))
})

test('a newer one voids the older; one by an authenticator is done at once, and voids what waits', async () => {
  const person = await signUp(w)
  const code = await give(person, 'backup-code')
  await wait(person, code, 'the first of two that wait')
  await wait(person, code, 'the second of two that wait')
  await resetPassword(w, person)
  assert.ok(await isPassword(person, NEW_PASSWORD))
  await pass(DAY + MINUTE)
  assert.ok(await isPassword(person, NEW_PASSWORD))
  const again = { ...person, password: NEW_PASSWORD }
  await wait(again, code, 'the third of those that wait')
  await wait(again, code, 'the fourth of those that wait')
  await pass(DAY + MINUTE)
  assert.ok(await isPassword(again, 'the fourth of those that wait'))
})

test('who changes the password with the old one has not forgotten it: what waits is void', async () => {
  const person = await signUp(w)
  await wait(person, await give(person, 'sms-code'), 'of a thief of mail and number')
  const newPassword = 'lanterns along the quay'
  await act(w, person, (o) => person.browser.api.password.change({ newPassword }, o))
  assert.equal(await waitingOf(person), null)
  const { events } = must(await person.browser.api.activity.list({}))
  assert.ok(
    events.some(({ event, details }) => event === 'change.cancelled' && details.change === 'password'),
  )
  await pass(DAY + MINUTE)
  assert.ok(await isPassword(person, newPassword))
})

test('what was proved by a method that is removed meanwhile is void with it', async () => {
  const person = await signUp(w)
  const code = await give(person, 'sms-code')
  await wait(person, code)
  await act(w, person, (o) => person.browser.api.methods.lost({ id: code.id }, o))
  await w.pass(DAY + MINUTE)
  assert.equal(await waitingOf({ ...person, browser: await signIn(w, person) }), null)
  await settleDuePasswords(w.deps)
  assert.ok(await isPassword(person, person.password))
})

test('a frozen account is waited for as another and stays frozen; in a closed one nothing takes effect', async () => {
  for (const state of ['frozen', 'closed'] as const) {
    const person = await signUp(w)
    const account = await accountOf(w.database, person.username)
    await wait(person, await give(person, 'sms-code'))
    const hash = () =>
      value<string>(w.database, 'select password_hash from holdfast.account where id = $1', [account])
    const old = await hash()
    await change(w.database, 'update holdfast.account set state = $2 where id = $1', [account, state])
    await pass(DAY + MINUTE)
    assert.equal((await hash()) !== old, state === 'frozen')
    assert.equal(
      await value(w.database, 'select state from holdfast.account where id = $1', [account]),
      state,
    )
  }
})

test('of another account it is neither seen nor cancelled', async () => {
  const [person, stranger] = [await signUp(w), await signUp(w)]
  await wait(person, await give(person, 'sms-code'))
  assert.equal(await waitingOf(stranger), null)
  const { id } = (await waitingOf(person))!
  assert.equal(refusal(await stranger.browser.api.methods.cancel({ id })), 'not-found')
})

test('the last backup code proves it and is kept: with it one signs in afterwards, through a new list', async () => {
  const person = await signUp(w)
  const { codes } = await withCodes(w, person)
  await w.pass(DAY)
  const account = await accountOf(w.database, person.username)
  await change(
    w.database,
    `update holdfast.factor set removed_at = holdfast.clock(), purposes = '{}' where account = $1 and method = 'totp'`,
    [account],
  )
  const answerOn = async (code: string) => {
    const asked = await askReset(w, person.email)
    must(await confirmReset(asked))
    const answer = { method: 'backup-code', code } as const
    must(await asked.browser.api.credentialsHelp.answer({ answer }))
    return asked.browser
  }
  // The first was used up when the list was turned on; a code that is not the last is spent by this.
  for (const code of codes.slice(1, -1)) await answerOn(code)
  const asked = await askReset(w, person.email)
  must(await confirmReset(asked))
  const spent = { method: 'backup-code', code: codes[1]! } as const
  assert.match(refusal(await asked.browser.api.credentialsHelp.answer({ answer: spent })), /^answer-/)
  const last = codes.at(-1)!
  assert.equal(must(await finish(await answerOn(last))).state, 'waits')
  await pass(DAY + MINUTE)
  const browser = new Browser({ origin: w.origin })
  must(await startOn(browser, { ...person, password: NEW_PASSWORD }))
  const next = must(await browser.api.signIn.answer({ answer: { method: 'backup-code', code: last } }))
  assert.ok(next.state === 'more', JSON.stringify(next))
  assert.ok(next.challenge.steps.some(({ kind, state }) => kind === 'new-list' && state === 'now'))
})

test('a reload finds what is proved, and whether it will wait', async () => {
  const person = await signUp(w)
  const code = await give(person, 'sms-code')
  const strong = await proveReset(w, person)
  assert.equal(must(await strong.api.credentialsHelp.pending()).waitHours, 0)
  const weak = await proveWith(person, code)
  assert.equal(must(await weak.api.credentialsHelp.pending()).waitHours, 24)
})

test('a code for a reset is texted to the number of the account, for that browser, and says for what', async () => {
  const person = await signUp(w)
  const code = await give(person, 'sms-code')
  const asked = await askReset(w, person.email)
  assert.equal(
    refusal(await asked.browser.api.credentialsHelp.offer({ method: 'sms-code' })),
    'challenge-ended',
    'not before the mailbox is proved',
  )
  must(await confirmReset(asked))
  const mine = await code.right(placeOf(asked.browser))
  assert.ok(w.texts.at(-1)!.text.includes('to choose a new password'))
  const other = await askReset(w, person.email)
  must(await confirmReset(other))
  assert.equal(refusal(await other.browser.api.credentialsHelp.answer({ answer: mine })), 'answer-wrong')
  must(await asked.browser.api.credentialsHelp.answer({ answer: mine }))
  // A proof of an act inside is none here, nor this one there.
  const raised = await person.browser.api.sessions.changeIdle({ minutes: 25 })
  assert.ok(!raised.ok && raised.problem.code === 'proof-required')
  const challenge = raised.problem.challenge as Parameters<typeof prove>[3]
  assert.equal(
    refusal(await person.browser.api.stepUp.answer({ id: challenge.id, answer: mine })),
    'answer-wrong',
  )
})

test('a number that a thief has added lately is texted nothing and proves nothing', async () => {
  const person = await signUp(w)
  await give(person, 'sms-code', w.now() + DAY)
  const list = await give(person, 'backup-code', w.now() + DAY)
  const asked = await askReset(w, person.email)
  must(await confirmReset(asked))
  const texts = w.texts.length
  const { offer, answer } = asked.browser.api.credentialsHelp
  assert.equal(refusal(await offer({ method: 'sms-code' })), 'state-forbids')
  assert.equal(w.texts.length, texts)
  const young = await list.right(placeOf(asked.browser))
  assert.equal(refusal(await answer({ answer: young })), 'answer-wrong')
  assert.equal(refusal(await finish(asked.browser)), 'state-forbids')
})
