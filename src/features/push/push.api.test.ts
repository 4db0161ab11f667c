// Browsers that are told by push: what they hear, who turns them on and off, and what an unreliable push service changes
// (RULES part 1, "notice channel"; invariants 6 and 15). The service and the browser at its end: test/kit/push-service.ts.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { dump } from '../../../test/api/rows.ts'
import { act, later } from '../../../test/kit/methods.ts'
import {
  type Challenge,
  must,
  type Person,
  prove,
  refusal,
  signIn,
  signUp,
} from '../../../test/kit/person.ts'
import {
  type PushService,
  pushService,
  type SoftBrowser,
  softBrowser,
  vapidOf,
} from '../../../test/kit/push-service.ts'
import { type World, world } from '../../../test/kit/world.ts'
import { transaction } from '../../db/tx.ts'
import { keyRing } from '../../lib/keys.ts'
import { sealedWith } from '../../lib/seal.ts'
import { DAY, HOUR, MINUTE } from '../../lib/time.ts'
import { addressOf, ENDPOINTS_AT_MOST, rotateEndpoints, sweepEndpoints } from '../../notify/endpoints.ts'
import { sendPush, settleDuePush } from './jobs.ts'

let w: World
let service: PushService
before(async () => {
  service = await pushService()
  await service.start()
  w = await world()
})
after(async () => {
  await w.stop()
  await service.stop()
})

let drawn = 0
const fresh = (): SoftBrowser =>
  softBrowser(`${service.origin}/to/${++drawn}-${randomBytes(8).toString('hex')}`)
const pathOf = ({ subscription }: SoftBrowser): string => new URL(subscription.endpoint).pathname
const turnOn = async (who: Person, { subscription }: SoftBrowser): Promise<string> =>
  (await act<{ id: string }>(w, who, (o) => who.browser.api.push.turnOn(subscription, o))).id
const turnOff = (who: Person, id: string) =>
  act<{ change: string; dueAt: string }>(w, who, (o) => who.browser.api.push.turnOff({ id }, o))
const listOf = async (who: Person) => must(await who.browser.api.push.list()).endpoints

/** What a browser was shown: what the service has taken for it, each message once. */
const shownOn = (browser: SoftBrowser): readonly { readonly title: string; readonly body: string }[] =>
  service.taken
    .filter(({ path }) => path === pathOf(browser))
    .map(({ body }) => JSON.parse(browser.open(body)) as { title: string; body: string })
async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 8_000; !(await isSo()); await pause(10))
    assert.ok(performance.now() < end, `it did not come: ${what}`)
}
const hears = (browser: SoftBrowser, title: RegExp): Promise<void> =>
  until(String(title), () => shownOn(browser).some((one) => title.test(one.title)))
const NEW_DEVICE = /new device/
const ON = /^Notices of Northmere were turned on/
/** What is still on its way to a browser. */
const onWayTo = async (id: string): Promise<readonly string[]> =>
  (await w.pool.query<{ id: string }>('select id from outbox where push_endpoint = $1', [id])).rows.map(
    (row) => row.id,
  )

test('a browser is told at once of what matters, by a push that is ours and that it alone can open', async () => {
  const person = await signUp(w)
  const browser = fresh()
  const id = await turnOn(person, browser)
  await hears(browser, ON)
  await w.mailTo(person.email, ({ subject }) => ON.test(subject))
  await signIn(w, person)
  await hears(browser, NEW_DEVICE)
  const { key, endpoints } = must(await person.browser.api.push.list())
  const { aud, exp } = vapidOf(service.taken.at(-1)!, key)
  assert.equal(aud, service.origin)
  assert.ok(exp <= (Date.now() + DAY) / 1000)
  await until('nothing is left in the outbox', async () => (await onWayTo(id)).length === 0)
  assert.deepEqual(
    endpoints.map((one) => [one.id, one.here, one.off]),
    [[id, true, null]],
  )
  assert.equal((await listOf(person))[0]!.lastResult, 'taken')
  // It lies nowhere as it is, neither in text nor in bytes, nor in what the job queue keeps.
  const rows = await dump(w.database)
  const { endpoint, p256dh, auth } = browser.subscription
  for (const secret of [endpoint, pathOf(browser), p256dh, auth]) {
    assert.ok(!rows.includes(secret), secret)
    assert.ok(!rows.includes(Buffer.from(secret).toString('hex')), `${secret} in bytes`)
  }
})

