// Walks through signing in, adding methods and changing identities, in three tabs of two browsers, in any order: the
// laws are said here in words of their own, over what was witnessed. A failing walk prints its seed and shortest form.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { GRADES, PURPOSES, type Purpose } from '../../src/factors/method.ts'
import { METHODS, type MethodName } from '../../src/factors/methods.ts'
import { PROFILE_NAMES } from '../../src/factors/profiles.ts'
import { HOUR, MINUTE, SECOND } from '../../src/lib/time.ts'
import { ACTIONS } from '../../src/policy/actions.ts'
import {
  type Act,
  answerSignIn,
  type Deed,
  enrol,
  liveSession,
  type Machine,
  type Method,
  newMachine,
  type Session,
  signInByPasskey,
  startSignIn,
  type Witness,
} from './machine.ts'
import { actionOf, cancel, pass, prove, send } from './machine-acts.ts'

const SEED = Number(process.env.HOLDFAST_TEST_SEED ?? Date.now() % 1_000_000_000)
const WALKS = 10_000
const NOW = 1_800_000_000_000

const NAMES = Object.keys(METHODS) as MethodName[]
/** Which purposes a method may be on for at first: one where a channel or a secret counts once. */
const start = fc.record({
  method: fc.constantFrom(...NAMES),
  purposes: fc.subarray([...PURPOSES]),
  young: fc.boolean(),
  synced: fc.boolean(),
  verifiesUser: fc.boolean(),
})
const account = fc.array(start, { maxLength: 4 }).map((drawn): readonly Method[] => [
  { id: 'first', method: 'totp', purposes: ['sign-in'], ripeAt: NOW, synced: null, verifiesUser: false },
  ...drawn.map(({ method, purposes, young, synced, verifiesUser }, at): Method => {
    const { properties } = METHODS[method]
    const fit = purposes.filter((one) => (properties.purposes as readonly Purpose[]).includes(one))
    return {
      id: `m${at}`,
      method,
      purposes: properties.serves === 'one-purpose' ? fit.slice(0, 1) : fit,
      ripeAt: young ? NOW + 24 * HOUR : NOW,
      synced: method === 'webauthn' ? synced : null,
      verifiesUser: method === 'webauthn' && verifiesUser,
    }
  }),
])

const DOINGS = [
  'password',
  'answer',
  'answer',
  'passkey',
  'ask',
  'ask',
  'ask',
  'prove',
  'prove',
  'prove',
  'act',
  'act',
  'enrol',
  'cancel',
  'pass',
  'restart',
  'whole',
  'whole',
  'whole',
] as const
const step = fc.record({
  does: fc.constantFrom(...DOINGS),
  tab: fc.constantFrom(0, 0, 1, 2),
  /** Whose proof is sent: its own, or what another tab has. */
  from: fc.constantFrom(0, 0, 1, 2),
  method: fc.nat(6),
  kind: fc.constantFrom('on', 'off', 'remove', 'add', 'password'),
  purpose: fc.constantFrom(...PURPOSES),
  by: fc.constantFrom('sign-in', 'sign-in', 'funding', 'trading', 'itself'),
  name: fc.constantFrom(...NAMES),
  ms: fc.constantFrom(30 * SECOND, 2 * MINUTE, 6 * MINUTE, 11 * HOUR, 24 * HOUR),
})
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never

function actOf(m: Machine, session: Session | undefined, { kind, method, purpose, by }: Step): Act {
  const one = m.methods[method % m.methods.length]!
  if (kind === 'password') return { kind, number: method }
  if (kind === 'add')
    return { kind, id: session?.enrolment?.id ?? 'none', purpose, by: by === 'itself' ? 'sign-in' : by }
  if (kind === 'on')
    return {
      kind,
      id: one.id,
      purpose,
      by: by === 'itself' ? 'sign-in' : by,
      ...(METHODS[one.method].properties.usedUp && { beside: true }),
    }
  const proved = by === 'itself' ? ('itself' as const) : ('sign-in' as const)
  return { kind, id: one.id, by: proved, ...(kind === 'off' && { purpose }) }
}

