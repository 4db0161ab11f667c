// A new PIN where the old one is forgotten, over HTTP.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { value } from '../../../test/api/rows.ts'
import type { SoftKey } from '../../../test/kit/authenticator.ts'
import { act, withKey } from '../../../test/kit/methods.ts'
import {
  type Challenge,
  keyHand,
  knownBrowser,
  must,
  type Person,
  PIN,
  prove,
  refusal,
  signIn,
  signUp,
} from '../../../test/kit/person.ts'
import { seed } from '../../../test/kit/seeded.ts'
import { codeIn, type World, world } from '../../../test/kit/world.ts'
import { DAY, HOUR, MINUTE } from '../../lib/time.ts'
import { settleDuePins } from './jobs.ts'

let w: World
before(async () => {
  w = await world()
})
after(() => w.stop())

const NEW = '935061'
const mailHand = (person: Person) => ({
  email: async (id: string) => {
    must(await person.browser.api.stepUp.offer({ id, method: 'email-code' }))
    const mail = await w.mailTo(person.email, ({ subject }) => subject.includes('Your code for an act'))
    return { method: 'email-code', code: codeIn(mail) } as const
  },
})

async function askFor(person: Person, newPin = NEW) {
  const { api } = person.browser
  const asked = await api.pin.reset({ newPin })
  assert.ok(!asked.ok && asked.problem.code === 'proof-required', JSON.stringify(asked))
  const challenge = asked.problem.challenge as Challenge
  assert.deepEqual(
    challenge.steps.map(({ kind }) => kind),
    ['email', 'factor'],
  )
  const proof = await prove(w, person, person.browser, challenge, mailHand(person))
  return must(await api.pin.reset({ newPin }, { proof }))
}

async function isPin(person: Person, pin: string, browser = person.browser): Promise<boolean> {
  const asked = await browser.api.pin.change({ newPin: '418209' })
  assert.ok(!asked.ok && asked.problem.code === 'proof-required')
  const { id } = asked.problem.challenge as Challenge
  return (await browser.api.stepUp.answer({ id, answer: { method: 'pin', pin } })).ok
}
const again = async (person: Person) => ({
  ...person,
  browser: await signIn(w, person, knownBrowser(person)),
})

test('it counts after a day and not before; other sessions end then, and money waits', async () => {
  const person = await signUp(w)
  const other = await signIn(w, person)
  const { change } = await askFor(person)
  assert.equal(must(await person.browser.api.pin.see()).waiting?.id, change)
  assert.ok(await isPin(person, PIN), 'the old one counts until then')
  must(await other.api.sessions.me())
  await w.pass(DAY - MINUTE)
  await settleDuePins(w.deps)
  const early = await again(person)
  assert.ok(await isPin(early, PIN))
  await w.pass(2 * MINUTE)
  await Promise.all([settleDuePins(w.deps), settleDuePins(w.deps)])
  assert.equal(refusal(await early.browser.api.sessions.me()), 'sign-in-required')
  const late = await again(person)
  assert.ok(await isPin(late, NEW))
  assert.ok(!(await isPin(late, PIN)))
  const { holds } = must(await late.browser.api.holds.list())
  assert.deepEqual(
    holds.map(({ cause, beganAt, endsAt }) => [cause, (Date.parse(endsAt) - Date.parse(beganAt)) / HOUR]),
    [['pin-reset', 24]],
  )
  await w.mailTo(person.email, ({ subject }) => subject.includes('PIN was replaced'))
  const left = 'select count(*) from holdfast.change where pin_hash is not null'
  assert.equal(Number(await value<string>(w.database, left)), 0, 'what was chosen lies nowhere any more')
})

test('it is cancelled in a session, and by the link of the mail; then nothing changes', async () => {
  for (const by of ['session', 'link'] as const) {
    const person = await signUp(w)
    const { change } = await askFor(person)
    const mail = await w.mailTo(person.email, ({ subject }) => subject.includes('A new PIN'))
    const token = /\/stop\/([A-Za-z0-9_-]{43})/.exec(mail.text)![1]!
    const { methods } = person.browser.api
    if (by === 'session') must(await methods.cancel({ id: change }))
    else {
      assert.equal(must(await methods.seeStop({ token })).kind, 'pin')
      assert.equal(must(await methods.stop({ token })).outcome, 'cancelled')
    }
    assert.equal(must(await person.browser.api.pin.see()).waiting, null)
    await w.pass(DAY + MINUTE)
    await settleDuePins(w.deps)
    assert.ok(await isPin(await again(person), PIN))
  }
})

test('a newer one voids the older, and a common one is refused before anything is asked', async () => {
  const person = await signUp(w)
  const refused = await person.browser.api.pin.reset({ newPin: '123456' })
  assert.ok(!refused.ok)
  assert.deepEqual(refused.problem.problems, [{ field: 'newPin', problem: 'common' }])
  const first = await askFor(person)
  const second = await askFor(person, '770143')
  assert.equal(must(await person.browser.api.pin.see()).waiting?.id, second.change)
  assert.equal(refusal(await person.browser.api.methods.cancel({ id: first.change })), 'not-found')
  await w.pass(DAY + MINUTE)
  await settleDuePins(w.deps)
  const late = await again(person)
  assert.ok(await isPin(late, '770143'))
})

