// A locked session over HTTP: what it answers, what opens it, and what does not.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { INSIDE, wireOf } from '../../../test/api/samples.ts'
import { closeWorlds, copyOf, openNode, openWorld, sentBy, within } from '../../../test/api/scene.ts'
import { codeOf, send } from '../../../test/api/wire.ts'
import { type Lie, type SoftKey, type SoftKeyOptions, softKey } from '../../../test/kit/authenticator.ts'
import type { Browser } from '../../../test/kit/browser.ts'
import { act } from '../../../test/kit/methods.ts'
import { must, type Person, refusal, signIn, signUp } from '../../../test/kit/person.ts'
import type { World } from '../../../test/kit/world.ts'
import { DAY, HOUR, MINUTE } from '../../lib/time.ts'
import type { CreationOptions } from '../../lib/webauthn-fields.ts'

let w: World
let other: World
before(async () => {
  w = await openWorld()
  other = await openNode(w)
})
after(closeWorlds)

const REST = 15 * MINUTE + 1000
type Client = { readonly person: Person; readonly browser: Browser; readonly key: SoftKey }

async function enrolled(options: SoftKeyOptions = {}): Promise<Client> {
  const person = await signUp(w)
  const key = softKey(options)
  const { methods } = person.browser.api
  const kind = options.u2f ? 'security-key' : 'passkey'
  const begun = must(await methods.begin({ method: 'webauthn', key: kind }))
  assert.ok(begun.shown.kind === 'browser')
  const response = await key.create(begun.shown.options as CreationOptions, w.origin)
  const { enrolment } = begun
  must(await methods.confirm({ enrolment, answer: { method: 'webauthn', response } }))
  await act(w, person, (o) => methods.add({ enrolment, purpose: 'sign-in' }, o))
  return { person, browser: person.browser, key }
}

/** Clients with a ripe passkey, signed in anew; quick unlock is on unless said otherwise. */
async function clients(number: number, options: SoftKeyOptions = {}, on = true): Promise<readonly Client[]> {
  const made: Client[] = []
  for (let n = 0; n < number; n++) made.push(await enrolled(options))
  await w.pass(DAY + MINUTE)
  for (const one of made) await enter(one, on)
  return made
}

async function enter({ person }: Client, on: boolean): Promise<void> {
  const browser = await signIn(w, person, person.browser)
  if (on) await act(w, { ...person, browser }, (o) => browser.api.quickUnlock.turnOn(undefined, o))
}

const client = async (options?: SoftKeyOptions, on?: boolean): Promise<Client> =>
  (await clients(1, options, on))[0]!

async function locked(options: SoftKeyOptions = {}): Promise<Client> {
  const made = await client(options)
  await w.pass(REST)
  return made
}

async function lockOf(browser: Browser) {
  const lock = must(await browser.api.quickUnlock.seeLock())
  assert.ok(lock.state === 'locked' && lock.options !== null, lock.state)
  return { ...lock, options: lock.options }
}

/** What its own browser and its own passkey would send. */
async function answerOf({ browser, key }: Pick<Client, 'browser' | 'key'>, lie?: Lie) {
  const { nonce, identifier, options } = await lockOf(browser)
  const response = await key.get(options, w.origin, lie)
  return { response, device: browser.signDevice(nonce, identifier) }
}

const isOpen = async (browser: Browser): Promise<boolean> => (await browser.api.sessions.me()).ok

test('without the choice of its client a session that rests is over', async () => {
  const { browser } = await client({}, false)
  assert.deepEqual(must(await browser.api.quickUnlock.see()), { state: 'off' })
  await w.pass(REST)
  assert.equal(refusal(await browser.api.sessions.me()), 'sign-in-required')
  assert.equal(refusal(await browser.api.quickUnlock.seeLock()), 'sign-in-required')
})

