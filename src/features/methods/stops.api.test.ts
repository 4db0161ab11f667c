// Links of mails that stop what waits, and what the platform's profile forbids.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Browser } from '../../../test/kit/browser.ts'
import { act, later, listOf, type Waits, withKey } from '../../../test/kit/methods.ts'
import { must, type Person, refusal, signIn, signUp } from '../../../test/kit/person.ts'
import { proveReset } from '../../../test/kit/reset.ts'
import { codeIn, type World, world } from '../../../test/kit/world.ts'
import { DAY, MINUTE } from '../../lib/time.ts'
import { settleDueChanges } from './jobs.ts'

let w: World
before(async () => {
  w = await world()
})
after(() => w.stop())

const LINK = /\/stop\/([A-Za-z0-9_-]{43})/
const used = new Set<string>()
async function waiting(w: World, person: Person, id: string): Promise<string> {
  await act(w, person, (o) => person.browser.api.methods.turnOff({ id }, o))
  const mail = await w.mailTo(
    person.email,
    (one) => one.subject.includes('waits until') && !used.has(one.text),
  )
  used.add(mail.text)
  return LINK.exec(mail.text)![1]!
}

test('the link of the mail shows by GET and stops by POST; past two in a month it delays, once', async () => {
  let person = await signUp(w)
  const { id } = await withKey(w, person)
  const anyone = new Browser({ origin: w.origin })
  for (let stopped = 0; stopped < 2; stopped++) {
    const token = await waiting(w, person, id)
    assert.equal(must(await anyone.api.methods.seeStop({ token })).kind, 'remove')
    must(await anyone.api.methods.seeStop({ token }))
    assert.equal(must(await anyone.api.methods.stop({ token })).outcome, 'cancelled')
    assert.equal(refusal(await anyone.api.methods.stop({ token })), 'not-found')
  }
  const token = await waiting(w, person, id)
  const delayed = must(await anyone.api.methods.stop({ token }))
  assert.equal(delayed.outcome, 'delayed')
  assert.equal(must(await anyone.api.methods.stop({ token })).outcome, 'delayed-before')
  person = await later(w, person, DAY + MINUTE)
  assert.equal((await listOf(person)).methods.length, 2, 'it was delayed')
  person = await later(w, person, 7 * DAY)
  assert.equal((await listOf(person)).methods.length, 1, 'it is never stopped for good by a link')
})

test('a session cancels two of a kind without a proof; the third takes one, or is delayed once', async () => {
  let person = await signUp(w)
  const { id } = await withKey(w, person)
  const { methods } = person.browser.api
  const asked = async (): Promise<string> =>
    (await act<Waits>(w, person, (o) => methods.turnOff({ id }, o))).change
  for (let cancelled = 0; cancelled < 2; cancelled++)
    assert.equal(must(await methods.cancel({ id: await asked() })).outcome, 'cancelled')
  const third = await asked()
  const refused = await methods.cancel({ id: third })
  assert.ok(!refused.ok && refused.problem.reason === 'proof-needed')
  assert.equal((await listOf(person)).waiting.length, 1, 'a refusal changes nothing')
  await act(w, person, (o) => methods.cancelForGood({ id: third }, o))
  assert.equal((await listOf(person)).waiting.length, 0)

  const fourth = await asked()
  const delayed = must(await methods.cancel({ id: fourth, orDelay: true }))
  assert.equal(delayed.outcome, 'delayed', 'what was proved is not counted, and the two still are')
  assert.deepEqual(must(await methods.cancel({ id: fourth, orDelay: true })), {
    outcome: 'delayed-before',
    dueAt: delayed.dueAt,
  })
  // Another session of the same client has its own two.
  const other = await signIn(w, person)
  assert.equal(must(await other.api.methods.cancel({ id: fourth })).outcome, 'cancelled')
  const fifth = await asked()
  const stranger = await signUp(w)
  const { api } = stranger.browser
  assert.equal(refusal(await api.methods.cancel({ id: fifth, orDelay: true })), 'not-found')
  assert.equal(refusal(await api.methods.cancelForGood({ id: fifth })), 'not-found')
  person = await later(w, person, DAY + MINUTE)
  assert.equal((await listOf(person)).methods.length, 1, 'it was due, and nobody had stopped it')
})

test('a link that is forged, changed or of another thing stops nothing', async () => {
  const person = await signUp(w)
  const { id } = await withKey(w, person)
  const token = await waiting(w, person, id)
  const anyone = new Browser({ origin: w.origin })
  const bytes = Buffer.from(token, 'base64url')
  for (const at of [0, 15, 16, 31]) {
    const changed = Buffer.from(bytes)
    changed[at]! ^= 1
    assert.equal(
      refusal(await anyone.api.methods.stop({ token: changed.toString('base64url') })),
      'not-found',
    )
  }
  assert.equal((await listOf(person)).waiting.length, 1)
})

test('a reset of the password cancels what waits', async () => {
  const person = await signUp(w)
  const { id } = await withKey(w, person)
  await waiting(w, person, id)
  must(
    await (await proveReset(w, person)).api.credentialsHelp.finish({
      newPassword: 'a lamp on the long pier 9',
    }),
  )
  const next = { ...person, password: 'a lamp on the long pier 9' }
  const again = await later(w, next, DAY + MINUTE)
  assert.deepEqual((await listOf(again)).waiting, [])
  assert.equal((await listOf(again)).methods.length, 2)
})

test('what waits in an account that is not active takes no effect, and keeps no other from it', async () => {
  const [frozen, other] = [await signUp(w), await signUp(w)]
  for (const person of [frozen, other]) await waiting(w, person, (await withKey(w, person)).id)
  await w.pool.query("update account set state = 'frozen' where username = $1", [frozen.username])
  await w.pass(DAY + MINUTE)
  await settleDueChanges(w.deps)
  const { rows } = await w.pool.query(
    'select a.username, c.outcome from change c join account a on a.id = c.account where a.username = any($1)',
    [[frozen.username, other.username]],
  )
  assert.deepEqual(
    new Map(rows.map((row: { username: string; outcome: string | null }) => [row.username, row.outcome])),
    new Map([
      [frozen.username, null],
      [other.username, 'done'],
    ]),
  )
})

test('the profile is published, and the high one turns no mailed code on', async () => {
  const high = await world({ profile: 'high' })
  try {
    const anyone = new Browser({ origin: high.origin })
    const seen = must(await anyone.api.methods.profile())
    assert.equal(seen.profile, 'high')
    assert.deepEqual(
      seen.purposes.map(({ grades, deviceBound }) => [grades.join(''), deviceBound]),
      [
        ['AB', false],
        ['A', true],
        ['AB', false],
      ],
    )
    const person = await signUp(high)
    const begun = must(await person.browser.api.methods.begin({ method: 'email-code' }))
    const mail = await high.mailTo(person.email, (one) => one.subject.includes('add this address'))
    const answer = { method: 'email-code', code: codeIn(mail) } as const
    must(await person.browser.api.methods.confirm({ enrolment: begun.enrolment, answer }))
    const refused = await person.browser.api.methods.add({ enrolment: begun.enrolment, purpose: 'sign-in' })
    assert.ok(!refused.ok && refused.problem.reason === 'profile-forbids')
  } finally {
    await high.stop()
  }
})
