// Who has an account is told to nobody: by no byte, header, cookie or mail, and by no difference in time.

import assert from 'node:assert/strict'
import type { Agent } from 'node:http'
import { after, before, test } from 'node:test'
import { passwordHasher } from '../../src/lib/password.ts'
import { beginSignUp, PASSWORD, type Person, signUp } from '../kit/person.ts'
import type { World } from '../kit/world.ts'
import { accountOf, asOwner, change, settled } from './rows.ts'
import { operationOf, wireOf } from './samples.ts'
import { closeWorlds, openDoor, openWorld } from './scene.ts'
import { codeOf, cookiesOf, type Got, keptOpen, send } from './wire.ts'

const SEED = Number(process.env.HOLDFAST_TEST_SEED ?? Date.now() % 1_000_000_000)
const SAMPLES = 1000
const WARM_UP = 60
/** How far from a coin a guesser may be: the share of pairs in which the known one takes longer. */
const [LEAST, MOST] = [0.45, 0.55]

type Kinds = ReadonlyMap<string, Pick<Person, 'username' | 'email'>>
let w: World
let kinds: Kinds
before(async () => {
  w = await openWorld()
  kinds = await accounts()
})
after(closeWorlds)

const call = (name: string, input: Readonly<Record<string, unknown>>, cookie = ''): Promise<Got> => {
  const wire = wireOf(operationOf(name), w.origin, input)
  return send(w.origin, { ...wire, headers: { ...wire.headers, ...(cookie !== '' && { cookie }) } })
}

/** An answer with everything that is drawn or counted by the clock made the same; lengths are kept. */
function shape(got: Got): string {
  const { date: _, 'set-cookie': __, ...headers } = got.headers
  const cookies = [...cookiesOf(got)].map(([name, held]) => `${name} of ${held.length}`)
  const whole = JSON.stringify([got.status, headers, cookies, got.text])
  return whole
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]{12}Z/g, 'MOMENT')
    .replace(/"retry-after":"\d+"/, '"retry-after":"SECONDS"')
}

function assertSame(answers: ReadonlyMap<string, Got>): void {
  const [first, ...rest] = [...answers]
  for (const [name, got] of rest) assert.equal(shape(got), shape(first![1]), `${name}, against ${first![0]}`)
}

/** One account of each kind, and none, under names of one length. */
async function accounts(): Promise<Kinds> {
  const id = String(process.pid).padStart(7, '0')
  const make = (kind: string): { username: string; email: string } => ({
    username: `${kind}-${id}`,
    email: `${kind}-${id}@example.test`,
  })
  const known = await signUp(w, make('known'))
  const fresh = await beginSignUp(w, make('fresh'))
  const closed = await signUp(w, make('close'))
  await change(w.database, `update holdfast.account set state = 'closed' where id = $1`, [
    await accountOf(w.database, closed.username),
  ])
  const frozen = await signUp(w, make('froze'))
  await change(w.database, `update holdfast.account set state = 'frozen' where id = $1`, [
    await accountOf(w.database, frozen.username),
  ])
  return new Map([
    ['nobody', make('none0')],
    ['an account', known],
    ['one without a factor', fresh],
    ['a closed one', closed],
    ['a frozen one', frozen],
  ])
}

test('a wrong password is answered in the same bytes for every kind of account and for none, until it is slowed and after', async () => {
  for (let tried = 0; tried < 7; tried++) {
    for (const field of ['username', 'email'] as const) {
      const answers = new Map<string, Got>()
      for (const [kind, one] of kinds)
        answers.set(kind, await call('startSignIn', { identifier: one[field], password: `guess ${tried}` }))
      assertSame(answers)
      assert.equal(codeOf(answers.get('nobody')!), tried < 5 ? 'credentials-wrong' : 'slow-down')
    }
  }
})

async function startSignUps(): Promise<ReadonlyMap<string, Got>> {
  const answers = new Map<string, Got>()
  for (const [kind, { email }] of kinds) answers.set(kind, await call('startSignUp', { email }))
  return answers
}

test('to sign up with an address is answered in the same bytes whether it has an account or not, and mails one mail', async () => {
  await settled(w.database)
  const before = w.mails.length
  const answers = await startSignUps()
  assertSame(answers)
  assert.equal(answers.get('nobody')!.status, 200)
  await settled(w.database)
  assert.equal(w.mails.length - before, kinds.size)
  for (const [kind, { email }] of kinds)
    assert.equal(w.mails.slice(before).filter((mail) => mail.to === email).length, 1, kind)
})