test('a locked session answers its lock, its unlocking and the sign-out, and nothing else', async () => {
  const { browser } = await locked()
  for (const op of INSIDE) {
    if (['getLock', 'unlockSession', 'signOut'].includes(op.id)) continue
    const got = await send(w.origin, await sentBy(w, browser, wireOf(op, w.origin)))
    assert.equal(`${got.status} ${codeOf(got)}`, '423 session-locked', op.id)
  }
  const { endsAt, username, ...rest } = await lockOf(browser)
  assert.ok(endsAt && username)
  assert.deepEqual(Object.keys(rest).sort(), ['identifier', 'nonce', 'options', 'state'])
  must(await browser.api.sessions.signOut({}))
  assert.equal(refusal(await browser.api.quickUnlock.seeLock()), 'sign-in-required')
})

test('a passkey of the device opens the same session, on every node, and its absolute limit stays', async () => {
  const made = await client()
  const { browser } = made
  const second = copyOf(browser, other.origin)
  const before = must(await browser.api.sessions.me())
  assert.ok(await isOpen(second))
  await w.pass(REST)
  assert.equal(refusal(await second.api.sessions.me()), 'session-locked')
  must(await browser.api.quickUnlock.unlock(await answerOf(made)))
  const after = must(await browser.api.sessions.me())
  assert.deepEqual([after.session, after.endsAt], [before.session, before.endsAt])
  await within(1000, () => isOpen(second))
})

test('asking about the lock does not wake the session', async () => {
  const { browser } = await locked()
  for (let n = 0; n < 3; n++) {
    await lockOf(browser)
    await w.pass(2 * MINUTE)
  }
  assert.equal(refusal(await browser.api.sessions.me()), 'session-locked')
})

test('an unlocking is never a proof: the next act asks for one as before', async () => {
  const made = await locked()
  must(await made.browser.api.quickUnlock.unlock(await answerOf(made)))
  assert.equal(refusal(await made.browser.api.sessions.changeIdle({ minutes: 20 })), 'proof-required')
})

test('twelve hours after the sign-in nothing opens it, however often it was unlocked', async () => {
  const made = await client()
  const { browser } = made
  const began = Date.parse(must(await browser.api.sessions.me()).signedInAt)
  for (let hour = 1; hour < 12; hour++) {
    await w.pass(HOUR)
    if (began + 12 * HOUR <= w.now()) break
    must(await browser.api.quickUnlock.unlock(await answerOf(made)))
  }
  await w.pass(Math.max(0, began + 12 * HOUR - w.now() - 30_000))
  const late = await answerOf(made)
  await w.pass(31_000)
  assert.equal(refusal(await browser.api.quickUnlock.unlock(late)), 'sign-in-required')
  assert.equal(refusal(await browser.api.quickUnlock.seeLock()), 'sign-in-required')
})

test('an answer opens once, and not after five minutes', async () => {
  const made = await locked()
  const { unlock } = made.browser.api.quickUnlock
  const answer = await answerOf(made)
  must(await unlock(answer))
  await w.pass(REST)
  assert.equal(refusal(await unlock(answer)), 'challenge-ended')
  const late = await answerOf(made)
  await w.pass(5 * MINUTE + 1000)
  assert.equal(refusal(await unlock(late)), 'challenge-ended')
  assert.equal(refusal(await made.browser.api.sessions.me()), 'session-locked')
})