function walk(m: Machine, one: Step): Machine {
  const tab = m.tabs[one.tab]!
  const browser = m.browsers[tab.browser]
  const method = m.methods[one.method % m.methods.length]!
  if (one.does === 'password') startSignIn(m, browser)
  if (one.does === 'answer') answerSignIn(m, browser, method)
  if (one.does === 'passkey') signInByPasskey(m, browser, method)
  if (one.does === 'enrol') enrol(m, browser, one.name)
  if (one.does === 'ask') send(m, tab, actOf(m, liveSession(m, browser), one), undefined)
  if (one.does === 'prove') prove(m, tab, method)
  if (one.does === 'whole') wholeAct(m, one)
  if (one.does === 'act' && tab.act) send(m, tab, tab.act, m.tabs[one.from]!.proof)
  if (one.does === 'cancel') cancel(m, browser, one.method)
  if (one.does === 'pass') pass(m, one.ms)
  // Everything that is known lies in the database: a server that starts again knows the same, and no more.
  return one.does === 'restart' ? structuredClone(m) : m
}

/** As an owner does it who knows what to take: asked for, every step answered, carried out. */
function wholeAct(m: Machine, one: Step): void {
  const tab = m.tabs[one.tab]!
  const browser = m.browsers[tab.browser]
  if (!liveSession(m, browser)) {
    startSignIn(m, browser)
    for (const method of own(m.methods, 'sign-in')) answerSignIn(m, browser, method)
  }
  if (one.kind === 'add') enrol(m, browser, one.name)
  const act = actOf(m, liveSession(m, browser), one)
  if (send(m, tab, act, undefined) !== 'proof-required') return
  const first = one.method % m.methods.length
  const inTurn = [...m.methods.slice(first), ...m.methods.slice(0, first)]
  for (const _step of ACTIONS[actionOf(act)].proof)
    for (const method of inTurn) if (prove(m, tab, method) !== 'answer-wrong') break
  send(m, tab, act, tab.proof)
}

const gradeOf = ({ method }: Method): number => GRADES.indexOf(METHODS[method].properties.grade)
const own = (all: readonly Method[], purpose: Purpose): readonly Method[] =>
  all.filter(({ purposes }) => purposes.includes(purpose))
const weakest = (all: readonly Method[], purpose: Purpose): number =>
  Math.max(...own(all, purpose).map(gradeOf))

/** Invariant 9: a session is born of a sign-in that was proved whole. */
function sessionLaw({ witnesses }: Pick<Deed, 'witnesses'>): void {
  const [first, second] = witnesses
  if (first?.kind === 'passkey') {
    assert.ok(witnesses.length === 1 && first.by!.verifiesUser && first.by!.purposes.includes('sign-in'))
    assert.ok(first.by!.ripeAt <= first.at, 'a young passkey alone')
    return
  }
  assert.equal(witnesses.length, 2)
  assert.equal(first?.kind, 'password')
  assert.ok(second?.by?.purposes.includes('sign-in'), `a session by ${JSON.stringify(second)}`)
}

/** Invariants 10 to 12: every step of the row, by ripe methods of the purpose, each of them once. */
function proofLaw({ act, action, witnesses }: Deed): void {
  assert.deepEqual(
    witnesses.map(({ kind }) => kind),
    ACTIONS[action!].proof,
  )
  const by = witnesses.flatMap((one) => (one.by ? [one.by.id] : []))
  assert.equal(new Set(by).size, by.length, 'one method for two steps')
  for (const witness of witnesses) {
    if (witness.kind === 'itself') assert.equal(witness.by?.id, act!.kind === 'password' ? '' : act!.id)
    if (witness.kind === 'factor') factorLaw(witness, purposeOf(act!))
  }
}
const purposeOf = (act: Act): Purpose => (act.kind === 'password' || act.by === 'itself' ? 'sign-in' : act.by)

