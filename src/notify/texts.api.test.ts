// Texts through the whole of it, outbox, queue and worker, to a provider on loopback: well, down, refusing, breaking,
// silent; and a node that dies on the way.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { type Mood, type Provider, smsProvider } from '../../test/kit/sms-provider.ts'
import { type World, type WorldOptions, world } from '../../test/kit/world.ts'
import { onPool } from '../db/connect.ts'
import { transaction } from '../db/tx.ts'
import { keyRing } from '../lib/keys.ts'
import { phoneNumber } from '../lib/phone.ts'
import { MINUTE, SECOND } from '../lib/time.ts'
import { countUses } from '../limits/store.ts'
import { LIMITS } from '../limits/table.ts'
import type { CodeText } from './code-text.ts'
import { rotateOutbox, sweepOutbox } from './outbox.ts'
import { twilioSms } from './sms.ts'
import { type TextNumber, textable, textUses } from './textable.ts'
import { deliverText, sendTextCode, type TextState, textState } from './texts.ts'

let provider: Provider
let w: World
const opened: World[] = []
before(async () => {
  provider = await smsProvider()
  await provider.start()
  w = await world({ sms: twilioSms(provider.settings) })
  opened.push(w)
})
after(async () => {
  for (const one of opened) await one.stop()
  await provider.stop()
})
/** A world whose worker rests: the test itself is the worker. */
async function resting(options: WorldOptions = {}): Promise<World> {
  const made = await world({ work: false, sms: twilioSms(provider.settings), ...options })
  opened.push(made)
  return made
}
afterEach(() => {
  provider.mood = 'well'
})

function numberOf(typed: string): TextNumber {
  const found = textable(phoneNumber(typed), undefined)
  assert.ok(found.allowed)
  return found.to
}
const TO = numberOf('+33612345678')
const words = (code: string): CodeText => ({
  platform: 'Northmere',
  origin: 'https://portal.example',
  code,
  act: 'to sign in',
})
const ask = (code: string, of: World = w): Promise<string> =>
  transaction(of.pool, (tx) => sendTextCode(tx, of.deps, TO, words(code)))
const stateOf = (id: string, of: World = w): Promise<TextState | undefined> =>
  textState({ db: onPool(of.pool), now: of.now() }, id)
const arrived = (code: string): number =>
  provider.taken.filter(({ form }) => new Map(form).get('Body')?.includes(code)).length
const askedFor = (code: string): number =>
  provider.asked.filter(({ form }) => new Map(form).get('Body')?.includes(code)).length
const rowOf = async (id: string, of: World = w) =>
  (await of.pool.query<{ sealed: Buffer | null; state: string }>('select * from outbox where id = $1', [id]))
    .rows[0]

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000
  while (!(await holds())) {
    assert.ok(performance.now() < end, 'what was waited for did not come')
    await new Promise((later) => setTimeout(later, 20))
  }
}
/** In which states the queue still has work for a text. */
const queued = async (id: string): Promise<string> =>
  (
    await w.pool.query<{ states: string }>(
      `select string_agg(state::text, ' ') as states from holdfast_jobs.job
       where name = 'sms.send' and data->>'outbox' = $1 and state in ('created', 'retry', 'active')`,
      [id],
    )
  ).rows[0]?.states ?? ''

test('a text goes once, its code is in it alone, and what is left says that it went', async () => {
  const id = await ask('100001')
  await until(async () => (await stateOf(id)) === 'sent')
  assert.equal(arrived('100001'), 1)
  const row = await rowOf(id)
  assert.deepEqual([row?.sealed, row?.state], [null, 'sent'])
  const kept = await w.pool.query<{ row: string }>('select t::text as row from holdfast_jobs.job t')
  for (const text of [...kept.rows.map((one) => one.row), ...w.logged])
    assert.ok(!text.includes('100001') && !text.includes('612345678'), text)
})