test('what was signed for another session opens nothing, be it of another account or of another device', async () => {
  const [mine, theirs] = (await clients(2)) as [Client, Client]
  await w.pass(REST)
  const { nonce } = await lockOf(mine.browser)
  // Their passkey for their session, then their passkey for mine.
  const own = await answerOf(theirs)
  const { options, identifier } = await lockOf(mine.browser)
  const forMine = await theirs.key
    .get({ ...options, allowCredentials: [] }, w.origin)
    .then((response) => ({ response, device: mine.browser.signDevice(nonce, identifier) }))
  for (const answer of [own, forMine])
    assert.equal(refusal(await mine.browser.api.quickUnlock.unlock(answer)), 'answer-wrong')
  // My own passkey, over the challenge of another of my sessions.
  const second = await signIn(w, mine.person)
  await act(w, { ...mine.person, browser: second }, (o) => second.api.quickUnlock.turnOn(undefined, o))
  await w.pass(REST)
  assert.equal(refusal(await mine.browser.api.sessions.me()), 'session-locked')
  const elsewhere = await answerOf({ browser: second, key: mine.key })
  assert.equal(refusal(await mine.browser.api.quickUnlock.unlock(elsewhere)), 'answer-wrong')
  const mixed = {
    response: elsewhere.response,
    device: mine.browser.signDevice(elsewhere.device.nonce, identifier),
  }
  // Its nonce is spent by now.
  assert.equal(refusal(await mine.browser.api.quickUnlock.unlock(mixed)), 'challenge-ended')
  const lock = await lockOf(second)
  const response = await mine.key.get(lock.options, w.origin)
  const crossed = { response, device: mine.browser.signDevice(lock.nonce, identifier) }
  assert.equal(refusal(await mine.browser.api.quickUnlock.unlock(crossed)), 'answer-wrong')
  assert.equal(refusal(await mine.browser.api.sessions.me()), 'session-locked')
})

test('a passkey that did not verify its user, says to be carried about, or lies, does not open', async () => {
  const lies: Lie[] = [
    { flags: { verified: false } },
    { flags: { present: false } },
    { clientData: { origin: 'https://portal.evil.test' } },
    { clientData: { type: 'webauthn.create' } },
  ]
  const liars = await clients(lies.length)
  await w.pass(REST)
  for (const [n, lie] of lies.entries()) {
    const made = liars[n]!
    assert.equal(
      refusal(await made.browser.api.quickUnlock.unlock(await answerOf(made, lie))),
      'answer-wrong',
      JSON.stringify(lie),
    )
  }
  const made = await locked()
  const answer = await answerOf(made)
  const carried = {
    ...answer,
    response: { ...answer.response, authenticatorAttachment: 'cross-platform' },
  }
  assert.equal(refusal(await made.browser.api.quickUnlock.unlock(carried)), 'answer-wrong')
  assert.equal(refusal(await made.browser.api.sessions.me()), 'session-locked')
})

test('the key of another device does not open, even with the right passkey', async () => {
  const made = await locked()
  const { nonce, identifier, options } = await lockOf(made.browser)
  const { browser: stranger } = await signUp(w)
  const response = await made.key.get(options, w.origin)
  const device = stranger.signDevice(nonce, identifier)
  assert.equal(refusal(await made.browser.api.quickUnlock.unlock({ response, device })), 'answer-wrong')
})

test('a thief of the cookie without the keys of the browser learns and opens nothing', async () => {
  const made = await locked()
  const answer = await answerOf(made)
  const thief = copyOf(made.browser, w.origin, false)
  assert.equal(refusal(await thief.api.quickUnlock.seeLock()), 'not-this-browser')
  assert.equal(refusal(await thief.api.quickUnlock.unlock(answer)), 'not-this-browser')
  assert.equal(refusal(await thief.api.sessions.signOut({})), 'not-this-browser')
  must(await made.browser.api.quickUnlock.unlock(answer))
})

test('five wrong answers end the session, in a row or at once, and the right one is too late', async () => {
  for (const how of ['in a row', 'at once'] as const) {
    const made = await locked()
    const { unlock } = made.browser.api.quickUnlock
    const wrong = async () => unlock(await answerOf(made, { flags: { verified: false } }))
    const right = await answerOf(made)
    const said: string[] = []
    if (how === 'in a row') for (let n = 0; n < 5; n++) said.push(refusal(await wrong()))
    else {
      const answers = []
      for (let n = 0; n < 12; n++) answers.push(await answerOf(made, { flags: { verified: false } }))
      const all = await Promise.all(answers.map((answer) => unlock(answer)))
      said.push(...all.map((one) => refusal(one)))
    }
    assert.ok(said.filter((one) => one === 'answer-wrong').length >= 5, said.join())
    assert.equal(refusal(await unlock(right)), 'sign-in-required', how)
    const { events } = must(await (await signIn(w, made.person)).api.activity.list({}))
    assert.ok(events.some(({ event }) => event === 'session.unlock-failed'))
    assert.ok(events.every(({ event }) => event !== 'session.unlocked'))
  }
})