test('of another account it is neither seen nor cancelled; in a frozen one it takes no effect', async () => {
  const [person, stranger] = [await signUp(w), await signUp(w)]
  const { change } = await askFor(person)
  assert.equal(must(await stranger.browser.api.pin.see()).waiting, null)
  assert.equal(refusal(await stranger.browser.api.methods.cancel({ id: change })), 'not-found')
  const freeze = 'update holdfast.account set state = $2 where username = $1 returning id'
  await value(w.database, freeze, [person.username, 'frozen'])
  await w.pass(DAY + MINUTE)
  await settleDuePins(w.deps)
  await value(w.database, freeze, [person.username, 'active'])
  assert.ok(await isPin(await again(person), PIN))
})

type Known = { person: Person; key: SoftKey; id: string }
/** A client with an authenticator and, for a day, a key. */
async function ofTwo(): Promise<Known> {
  const person = await signUp(w)
  const { key, id } = await withKey(w, person, 'funding')
  await w.pass(DAY)
  return { person: await again(person), key, id }
}
const handsOf = ({ person, key }: Known) => ({
  ...mailHand(person),
  itself: keyHand(person.browser, key, w.origin),
})
const askByTwo = async (known: Known, newPin = NEW) => {
  const { pin } = known.person.browser.api
  const send = (o: { proof?: string }) => pin.resetByTwo({ newPin, second: known.id }, o)
  await act(w, known.person, send, handsOf(known))
}
async function stepsFor({ api }: Person['browser'], second: string) {
  const asked = await api.pin.resetByTwo({ newPin: NEW, second })
  assert.ok(!asked.ok && asked.problem.code === 'proof-required', JSON.stringify(asked))
  return asked.problem.challenge as Challenge
}

test('with a second method it counts at once; other sessions end, money waits, and what waited before is void', async () => {
  const known = await ofTwo()
  const { person } = known
  const other = await signIn(w, person)
  const waits = await askFor(person, '770143')
  await askByTwo(known)
  assert.ok(await isPin(person, NEW))
  assert.ok(!(await isPin(person, PIN)))
  assert.equal(refusal(await other.api.sessions.me()), 'sign-in-required')
  const { holds } = must(await person.browser.api.holds.list())
  assert.deepEqual(
    holds.map(({ cause, beganAt, endsAt }) => [cause, (Date.parse(endsAt) - Date.parse(beganAt)) / HOUR]),
    [['pin-reset', 24]],
  )
  await w.mailTo(person.email, ({ subject }) => subject.includes('PIN was replaced'))
  assert.equal(must(await person.browser.api.pin.see()).waiting, null)
  assert.equal(refusal(await person.browser.api.methods.cancel({ id: waits.change })), 'not-found')
  await w.pass(DAY + MINUTE)
  await settleDuePins(w.deps)
  assert.ok(await isPin(await again(person), NEW), 'the one that waited has not come after all')
})

test('it takes mailbox, second method and another one: none twice, and the proof of a day’s wait is none for it', async () => {
  const known = await ofTwo()
  const { person, id } = known
  const { api } = person.browser
  const challenge = await stepsFor(person.browser, id)
  assert.deepEqual(
    challenge.steps.map(({ kind }) => kind),
    ['email', 'itself', 'factor'],
  )
  // The authenticator is no second beside itself: nothing is left to be asked.
  const { methods } = must(await api.methods.list())
  const authenticator = methods.find(({ method }) => method === 'totp')!.id
  const alone = await api.pin.resetByTwo({ newPin: NEW, second: authenticator })
  assert.ok(!alone.ok)
  assert.deepEqual([alone.problem.code, alone.problem.reason], ['state-forbids', 'no-method'])
  const asked = await api.pin.reset({ newPin: NEW })
  assert.ok(!asked.ok && asked.problem.code === 'proof-required')
  const proof = await prove(w, person, person.browser, asked.problem.challenge as Challenge, mailHand(person))
  assert.equal(refusal(await api.pin.resetByTwo({ newPin: NEW, second: id }, { proof })), 'proof-required')
  assert.ok(await isPin(person, PIN))
})

test('a second method that is young, said to be lost, a mailbox or another’s is none', async () => {
  const known = await ofTwo()
  const { person, id } = known
  const { api } = person.browser
  const refused = async (second: string) => refusal(await api.pin.resetByTwo({ newPin: NEW, second }))
  const young = await withKey(w, person, 'trading')
  assert.equal(await refused(young.id), 'method-refused')
  const theirs = must(await (await signUp(w)).browser.api.methods.list()).methods[0]!
  assert.equal(await refused(theirs.id), 'not-found')
  const account = await value<string>(w.database, 'select id from holdfast.account where username = $1', [
    person.username,
  ])
  const mailbox = await seed(w, {
    account,
    method: 'email-code',
    purposes: ['trading'],
    address: { mailbox: 'second@example.test', number: '+33612345677' },
  })
  assert.equal(await refused(mailbox.id), 'method-refused')
  await act(w, person, (o) => api.methods.lost({ id }, o))
  assert.equal(await refused(id), 'method-refused')
  assert.ok(await isPin(person, PIN))
})

test('a second method that is said to be lost after it has proved, approves nothing more', async () => {
  const known = await ofTwo()
  const { person, id } = known
  const { api } = person.browser
  const challenge = await stepsFor(person.browser, id)
  const proof = await prove(w, person, person.browser, challenge, handsOf(known))
  await act(w, person, (o) => api.methods.lost({ id }, o))
  assert.equal(refusal(await api.pin.resetByTwo({ newPin: NEW, second: id }, { proof })), 'method-refused')
  assert.ok(await isPin(person, PIN))
})