test('a text that waits is sealed: neither its number nor its code is in the row', async () => {
  const quiet = await resting()
  const id = await ask('100002', quiet)
  assert.equal(await stateOf(id, quiet), 'waiting')
  const row = await rowOf(id, quiet)
  assert.ok(row?.sealed && !row.sealed.includes('100002') && !row.sealed.includes('612345678'))
})

test('a text belongs to the transaction that writes it: what is rolled back is not sent', async () => {
  await assert.rejects(
    transaction(w.pool, async (tx) => {
      await sendTextCode(tx, w.deps, TO, words('100003'))
      throw new Error('it was not to be')
    }),
  )
  const id = await ask('100004')
  await until(async () => (await stateOf(id)) === 'sent')
  assert.equal(askedFor('100003'), 0)
})

test('while the provider is down a text waits, and it goes once when the provider is back', async () => {
  await provider.stop()
  const id = await ask('100005')
  await until(async () => (await queued(id)) === 'retry')
  assert.equal(await stateOf(id), 'waiting')
  await provider.start()
  await w.pass(MINUTE)
  await until(async () => (await stateOf(id)) === 'sent')
  assert.equal(arrived('100005'), 1)
})

test('a provider that is busy is asked again later', async () => {
  provider.mood = 'busy'
  const id = await ask('100006')
  await until(async () => (await queued(id)) === 'retry')
  provider.mood = 'well'
  await w.pass(MINUTE)
  await until(async () => (await stateOf(id)) === 'sent')
  assert.deepEqual([askedFor('100006'), arrived('100006')], [2, 1])
})

const FINAL: readonly (readonly [Mood, TextState, number])[] = [
  ['refusing', 'failed', 0],
  ['broken', 'unknown', 0],
  ['lost', 'unknown', 1],
  ['silent', 'unknown', 1],
]
for (const [index, [mood, state, went]] of FINAL.entries()) {
  test(`a provider that is ${mood} leaves a text ${state}, and it is never asked for that text again`, async () => {
    const code = `20000${index}`
    provider.mood = mood
    const id = await ask(code)
    await until(async () => (await stateOf(id)) !== 'waiting')
    assert.equal(await stateOf(id), state)
    assert.equal((await rowOf(id))?.sealed, null)
    provider.mood = 'well'
    await until(async () => (await queued(id)) === '')
    await deliverText(w.deps, id)
    assert.deepEqual([askedFor(code), arrived(code)], [1, went])
    assert.ok(!w.logged.join().includes('612345678'))
    // The client asks for another code.
    const other = await ask(`30000${index}`)
    await until(async () => (await stateOf(other)) === 'sent')
  })
}

test('a text that has not gone while its code was good has failed, and does not go any more', async () => {
  const quiet = await resting()
  const id = await ask('100007', quiet)
  await quiet.pass(10 * MINUTE)
  assert.equal(await stateOf(id, quiet), 'failed')
  await deliverText(quiet.deps, id)
  assert.equal(askedFor('100007'), 0)
  await quiet.pass(SECOND)
  assert.equal(await transaction(quiet.pool, sweepOutbox), 1)
  assert.equal(await stateOf(id, quiet), undefined)
})

test('a node that is killed between lease and send leaves a text unknown when the lease runs out; none goes again', async () => {
  const mine = await resting()
  const id = await ask('100008', mine)
  const node = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../test/kit/dying-node.ts'), JSON.stringify(mine.database)],
    { stdio: 'ignore' },
  )
  const [, signal] = (await once(node, 'exit')) as [number | null, string | null]
  assert.equal(signal, 'SIGKILL')
  assert.equal(await stateOf(id, mine), 'waiting')
  await deliverText(mine.deps, id)
  await mine.pass(MINUTE)
  assert.equal(await stateOf(id, mine), 'unknown')
  await deliverText(mine.deps, id)
  assert.equal(askedFor('100008'), 0)
  assert.equal(await stateOf(id, mine), 'unknown')
})