test('a right answer gives the tries back', async () => {
  const made = await locked()
  const { unlock } = made.browser.api.quickUnlock
  for (const slips of [3, 2]) {
    for (let n = 0; n < slips; n++)
      assert.equal(
        refusal(await unlock(await answerOf(made, { flags: { verified: false } }))),
        'answer-wrong',
      )
    // The passkey itself may be tried again after five slips and a minute.
    await w.pass(MINUTE + 1000)
    must(await unlock(await answerOf(made)))
    await w.pass(REST)
  }
})

test('two tabs that unlock at once are both in', async () => {
  const made = await locked()
  const tab = copyOf(made.browser)
  const answers = [await answerOf(made), await answerOf({ browser: tab, key: made.key })]
  const [one, two] = await Promise.all([
    made.browser.api.quickUnlock.unlock(answers[0]!),
    tab.api.quickUnlock.unlock(answers[1]!),
  ])
  assert.ok(one.ok || two.ok)
  assert.ok((await isOpen(made.browser)) && (await isOpen(tab)))
})

test('turning it off, forgetting the device and ending the others reach what is locked', async () => {
  const off = await client()
  must(await off.browser.api.quickUnlock.turnOff())
  assert.deepEqual(must(await off.browser.api.quickUnlock.see()), { state: 'off' })
  await w.pass(REST)
  assert.equal(refusal(await off.browser.api.quickUnlock.seeLock()), 'sign-in-required')

  for (const how of ['forget', 'end'] as const) {
    const made = await locked()
    const elsewhere = await signIn(w, made.person)
    const { sessions } = must(await elsewhere.api.sessions.list())
    assert.equal(sessions.length, 2, 'one that is locked is still open somewhere')
    if (how === 'end') must(await elsewhere.api.sessions.endOthers())
    else {
      const { devices } = must(await elsewhere.api.sessions.devices())
      for (const { id, current } of devices)
        if (!current) must(await elsewhere.api.sessions.forgetDevice({ id }))
    }
    assert.equal(refusal(await made.browser.api.quickUnlock.seeLock()), 'sign-in-required', how)
  }
})

test('it is turned on by a proof, on a known device with such a passkey alone', async () => {
  const { browser } = await client({}, false)
  assert.equal(refusal(await browser.api.quickUnlock.turnOn()), 'proof-required')
  const without = await signUp(w)
  assert.deepEqual(must(await without.browser.api.quickUnlock.see()), { state: 'no-passkey' })
  assert.equal(refusal(await without.browser.api.quickUnlock.turnOn()), 'state-forbids')
  const carried = await client({ u2f: true }, false)
  assert.deepEqual(must(await carried.browser.api.quickUnlock.see()), { state: 'no-passkey' })
  const keyless = await signUp(w, { keyless: true })
  assert.deepEqual(must(await keyless.browser.api.quickUnlock.see()), { state: 'no-device' })
  assert.equal(refusal(await keyless.browser.api.quickUnlock.turnOn()), 'state-forbids')
})

test('the next sign-in on the device locks too; one on another device does not', async () => {
  const made = await client()
  const again = await signIn(w, made.person, made.browser)
  const elsewhere = await signIn(w, made.person)
  await w.pass(REST)
  assert.equal(refusal(await again.api.sessions.me()), 'session-locked')
  assert.equal(refusal(await elsewhere.api.sessions.me()), 'sign-in-required')
  // A new sign-in on the device takes the place of the locked session.
  await signIn(w, made.person, again)
  assert.equal(must(await again.api.sessions.list()).sessions.length, 1)
})

test('sessions that have ended by rest do not come back when it is turned on', async () => {
  const { person, browser } = await client({}, false)
  const old = copyOf(browser)
  await w.pass(REST)
  await signIn(w, person, browser)
  await act(w, { ...person, browser }, (o) => browser.api.quickUnlock.turnOn(undefined, o))
  assert.equal(refusal(await old.api.quickUnlock.seeLock()), 'sign-in-required')
})
