// What waits is announced again, over a real database and a clock that moves.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { act, withKey } from '../../../test/kit/methods.ts'
import { must, type Person, signUp } from '../../../test/kit/person.ts'
import { type World, world } from '../../../test/kit/world.ts'
import { DAY, HOUR, MINUTE } from '../../lib/time.ts'
import { remindOfWaiting } from './remind.ts'

let w: World
let other: World
before(async () => {
  w = await world()
  // It writes mails down, and the first one sends them.
  other = await world({ database: w.database, work: false })
})
after(async () => {
  await other.stop()
  await w.stop()
})

const STILL = 'still waits'
const reminders = (person: Person) =>
  w.mails.filter(({ to, subject }) => to === person.email && subject.includes(STILL))
/** Both nodes look, at once. */
async function look(ms: number): Promise<void> {
  await w.pass(ms)
  await Promise.all([remindOfWaiting(w.deps), remindOfWaiting(other.deps)])
}
async function told(person: Person, times: number): Promise<string> {
  const found: string[] = []
  await w.mailTo(person.email, ({ subject, text }) => {
    if (subject.includes(STILL)) found.push(text)
    return found.length >= times
  })
  assert.equal(reminders(person).length, times)
  return found.at(-1)!
}
async function waiting() {
  const person = await signUp(w)
  const { id } = await withKey(w, person)
  const turned = await act<{ change: string }>(w, person, (o) =>
    person.browser.api.methods.turnOff({ id }, o),
  )
  return { person, change: turned.change, key: id }
}

test('a day of waiting is announced again at half time, once on two nodes, with the link that stops it', async () => {
  const { person } = await waiting()
  await look(12 * HOUR - MINUTE)
  assert.equal(reminders(person).length, 0)
  await look(2 * MINUTE)
  const text = await told(person, 1)
  await look(HOUR)
  assert.equal(reminders(person).length, 1)
  const token = /\/stop\/([A-Za-z0-9_-]{43})/.exec(text)![1]!
  assert.equal(must(await person.browser.api.methods.stop({ token })).outcome, 'cancelled')
})

test('what was cancelled is not announced, nor what is due: it is being done', async () => {
  const cancelled = await waiting()
  must(await cancelled.person.browser.api.methods.cancel({ id: cancelled.change }))
  const slept = await waiting()
  await look(DAY + MINUTE)
  assert.equal(reminders(cancelled.person).length, 0)
  assert.equal(reminders(slept.person).length, 0)
})

test('three days are announced at half time and a day before the end', async () => {
  const { person, change } = await waiting()
  // As a change of the mailbox with two methods waits.
  await w.pool.query(
    `update holdfast.change set due_at = asked_at + interval '72 hours', remind_at = asked_at + interval '36 hours'
     where id = $1`,
    [change],
  )
  await look(36 * HOUR + MINUTE)
  await told(person, 1)
  await look(11 * HOUR)
  assert.equal(reminders(person).length, 1)
  await look(HOUR)
  await told(person, 2)
  await look(12 * HOUR)
  assert.equal(reminders(person).length, 2)
})

test('what a link has delayed is announced anew, by the end that it has now', async () => {
  const { person } = await waiting()
  // Links of mails have stopped two such changes already: another one delays.
  await w.pool.query(
    `insert into holdfast.change (id, account, kind, factor, asked_at, due_at, asked_by, settled_at, outcome, stopped_by_link)
     select gen_random_uuid(), account, kind, factor, asked_at, due_at, asked_by, asked_at, 'cancelled', true
     from holdfast.change, generate_series(1, 2) where settled_at is null and account =
       (select id from holdfast.account where username = $1)`,
    [person.username],
  )
  await look(12 * HOUR + MINUTE)
  const token = /\/stop\/([A-Za-z0-9_-]{43})/.exec(await told(person, 1))![1]!
  assert.equal(must(await person.browser.api.methods.stop({ token })).outcome, 'delayed')
  await look(DAY)
  assert.equal(reminders(person).length, 1)
  await look(3 * DAY)
  await told(person, 2)
})