test('two nodes that take one text send it once', async () => {
  const quiet = await resting()
  const id = await ask('100009', quiet)
  // Slow, so that each of them would find it not yet settled.
  provider.mood = 'silent'
  await Promise.all(Array.from({ length: 6 }, () => deliverText(quiet.deps, id)))
  assert.equal(askedFor('100009'), 1)
})

test('where the provider was taken away a text fails, and says so', async () => {
  const quiet = await resting({ sms: 'none' })
  assert.equal(quiet.deps.sms, undefined)
  const id = await ask('100010', quiet)
  await deliverText(quiet.deps, id)
  assert.equal(await stateOf(id, quiet), 'failed')
})

test('rotation seals a waiting text anew and leaves a settled one alone', async () => {
  const quiet = await resting()
  const sent = await ask('100011', quiet)
  await deliverText(quiet.deps, sent)
  const waiting = await ask('100012', quiet)
  const ring = keyRing([
    { id: 1, bytes: Buffer.alloc(32, 7) },
    { id: 2, bytes: Buffer.alloc(32, 8) },
  ])
  assert.equal(await transaction(quiet.pool, (tx) => rotateOutbox(tx, { ...quiet.deps, ring })), 1)
  assert.equal(await stateOf(sent, quiet), 'sent')
  await deliverText({ ...quiet.deps, ring }, waiting)
  assert.equal(arrived('100012'), 1)
})

test('whoever asks, a number gets five texts an hour and ten a day, and the refusal says until when', async () => {
  const needs = { ...w.deps, limits: LIMITS }
  let asked = 0
  const use = (network: string) =>
    countUses(needs, textUses({ to: TO, country: 'FR', account: `account ${++asked}`, network }))
  for (let n = 0; n < 5; n++) assert.ok((await use(`198.51.100.${n}`)).allowed)
  const first = await use('198.51.100.9')
  assert.ok(!first.allowed && first.by === 'text-number-hour' && first.retryAt > w.now() + 59 * MINUTE)
  await w.pass(61 * MINUTE)
  for (let n = 0; n < 5; n++) assert.ok((await use(`198.51.100.${n}`)).allowed)
  await w.pass(61 * MINUTE)
  const second = await use('198.51.100.9')
  assert.ok(!second.allowed && second.by === 'text-number-day')
})

test('pumping one country from many networks and accounts, to ever new numbers, ends at its budget of an hour', async () => {
  const needs = { ...w.deps, limits: LIMITS }
  const use = (n: number, country = 'SC') =>
    countUses(
      needs,
      textUses({
        to: numberOf(`+24825${String(10_000 + n)}`),
        country,
        account: `pump ${n}`,
        network: `203.0.113.${n % 250}`,
      }),
    )
  let went = 0
  for (let n = 0; n < 230; n++) if ((await use(n)).allowed) went++
  assert.equal(went, LIMITS.rates['text-country'].uses)
  const refused = await use(240)
  assert.ok(!refused.allowed && refused.by === 'text-country')
  // Other countries go on.
  assert.ok((await use(241, 'FR')).allowed)
})

test('one account, and one network, is refused before it uses up anything of a number or a country', async () => {
  const needs = { ...w.deps, limits: LIMITS }
  const use = (kind: 'account' | 'network', n: number) =>
    countUses(
      needs,
      textUses({
        to: numberOf(`+4479111${kind === 'account' ? 2 : 3}${String(1000 + n).slice(-4)}`),
        country: 'GB',
        account: kind === 'account' ? 'one' : `many ${n}`,
        network: kind === 'network' ? '192.0.2.1' : `192.0.2.${n + 10}`,
      }),
    )
  const went = { account: 0, network: 0 }
  for (const kind of ['account', 'network'] as const)
    for (let n = 0; n < 80; n++) if ((await use(kind, n)).allowed) went[kind]++
  assert.deepEqual(went, {
    account: LIMITS.rates['text-account'].uses,
    network: LIMITS.rates['text-network'].uses,
  })
})
