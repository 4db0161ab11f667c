// Walks through sign-ins, enrolments and changes over HTTP, on PostgreSQL, with servers that start again in between:
// the whole application and the model (test/policy/machine.ts) do the same, step by step, and the laws hold of both.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { presentStep } from '../../src/factors/challenge.ts'
import type { Purpose } from '../../src/factors/method.ts'
import { settleDueChanges } from '../../src/features/methods/jobs.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/lib/time.ts'
import { NOBODYS_ID } from '../api/samples.ts'
import { UNWAITED } from '../api/scene.ts'
import type { Browser } from '../kit/browser.ts'
import { createDatabase } from '../kit/database.ts'
import { must, type Person, PIN, signIn, signUp, startOn } from '../kit/person.ts'
import {
  type Begun,
  enrol,
  inSession,
  ownAuthenticator,
  type Place,
  type Seeded,
  seed,
} from '../kit/seeded.ts'
import { type World, world } from '../kit/world.ts'
import * as model from '../policy/machine.ts'
import * as acts from '../policy/machine-acts.ts'
import { account as accounts, actOf, NOW, type Step, step } from '../policy/walk.ts'
import { checkLaws } from '../policy/walk-laws.ts'
import { chance, ROUNDS } from './chance.ts'

const WALKS = 30 * ROUNDS
/** Of so many walks one starts the server again, between every two steps. */
const RESTARTS_EVERY = 15
const MOST_STEPS = 6
const TIMEOUT_MS = 60_000 + WALKS * 500

/** Its members are replaced when the server starts again. */
let w: World
before(async () => {
  w = { ...(await world({ limits: UNWAITED, database: await createDatabase() })) }
})
after(async () => {
  await w.stop()
  await w.database.drop()
})

async function restart(): Promise<void> {
  const port = Number(new URL(w.origin).port)
  await w.stop()
  Object.assign(w, await world({ limits: UNWAITED, database: w.database, port }))
}

/** What one tab has in hand: the number of its question, and its proof. */
type Tab = { challenge?: string; proof?: string }
type Walker = {
  readonly m: model.Machine
  readonly person: Person
  readonly browsers: readonly [Browser, Browser]
  readonly tabs: readonly [Tab, Tab, Tab]
  /** The methods by the names that the model has for them. */
  readonly methods: Map<string, Seeded>
  readonly begun: Map<string, Begun>
  readonly account: string
  /** Sessions of the account that the model does not know of. */
  readonly sessions: number
  password: string
}

/** A client for a few walks: a sign-up takes longer than a walk. */
type Owner = { person: Person; readonly second: Browser; readonly account: string; readonly factor: string }
const WALKS_EACH = RESTARTS_EVERY
async function newOwner(): Promise<Owner> {
  const person = await signUp(w)
  const second = await signIn(w, person)
  const [own] = must(await person.browser.api.methods.list()).methods
  const { rows } = await w.pool.query<{ account: string }>(
    'select account from holdfast.factor where id = $1',
    [own!.id],
  )
  return { person, second, account: rows[0]!.account, factor: own!.id }
}

/** As it was after the sign-up: one authenticator, and nothing that waits. */
async function beginAgain({ account, factor }: Owner): Promise<void> {
  await w.pool.query(
    `update holdfast.factor set removed_at = holdfast.clock(), purposes = '{}', first_for = '{}', first_own_of = '{}'
     where account = $1 and id <> $2 and removed_at is null`,
    [account, factor],
  )
  await w.pool.query(
    `update holdfast.factor set removed_at = null, suspended_at = null, purposes = '{sign-in}', first_own_of = '{}'
     where id = $1`,
    [factor],
  )
  await w.pool.query(
    `update holdfast.change set settled_at = holdfast.clock(), outcome = 'cancelled'
     where account = $1 and settled_at is null`,
    [account],
  )
}