function factorLaw({ by, all, at }: Witness, purpose: Purpose): void {
  assert.ok(by && by.ripeAt <= at, `answered by a young ${by?.method}`)
  if (by.purposes.includes(purpose)) return
  assert.deepEqual(own(all, purpose), [], `${purpose} has methods of its own, and another answered`)
  assert.ok(by.purposes.includes('sign-in') && METHODS[by.method].properties.grade !== 'C')
}

/** RULES part 1: what is done at once weakens nothing; what weakens has waited a day. */
function effectLaw({ what, act, witnesses, before, after, at, askedAt }: Deed): void {
  if (what === 'due') assert.ok(at >= askedAt! + 24 * HOUR, 'it came early')
  if (what === 'waits')
    for (const one of before) assert.deepEqual(after.find(({ id }) => id === one.id)?.purposes, one.purposes)
  if (what !== 'at-once' || act?.kind === 'password') return
  for (const purpose of PURPOSES) {
    if (own(before, purpose).length === 0) continue
    if (own(after, purpose).length > own(before, purpose).length)
      assert.ok(
        witnesses.some(({ kind, by }) => kind === 'factor' && by?.purposes.includes(purpose)),
        `${purpose} has methods of its own, and none of them was asked`,
      )
    assert.ok(own(after, purpose).length > 0, `${purpose} lost its own methods at once`)
    assert.ok(weakest(after, purpose) <= weakest(before, purpose), `${purpose} became weaker at once`)
    const left = own(before, purpose).filter(({ id }) => !own(after, purpose).some((one) => one.id === id))
    for (const one of left) {
      assert.ok(
        witnesses.some(({ by }) => by?.id === one.id),
        'gone at once, without itself',
      )
      assert.ok(
        own(after, purpose).some(({ ripeAt }) => ripeAt <= at),
        'no ripe one stays',
      )
    }
  }
}

/** What holds of an account at any moment (invariants 12 and 14). */
function accountLaw({ methods, waiting }: Machine): void {
  assert.ok(own(methods, 'sign-in').length > 0, 'nothing signs in any more')
  for (const { method, purposes } of methods) {
    const { properties } = METHODS[method]
    if (properties.serves === 'one-purpose')
      assert.ok(purposes.length <= 1, `${method} for ${purposes.join()}`)
    for (const one of purposes) assert.ok((properties.purposes as readonly Purpose[]).includes(one))
  }
  for (const { askedAt, dueAt } of waiting) assert.equal(dueAt, askedAt + 24 * HOUR)
}

test('however sign-ins, enrolments and changes are mixed, no session, act or change comes without what it demands', (t) => {
  t.diagnostic(`seed ${SEED}`)
  const came = new Map<string, number>()
  fc.assert(
    fc.property(
      account,
      fc.constantFrom(...PROFILE_NAMES),
      fc.array(step, { minLength: 6, maxLength: 40, size: 'max' }),
      (methods, profile, steps) => {
        let m = newMachine(methods, profile, NOW)
        const proofs = new Set<number>()
        // In a browser that is signed in, so that most walks come to an act.
        startSignIn(m, m.browsers[0])
        answerSignIn(m, m.browsers[0], m.methods[0]!)
        for (const one of steps) {
          const seen = m.deeds.length
          m = walk(m, one)
          for (const deed of m.deeds.slice(seen)) {
            if (deed.what === 'session') sessionLaw(deed)
            if (deed.what === 'at-once' || deed.what === 'waits' || deed.what === 'password') {
              proofLaw(deed)
              assert.ok(deed.proof !== undefined && !proofs.has(deed.proof), 'a proof was used twice')
              proofs.add(deed.proof)
            }
            effectLaw(deed)
            came.set(deed.what, (came.get(deed.what) ?? 0) + 1)
          }
          accountLaw(m)
        }
      },
    ),
    { seed: SEED, numRuns: WALKS },
  )
  t.diagnostic([...came].map(([what, times]) => `${times} ${what}`).join(', '))
  // A law that was never tried says nothing.
  for (const what of ['session', 'at-once', 'waits', 'due', 'password'])
    assert.ok((came.get(what) ?? 0) > 200, what)
})
