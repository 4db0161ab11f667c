// Methods said to be lost or stolen, over HTTP: suspended at once, removed a day later, taken back by themselves.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { softKey } from '../../../test/kit/authenticator.ts'
import { Browser } from '../../../test/kit/browser.ts'
import { act, addKey, later, listOf, withKey } from '../../../test/kit/methods.ts'
import {
  type Challenge,
  keyHand,
  must,
  type Person,
  PIN,
  refusal,
  signIn,
  signUp,
  startOn,
  totpAt,
} from '../../../test/kit/person.ts'
import { asking, openPlatform, type Platform } from '../../../test/kit/platform.ts'
import { type World, world } from '../../../test/kit/world.ts'
import { DAY, HOUR, MINUTE } from '../../lib/time.ts'
import { settleDueChanges } from './jobs.ts'

let w: World
let platform: Platform
before(async () => {
  w = await world()
  platform = await openPlatform(w)
})
after(() => w.stop())

type Lost = { readonly change: string; readonly dueAt: string }
const sayLost = (person: Person, id: string) =>
  act<Lost>(w, person, (o) => person.browser.api.methods.lost({ id }, o))
const one = async (person: Person, id: string) =>
  (await listOf(person)).methods.find((each) => each.id === id)

/** What a sign-in offers after the password. */
async function offered(person: Person): Promise<readonly string[]> {
  const { challenge } = must(await startOn(new Browser({ origin: w.origin }), person))
  return challenge.steps.find(({ kind }) => kind === 'factor')!.methods.map(({ method }) => method)
}

test('it answers for nothing at once, and is removed after 24 hours', async () => {
  let person = await signUp(w)
  const { id, key } = await withKey(w, person)
  person = await later(w, person, DAY + HOUR)
  const other = await signIn(w, person)
  // What the thief of the key has begun dies with it.
  const begun = new Browser({ origin: w.origin })
  must(await startOn(begun, person))
  const waits = await act<{ change: string }>(
    w,
    person,
    (o) => person.browser.api.methods.turnOff({ id }, o),
    { factor: keyHand(person.browser, key, w.origin) },
  )
  const { dueAt, change } = await sayLost(person, id)
  assert.equal(refusal(await begun.api.signIn.offer({ method: 'webauthn' })), 'challenge-ended')
  assert.equal(refusal(await other.api.sessions.me()), 'sign-in-required')
  assert.deepEqual(
    (await listOf(person)).waiting.map((each) => [each.id, each.kind]),
    [[change, 'lost']],
    'what was proved by it is cancelled',
  )
  assert.equal(refusal(await person.browser.api.methods.cancel({ id: waits.change })), 'not-found')
  assert.deepEqual(await offered(person), ['totp'])
  assert.notEqual((await one(person, id))?.suspendedAt, null)
  for (const asked of [
    await person.browser.api.methods.giveUp({ id }),
    await person.browser.api.methods.turnOn({ id, purpose: 'funding' }),
  ]) {
    assert.ok(!asked.ok && asked.problem.code === 'method-refused')
    assert.equal(asked.problem.reason, 'suspended')
  }
  const mail = await w.mailTo(person.email, ({ subject }) => subject.includes('was said to be lost'))
  assert.match(mail.text, /\/stop\/[A-Za-z0-9_-]{43}/)

  await w.pass(Date.parse(dueAt) - w.now() - MINUTE)
  await settleDueChanges(w.deps)
  person = { ...person, browser: await signIn(w, person) }
  assert.ok(await one(person, id), 'it went early')
  person = await later(w, person, 2 * MINUTE)
  assert.equal(await one(person, id), undefined)
  const { holds } = must(await person.browser.api.holds.list())
  assert.deepEqual(
    holds.map(({ cause }) => cause),
    ['method-weakened'],
  )
})