let numbers = 0
/** `before`: the walk of this owner that has just ended; its sessions go on. */
async function newWalker(
  owner: Owner,
  before: model.Machine | undefined,
  drawn: readonly model.Method[],
): Promise<Walker> {
  const { person, second, account, factor } = owner
  await beginAgain(owner)
  const methods = new Map([['first', await ownAuthenticator(w, factor, person.key)]])
  const now = w.now()
  const shifted = drawn.map((one) => ({ ...one, ripeAt: one.ripeAt - NOW + now, verifiesUser: false }))
  for (const { id, method, purposes, ripeAt, first_own_of: firstOwnOf } of shifted.slice(1)) {
    const at = `${++numbers}`
    const address = { mailbox: `walker-${at}@example.test`, number: `+3361${at.padStart(7, '0')}` }
    methods.set(id, await seed(w, { account, method, purposes, address, ripeAt, firstOwnOf }))
  }
  // Keys of this kit stay where they are.
  const started = shifted.map((one) => ({ ...one, synced: one.synced === null ? null : false }))
  const m = model.newMachine(started, 'standard', now)
  for (const [at, browser] of [person.browser, second].entries()) {
    must(await browser.api.signIn.cancel())
    const left = before && model.liveSession(before, before.browsers[at]!)
    if (!left) await signIn(w, person, browser)
    const endsAt = left?.endsAt ?? w.now() + 12 * HOUR
    m.browsers[at]!.session = { number: ++m.sessions, live: true, endsAt, witnesses: [] }
  }
  m.now = w.now()
  const { rows } = await w.pool.query<{ born: string }>(BORN, [account])
  return {
    m,
    person,
    browsers: [person.browser, second],
    tabs: [{}, {}, {}],
    methods,
    begun: new Map(),
    account,
    sessions: Number(rows[0]!.born) - m.sessions,
    password: person.password,
  }
}

/** Both let the same time pass. */
async function pass({ m }: Walker, ms: number): Promise<void> {
  await w.pass(ms)
  await settleDueChanges(w.deps)
  acts.pass(m, ms)
}

type Answered = Awaited<ReturnType<Place['answer']>> & {
  readonly value?: { readonly state: string; readonly proof?: string }
}
const saidOf = (said: Answered): string =>
  said.ok ? (said.value?.state === 'more' ? 'more' : 'ok') : said.problem.code
const after30 = async (walker: Walker, method: model.Method): Promise<void> => {
  // The same code is none again: the next one comes with the next half minute.
  if (method.method === 'totp') await pass(walker, 30 * SECOND)
}

async function password(walker: Walker, tab: 0 | 1): Promise<void> {
  const { username } = walker.person
  must(await startOn(walker.browsers[tab], { username, password: walker.password }))
  model.startSignIn(walker.m, walker.m.browsers[tab])
}

async function answer(walker: Walker, browser: 0 | 1, method: model.Method): Promise<void> {
  const { api } = walker.browsers[browser]
  const place: Place = { offer: api.signIn.offer, answer: (given) => api.signIn.answer({ answer: given }) }
  const said = saidOf(await place.answer(await walker.methods.get(method.id)!.right(place)))
  assert.equal(
    said,
    model.answerSignIn(walker.m, walker.m.browsers[browser], method),
    `sign-in by ${method.id}`,
  )
  await after30(walker, method)
}

type Sent =
  | { readonly ok: true; readonly value: object }
  | { readonly ok: false; readonly problem: { readonly code: string; readonly challenge?: unknown } }
function request(
  { methods, begun }: Walker,
  { api }: Browser,
  act: model.Act,
  options: { proof?: string },
): Promise<Sent> {
  if (act.kind === 'password') return api.password.change({ newPassword: newPassword(act.number) }, options)
  if (act.kind === 'add') {
    const enrolment = begun.get(act.id)?.enrolment ?? NOBODYS_ID
    return api.methods.add({ enrolment, purpose: act.purpose, by: act.by }, options)
  }
  const { id } = methods.get(act.id)!
  const purpose = act.purpose && { purpose: act.purpose }
  if (act.kind === 'on') {
    const input = { id, purpose: act.purpose!, by: act.by as Purpose }
    return act.beside ? api.methods.turnOnCodes(input, options) : api.methods.turnOn(input, options)
  }
  return act.by === 'itself'
    ? api.methods.giveUp({ id, ...purpose }, options)
    : api.methods.turnOff({ id, ...purpose }, options)
}
const newPassword = (number: number): string => `a lantern for harbour ${number} at dusk`