test('the code of a sign-up is answered in the same bytes whether the address has an account or not, try by try', async () => {
  const answers = await startSignUps()
  for (let tried = 0; tried < 7; tried++) {
    const said = new Map<string, Got>()
    for (const [kind, got] of answers) {
      const { signUp: id } = JSON.parse(got.text) as { signUp: string }
      const cookie = [...cookiesOf(got)].map(([name, held]) => `${name}=${held}`).join('; ')
      said.set(kind, await call('confirmSignUp', { signUp: id, code: String(100_000 + tried) }, cookie))
    }
    if (tried === 0) assert.equal(codeOf(said.get('nobody')!), 'answer-wrong')
    assertSame(said)
  }
})

async function startResets(): Promise<ReadonlyMap<string, Got>> {
  const answers = new Map<string, Got>()
  for (const [kind, { email }] of kinds) answers.set(kind, await call('startPasswordReset', { email }))
  return answers
}

test('to ask for a username or a new password is answered in the same bytes for every kind of account and for none, and mails one mail', async () => {
  for (const ask of ['remindUsername', 'startPasswordReset']) {
    await settled(w.database)
    const before = w.mails.length
    const answers = new Map<string, Got>()
    for (const [kind, { email }] of kinds) answers.set(kind, await call(ask, { email }))
    assertSame(answers)
    assert.equal(answers.get('nobody')!.status, 200)
    await settled(w.database)
    for (const [kind, { email }] of kinds)
      assert.equal(w.mails.slice(before).filter((mail) => mail.to === email).length, 1, `${ask}: ${kind}`)
  }
})

test('the code of a reset is answered in the same bytes for every kind of account and for none, try by try', async () => {
  const answers = await startResets()
  for (let tried = 0; tried < 7; tried++) {
    const said = new Map<string, Got>()
    for (const [kind, got] of answers) {
      const { reset } = JSON.parse(got.text) as { reset: string }
      const cookie = [...cookiesOf(got)].map(([name, held]) => `${name}=${held}`).join('; ')
      said.set(kind, await call('confirmPasswordReset', { reset, code: String(100_000 + tried) }, cookie))
    }
    assert.equal(codeOf(said.get('nobody')!), tried < 5 ? 'answer-wrong' : 'challenge-ended')
    assertSame(said)
  }
})