test('it is said by another ripe method: not by itself, not by a young one, and not of the last one', async () => {
  let person = await signUp(w)
  const [authenticator] = (await listOf(person)).methods
  const last = await person.browser.api.methods.lost({ id: authenticator!.id })
  assert.ok(!last.ok && last.problem.reason === 'last-method')
  const { key, id } = await withKey(w, person)
  // The key is a minute old: it may be the thief's own.
  assert.equal(refusal(await person.browser.api.methods.lost({ id: authenticator!.id })), 'state-forbids')
  person = await later(w, person, DAY + HOUR)
  const asked = await person.browser.api.methods.lost({ id })
  assert.ok(!asked.ok && asked.problem.code === 'proof-required')
  const challenge = asked.problem.challenge as Challenge
  assert.ok(challenge.steps[0]!.methods!.every(({ factor }) => factor !== id))
  const pin = { method: 'pin', pin: PIN } as const
  must(await person.browser.api.stepUp.answer({ id: challenge.id, answer: pin }))
  const given = await person.browser.api.stepUp.offer({ id: challenge.id, method: 'webauthn' })
  assert.equal(refusal(given), 'state-forbids')
  const hands = { factor: keyHand(person.browser, key, w.origin) }
  const said = (o: { proof?: string }) => person.browser.api.methods.lost({ id: authenticator!.id }, o)
  await act(w, person, said, hands)
  assert.deepEqual(await offered(person), ['webauthn'])
})

test('stopping the removal lets it answer for nothing; itself beside another one does', async () => {
  let person = await signUp(w)
  const { id, key } = await withKey(w, person)
  person = await later(w, person, DAY + HOUR)
  const { change } = await sayLost(person, id)
  const mail = await w.mailTo(person.email, ({ subject }) => subject.includes('was said to be lost'))
  const token = /\/stop\/([A-Za-z0-9_-]{43})/.exec(mail.text)![1]!
  assert.equal(must(await new Browser({ origin: w.origin }).api.methods.stop({ token })).outcome, 'cancelled')
  assert.equal(refusal(await person.browser.api.methods.cancel({ id: change })), 'not-found')
  person = await later(w, person, 2 * DAY)
  assert.notEqual((await one(person, id))?.suspendedAt, null)
  assert.deepEqual(await offered(person), ['totp'], 'a reader of mail made it answer')

  const { methods, stepUp } = person.browser.api
  const asked = await methods.found({ id })
  assert.ok(!asked.ok && asked.problem.code === 'proof-required')
  const { id: challenge } = asked.problem.challenge as Challenge
  must(await stepUp.answer({ id: challenge, answer: { method: 'pin', pin: PIN } }))
  const code = { method: 'totp', code: totpAt(person.key, w.now()) } as const
  assert.equal(
    refusal(await stepUp.answer({ id: challenge, answer: code })),
    'answer-wrong',
    'without itself',
  )
  await act(w, person, (o) => methods.found({ id }, o), { itself: keyHand(person.browser, key, w.origin) })
  assert.equal((await one(person, id))?.suspendedAt, null)
  assert.deepEqual(await offered(person), ['webauthn', 'totp'])
  assert.equal(refusal(await methods.found({ id })), 'method-refused')
})

test('taken back in time, it is not removed', async () => {
  let person = await signUp(w)
  const { id, key } = await withKey(w, person)
  person = await later(w, person, DAY + HOUR)
  await sayLost(person, id)
  await act(w, person, (o) => person.browser.api.methods.found({ id }, o), {
    itself: keyHand(person.browser, key, w.origin),
  })
  person = await later(w, person, 2 * DAY)
  assert.ok(await one(person, id))
})

test('to say that the key of funding is lost opens funding to nobody before it is removed', async () => {
  let person = await signUp(w)
  const { id } = await withKey(w, person, 'funding')
  person = await later(w, person, DAY + HOUR)
  await sayLost(person, id)
  const ask = async () => must(await platform.api.ask(asking(person, { purpose: 'funding', seconds: 3600 })))
  const approve = async () => person.browser.api.approvals.approve({ id: (await ask()).id })
  const refused = await approve()
  assert.ok(!refused.ok && refused.problem.code !== 'proof-required', JSON.stringify(refused))
  // Nor is a new one its first: that waits, as beside one that is there.
  const added = await person.browser.api.methods.add(
    await addKey(w, person, softKey({ u2f: true }), 'funding'),
  )
  assert.ok(!added.ok && added.problem.code === 'proof-required')
  const { content } = added.problem.challenge as { content: readonly { value: string }[] }
  assert.ok(content.some(({ value }) => value.startsWith('After 24 hours')))
  for (const wait of [DAY, DAY + HOUR]) person = await later(w, person, wait)
  assert.equal(refusal(await approve()), 'proof-required', 'removed, and its hold is over')
})