/** `from`: the tab whose proof goes with it. */
async function send(walker: Walker, at: number, act: model.Act, from?: number): Promise<string> {
  const { m, tabs } = walker
  const [own, ofModel] = [tabs[at]!, m.tabs[at]!]
  const proof = from === undefined ? undefined : tabs[from]!.proof
  const sent = await request(
    walker,
    walker.browsers[ofModel.browser],
    act,
    proof === undefined ? {} : { proof },
  )
  const outcome = sent.ok ? outcomeOf(sent.value) : sent.problem.code
  const modelled = acts.send(m, ofModel, act, from === undefined ? undefined : m.tabs[from]!.proof)
  assert.equal(outcome, modelled, JSON.stringify(act))
  if (!sent.ok && outcome === 'proof-required') own.challenge = (sent.problem.challenge as { id: string }).id
  if (sent.ok && act.kind === 'password') walker.password = newPassword(act.number)
  if (sent.ok && act.kind === 'add')
    walker.methods.set(act.id, walker.begun.get(act.id)!.become((sent.value as { id: string }).id))
  return outcome
}
function outcomeOf(value: {
  readonly state?: string
  readonly outcome?: { readonly state: string }
}): string {
  return value.outcome?.state ?? value.state ?? 'done'
}

async function prove(walker: Walker, at: number, method: model.Method): Promise<string> {
  const { m, tabs } = walker
  const [own, ofModel] = [tabs[at]!, m.tabs[at]!]
  const place = inSession(walker.browsers[ofModel.browser], own.challenge ?? NOBODYS_ID)
  const present = ofModel.challenge && presentStep(ofModel.challenge.steps)
  const known =
    present?.kind === 'password'
      ? { method: 'password', password: walker.password }
      : present?.kind === 'pin'
        ? { method: 'pin', pin: PIN }
        : undefined
  const live = model.liveSession(m, m.browsers[ofModel.browser]) !== undefined
  const said = (await place.answer(
    known ? (known as never) : await walker.methods.get(method.id)!.right(place),
  )) as Answered
  const modelled = acts.prove(m, ofModel, method)
  assert.equal(saidOf(said), live ? modelled : 'sign-in-required', `${at} proves by ${method.id}`)
  if (said.ok && said.value?.proof !== undefined) own.proof = said.value.proof
  if (!known) await after30(walker, method)
  return modelled
}

async function begin(walker: Walker, browser: 0 | 1, name: Step['name']): Promise<void> {
  // Codes that are sent are slow to begin, and a list of codes is added by acts of its own.
  const method = name === 'webauthn' ? name : 'totp'
  const begun = await enrol(w, walker.browsers[browser], method)
  const session = walker.m.browsers[browser]
  const modelled = model.enrol(walker.m, session, method)
  assert.equal('refused' in begun ? begun.refused : 'ok', modelled)
  if ('enrolment' in begun) walker.begun.set(session.session!.enrolment!.id, begun)
}

async function cancel({ m, browsers }: Walker, browser: 0 | 1, at: number): Promise<void> {
  const { api } = browsers[browser]
  const listed = await api.methods.list()
  const id = listed.ok ? listed.value.waiting[at]?.id : undefined
  const said = await api.methods.cancel({ id: id ?? NOBODYS_ID })
  assert.equal(said.ok ? 'ok' : said.problem.code, acts.cancel(m, m.browsers[browser], at))
}

async function whole(walker: Walker, one: Step): Promise<void> {
  const { m } = walker
  const { browser } = m.tabs[one.tab]!
  if (!model.liveSession(m, m.browsers[browser])) {
    await password(walker, browser)
    await answer(walker, browser, m.methods.find(({ purposes }) => purposes.includes('sign-in'))!)
  }
  if (one.kind === 'add') await begin(walker, browser, one.name)
  const act = asked(walker, one)
  if ((await send(walker, one.tab, act)) !== 'proof-required') return
  const first = one.method % m.methods.length
  const inTurn = [...m.methods.slice(first), ...m.methods.slice(0, first)]
  // Each step by the first that is right; a wrong one on the way is a try as well.
  for (let tried = 0, said = 'more'; said === 'more' && tried < 3; tried++)
    for (const method of inTurn) {
      said = await prove(walker, one.tab, method)
      if (said !== 'answer-wrong') break
    }
  await send(walker, one.tab, act, one.tab)
}