/** A small generator of numbers, so that the printed seed makes the same order again. */
function ordered(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function shuffled<T>(list: readonly T[], next: () => number): T[] {
  const mixed = [...list]
  for (let at = mixed.length - 1; at > 0; at--) {
    const with_ = Math.floor(next() * (at + 1))
    ;[mixed[at], mixed[with_]] = [mixed[with_]!, mixed[at]!]
  }
  return mixed
}

/** The area under the curve (Mann and Whitney): how often one of `ones` is larger than one of `others`. */
function areaUnder(ones: readonly number[], others: readonly number[]): number {
  const all = [
    ...ones.map((time) => ({ time, one: true })),
    ...others.map((time) => ({ time, one: false })),
  ].sort((a, b) => a.time - b.time)
  let ranks = 0
  for (let at = 0; at < all.length; ) {
    let end = at
    while (end < all.length && all[end]!.time === all[at]!.time) end++
    const rank = (at + 1 + end) / 2
    for (; at < end; at++) if (all[at]!.one) ranks += rank
  }
  return (ranks - (ones.length * (ones.length + 1)) / 2) / (ones.length * others.length)
}

/**
 * The same server with a hash that costs next to nothing, and as many accounts as there are samples. What the real hash
 * takes is the same for all, and its noise would hide what else differs: without it the test is sharper.
 */
async function openQuickDoor(): Promise<string> {
  const hasher = passwordHasher(w.deps.ring, { memoryKib: 64, passes: 1, lanes: 1 })
  const made = await hasher.hash(PASSWORD)
  assert.ok(made !== 'busy')
  await asOwner(w.database, async (client) => {
    await client.query(
      `insert into holdfast.account (id, username, email, state, password_hash, password_changed_at, created_at)
       select gen_random_uuid(), 'known-' || n, 'known-' || n || '@time.example', 'active', $1, holdfast.clock(), holdfast.clock() from generate_series(100000, 100000 + $2::int - 1) n
       on conflict do nothing`,
      [made.stored, SAMPLES + WARM_UP],
    )
    await client.query(
      `insert into holdfast.audit_head select id, 0, decode(repeat('00', 32), 'hex') from holdfast.account on conflict do nothing`,
    )
    await client.query('analyze holdfast.account')
  })
  return openDoor(w, { hasher })
}

type Timed = (sent: () => Promise<Got>) => Promise<Got>
/** What is timed is the whole, or what is given to `timed`. */
type Ask = (origin: string, name: string, agent: Agent, timed: Timed) => Promise<Got>

/** Asks for each known and each unknown name once, in random order on one open connection. @returns how well time tells them apart. */
async function separation(ask: Ask, status: number): Promise<number> {
  const times = { known: [] as number[], other: [] as number[] }
  const origin = await openQuickDoor()
  const agent = keptOpen()
  const names = Array.from({ length: SAMPLES + WARM_UP }, (_, n) => 100_000 + n)
  const next = ordered(SEED)
  const both = (list: readonly number[]): (readonly ['known' | 'other', number])[] =>
    shuffled([...list.map((n) => ['known', n] as const), ...list.map((n) => ['other', n] as const)], next)
  const order = [...both(names.slice(SAMPLES)), ...both(names.slice(0, SAMPLES))]
  for (const [index, [kind, n]] of order.entries()) {
    let began = performance.now()
    const timed: Timed = (sent) => {
      began = performance.now()
      return sent()
    }
    const got = await ask(origin, `${kind}-${n}`, agent, timed)
    const took = performance.now() - began
    assert.equal(got.status, status, got.text)
    if (index >= 2 * WARM_UP) times[kind].push(took)
  }
  agent.destroy()
  return areaUnder(times.known, times.other)
}

test('the measure tells a difference apart from none', () => {
  const next = ordered(7)
  const draw = (shift: number): number[] => Array.from({ length: 500 }, () => next() + shift)
  assert.ok(Math.abs(areaUnder(draw(0), draw(0)) - 0.5) < 0.04)
  assert.ok(areaUnder(draw(0.1), draw(0)) > 0.55)
  assert.equal(areaUnder([2, 3], [0, 1]), 1)
})

test('the time of a wrong password does not tell whether the name has an account', async (t) => {
  t.diagnostic(`seed ${SEED}`)
  const area = await separation(
    (origin, name, agent) =>
      send(
        origin,
        wireOf(operationOf('startSignIn'), origin, { identifier: name, password: 'a lamp on the long pier' }),
        agent,
      ),
    401,
  )
  t.diagnostic(`area under the curve ${area.toFixed(4)}`)
  assert.ok(area > LEAST && area < MOST, `area under the curve ${area.toFixed(4)}`)
})

test('the time of a sign-up does not tell whether the address has an account', async (t) => {
  t.diagnostic(`seed ${SEED}`)
  const area = await separation(
    (origin, name, agent) =>
      send(origin, wireOf(operationOf('startSignUp'), origin, { email: `${name}@time.example` }), agent),
    200,
  )
  t.diagnostic(`area under the curve ${area.toFixed(4)}`)
  assert.ok(area > LEAST && area < MOST, `area under the curve ${area.toFixed(4)}`)
})

for (const ask of ['remindUsername', 'startPasswordReset']) {
  test(`the time of ${ask} does not tell whether the address has an account`, async (t) => {
    t.diagnostic(`seed ${SEED}`)
    const area = await separation(
      (origin, name, agent) =>
        send(origin, wireOf(operationOf(ask), origin, { email: `${name}@time.example` }), agent),
      200,
    )
    t.diagnostic(`area under the curve ${area.toFixed(4)}`)
    assert.ok(area > LEAST && area < MOST, `area under the curve ${area.toFixed(4)}`)
  })
}

test('the time of a wrong code does not tell whether a reset is that of an account', async (t) => {
  t.diagnostic(`seed ${SEED}`)
  const area = await separation(async (origin, name, agent, timed) => {
    const wire = wireOf(operationOf('startPasswordReset'), origin, { email: `${name}@time.example` })
    const begun = await send(origin, wire, agent)
    const { reset } = JSON.parse(begun.text) as { reset: string }
    const cookie = [...cookiesOf(begun)].map(([held, token]) => `${held}=${token}`).join('; ')
    const typed = wireOf(operationOf('confirmPasswordReset'), origin, { reset, code: '000000' })
    return timed(() => send(origin, { ...typed, headers: { ...typed.headers, cookie } }, agent))
  }, 401)
  t.diagnostic(`area under the curve ${area.toFixed(4)}`)
  assert.ok(area > LEAST && area < MOST, `area under the curve ${area.toFixed(4)}`)
})