test('turning off waits a day in which all is heard, is stopped by a press, and is the last that is heard', async () => {
  let person = await signUp(w)
  const [leaving, staying] = [fresh(), fresh()]
  const id = await turnOn(person, leaving)
  await turnOn(person, staying)
  const { change } = await turnOff(person, id)
  const again = await person.browser.api.push.turnOff({ id })
  assert.ok(!again.ok && again.problem.code === 'proof-required')
  const proof = await prove(w, person, person.browser, again.problem.challenge as Challenge)
  assert.equal(refusal(await person.browser.api.push.turnOff({ id }, { proof })), 'state-forbids')
  must(await person.browser.api.methods.cancel({ id: change }))
  assert.ok((await listOf(person)).every(({ off }) => off === null))
  // What is pressed in a mail is in the mail alone: no push acts, in the first day of a browser or later.
  const { dueAt } = await turnOff(person, id)
  const mail = await w.mailTo(person.email, ({ subject }) => subject.startsWith('Turning off'))
  assert.match(mail.text, /\/stop\//)
  await hears(leaving, /^Turning off/)
  for (const { title, body } of [...shownOn(leaving), ...shownOn(staying)])
    assert.doesNotMatch(`${title} ${body}`, /:\/\/|stop\/|[0-9]{3} ?[0-9]{3}/)
  assert.ok(Math.abs(Date.parse(dueAt) - w.now() - DAY) < 5_000, dueAt)

  await w.pass(23 * HOUR)
  await settleDuePush(w.deps)
  person = await later(w, person, 0)
  assert.equal((await listOf(person)).length, 2)
  await hears(leaving, NEW_DEVICE)
  await w.pass(HOUR + MINUTE)
  await settleDuePush(w.deps)
  for (const browser of [leaving, staying]) await hears(browser, /^Notices of Northmere are off/)
  await w.mailTo(person.email, ({ subject }) => subject.startsWith('Notices of Northmere are off'))
  const heard = shownOn(leaving).length
  const before = shownOn(staying).length
  person = await later(w, person, 0)
  await until('the other one still hears', () => shownOn(staying).length > before)
  assert.equal(shownOn(leaving).length, heard)
  assert.equal((await listOf(person)).length, 1)
  // The row goes when nothing can be on its way to it any more.
  const ended = async () => (await w.pool.query('select 1 from push_endpoint where id = $1', [id])).rowCount
  await transaction(w.pool, sweepEndpoints)
  assert.equal(await ended(), 1)
  await w.pass(3 * DAY)
  await transaction(w.pool, sweepEndpoints)
  assert.equal(await ended(), 0)
})

test('what waits in an account that is not active stays on', async () => {
  const person = await signUp(w)
  const id = await turnOn(person, fresh())
  await turnOff(person, id)
  await w.pool.query("update account set state = 'frozen' where username = $1", [person.username])
  await w.pass(2 * DAY)
  await settleDuePush(w.deps)
  const { rows } = await w.pool.query('select ended_at from push_endpoint where id = $1', [id])
  assert.deepEqual(rows, [{ ended_at: null }])
})

test('another account has no power over a browser, and does not learn of it; on its own it may be told there too', async () => {
  const [person, stranger] = [await signUp(w), await signUp(w)]
  const browser = fresh()
  const id = await turnOn(person, browser)
  assert.equal(refusal(await stranger.browser.api.push.turnOff({ id })), 'not-found')
  assert.deepEqual(await listOf(stranger), [])
  await turnOn(stranger, browser)
  await turnOff(stranger, (await listOf(stranger))[0]!.id)
  assert.equal((await listOf(person))[0]!.off, null)
})

test('an account has ten at most, each address once, and none that may not be reached', async () => {
  const person = await signUp(w)
  const { api } = person.browser
  const browser = fresh()
  const { subscription } = browser
  // In two sessions, both proved before, so that they meet.
  const sends: (() => Promise<{ readonly ok: boolean }>)[] = []
  for (const one of [person.browser, await signIn(w, person)]) {
    const asked = await one.api.push.turnOn(subscription)
    assert.ok(!asked.ok && asked.problem.code === 'proof-required')
    const proof = await prove(w, person, one, asked.problem.challenge as Challenge)
    sends.push(() => one.api.push.turnOn(subscription, { proof }))
  }
  const both = await Promise.all(sends.map((send) => send()))
  assert.equal(both.filter(({ ok }) => ok).length, 1)
  const reasonOf = async (input: SoftBrowser['subscription']) => {
    const said = await api.push.turnOn(input)
    return said.ok ? 'ok' : [said.problem.code, said.problem.reason]
  }
  assert.deepEqual(await reasonOf(subscription), ['state-forbids', 'on-already'])
  const { rows } = await w.pool.query<{ account: string }>(
    'select account from push_endpoint where id = $1',
    [(await listOf(person))[0]!.id],
  )
  await w.pool.query(
    `insert into push_endpoint (id, account, label, session, sealed, endpoint_mac, added_at)
     select gen_random_uuid(), $1, 'A browser', gen_random_uuid(), '', sha256(n::text::bytea), holdfast.clock()
     from generate_series(2, $2) n`,
    [rows[0]!.account, ENDPOINTS_AT_MOST],
  )
  assert.deepEqual(await reasonOf(fresh().subscription), ['state-forbids', 'too-many'])
  const other = { ...fresh().subscription }
  for (const wrong of [
    { ...other, endpoint: 'http://push.example/a' },
    { ...other, endpoint: 'https://169.254.169.254/latest' },
    { ...other, endpoint: 'https://10.0.0.1/a' },
    { ...other, p256dh: 'A'.repeat(87) },
    { ...other, auth: 'A' },
  ])
    assert.equal(refusal(await api.push.turnOn(wrong)), 'input-invalid', JSON.stringify(wrong))
})

test('while the service is down or slow nothing is lost, and nothing is shown twice', async () => {
  const person = await signUp(w)
  const browser = fresh()
  const id = await turnOn(person, browser)
  await hears(browser, ON)
  for (const mood of ['busy', 'lost', 'silent'] as const) {
    const before = shownOn(browser).length
    service.mood = mood
    const tried = service.asked.length
    await signIn(w, person)
    await until(`it is tried while ${mood}`, () => service.asked.length > tried)
    // The lease is given back when the try has failed.
    await until('it waits', async () => {
      const { rowCount } = await w.pool.query(
        'select 1 from outbox where push_endpoint = $1 and leased_until is null',
        [id],
      )
      return rowCount === 1
    })
    assert.equal((await listOf(person))[0]!.lastResult, 'failed')
    service.mood = 'well'
    const [outbox = assert.fail('it is lost')] = await onWayTo(id)
    // Many nodes at once: one of them has the lease.
    const from = service.asked.length
    await Promise.all(Array.from({ length: 5 }, () => sendPush(w.deps, { outbox })))
    assert.equal(service.asked.length - from, 1, mood)
    assert.equal(shownOn(browser).length - before, 1, mood)
    assert.deepEqual(await onWayTo(id), [])
  }
})

for (const mood of ['gone', 'unknown'] as const) {
  test(`a browser that its service calls ${mood} is removed at once, and every other channel hears of it`, async () => {
    const person = await signUp(w)
    const [leaving, staying] = [fresh(), fresh()]
    const id = await turnOn(person, leaving)
    await hears(leaving, ON)
    await turnOff(person, id)
    await until('nothing is on its way', async () => (await onWayTo(id)).length === 0)
    service.mood = mood
    await signIn(w, person)
    const mail = await w.mailTo(person.email, ({ subject }) => subject.includes('gets no notices'))
    assert.match(mail.text, /turn notices on there/)
    service.mood = 'well'
    assert.deepEqual(await listOf(person), [])
    const { rows } = await w.pool.query('select outcome from change where kind = $1 and account = $2', [
      'push.off',
      (await w.pool.query<{ id: string }>('select id from account where username = $1', [person.username]))
        .rows[0]!.id,
    ])
    assert.deepEqual(rows, [{ outcome: 'cancelled' }])
    // It may be turned on again.
    await turnOn(person, staying)
    await hears(staying, ON)
    await turnOn(person, leaving)
  })
}

test('a rotation of keys seals anew, and browsers go on hearing under the key that they know', async () => {
  const person = await signUp(w)
  const browser = fresh()
  const id = await turnOn(person, browser)
  const old = [...w.deps.ring.byId.values()]
  const ring = keyRing([...old, { id: 2, bytes: Buffer.alloc(32, 8) }])
  await w.pool.query("delete from push_endpoint where sealed = ''")
  assert.ok((await transaction(w.pool, (tx) => rotateEndpoints(tx, { ring, random: randomBytes }))) > 0)
  const { rows } = await w.pool.query<{ sealed: Buffer }>('select sealed from push_endpoint')
  assert.deepEqual(new Set(rows.map(({ sealed }) => sealedWith(sealed))), new Set([2]))
  const { endpoint: url, p256dh, auth } = browser.subscription
  const found = await transaction(w.pool, (tx) => addressOf(tx.db, ring, id))
  assert.deepEqual(found?.address, { url, p256dh, auth })
})