let passwords = 0
const asked = (walker: Walker, one: Step): model.Act => {
  const { m } = walker
  const act = actOf(m, model.liveSession(m, m.browsers[m.tabs[one.tab]!.browser]), one)
  return act.kind === 'password' ? { ...act, number: ++passwords } : act
}

const PASSES = [30 * SECOND, 2 * MINUTE, 6 * MINUTE, DAY]
async function take(walker: Walker, one: Step): Promise<void> {
  const { m } = walker
  const { browser, act } = m.tabs[one.tab]!
  const method = m.methods[one.method % m.methods.length]!
  const live = model.liveSession(m, m.browsers[browser]) !== undefined
  if (one.does === 'password') await password(walker, browser)
  if (one.does === 'answer') await answer(walker, browser, method)
  if (one.does === 'enrol' && live) await begin(walker, browser, one.name)
  if (one.does === 'ask') await send(walker, one.tab, asked(walker, one))
  if (one.does === 'prove') await prove(walker, one.tab, method)
  // A key of this kit verifies nobody, and servers start again when the test says so.
  if (/whole|passkey|restart/.test(one.does)) await whole(walker, one)
  if (one.does === 'act' && act) await send(walker, one.tab, act, one.from)
  if (one.does === 'cancel') await cancel(walker, browser, one.method)
  if (one.does === 'pass') await pass(walker, PASSES[one.method % PASSES.length]!)
}

const BORN = 'select count(*) as born from holdfast.session where account = $1'
/** What there is, beside what the model says there is. */
async function compare({ m, browsers, methods, account, sessions }: Walker): Promise<void> {
  const [first, second, { rows }] = await Promise.all([
    browsers[0].api.methods.list(),
    browsers[1].api.methods.list(),
    w.pool.query<{ born: string }>(BORN, [account]),
  ])
  const modelled = m.methods.map(({ id, purposes }) => `${methods.get(id)!.id} ${purposes.toSorted().join()}`)
  for (const [at, listed] of [first, second].entries()) {
    assert.equal(listed.ok, model.liveSession(m, m.browsers[at]!) !== undefined, `session of browser ${at}`)
    if (!listed.ok) continue
    const there = listed.value.methods.map(({ id, purposes }) => `${id} ${purposes.toSorted().join()}`)
    assert.deepEqual(there.sort(), modelled.toSorted())
    assert.equal(listed.value.waiting.length, m.waiting.length, 'what waits')
  }
  assert.equal(Number(rows[0]!.born), m.sessions + sessions, 'sessions that were ever born')
}

test('the whole application does what the model does, however steps are mixed and servers start again', {
  timeout: TIMEOUT_MS,
}, async (t) => {
  const { seed: drawn } = chance()
  process.stdout.write(`seed ${drawn}\n`)
  let walks = 0
  let owner: Owner | undefined
  let walker: Walker | undefined
  let restarts = 0
  const came = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(
      accounts,
      fc.array(step, { minLength: 3, maxLength: MOST_STEPS, size: 'max' }),
      async (methods, steps) => {
        if (walks % WALKS_EACH === 0) {
          owner = await newOwner()
          walker = undefined
        }
        const restarting = walks++ % RESTARTS_EVERY === 0
        walker = await newWalker(owner!, walker?.m, methods)
        const proofs = new Set<number>()
        for (const [at, one] of steps.entries()) {
          const seen = walker.m.deeds.length
          await take(walker, one)
          if (restarting && at === steps.length >> 1) {
            restarts++
            await restart()
          }
          checkLaws(walker.m, seen, proofs)
          await compare(walker)
          for (const { what } of walker.m.deeds.slice(seen)) came.set(what, (came.get(what) ?? 0) + 1)
        }
        owner!.person = { ...owner!.person, password: walker.password }
      },
    ),
    // A walk is short as it is: what failed is shown, not sought again in a shorter form.
    { seed: drawn | 0, numRuns: WALKS, endOnFailure: true },
  )
  t.diagnostic(
    `${walks} walks, ${restarts} restarts: ${[...came].map(([what, times]) => `${times} ${what}`).join(', ')}`,
  )
  for (const what of ['at-once', 'waits', 'password'])
    assert.ok((came.get(what) ?? 0) > 0, `no walk came to ${what}`)
})
