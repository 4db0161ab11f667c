// What the page says of who answers is what the server lets answer, over accounts made up by chance.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isFirstDay, whoAnswers } from '../../../src/factors/answering.ts'
import { type Answering, chosenOf } from '../../../src/factors/enrolled.ts'
import { METHODS, type MethodName } from '../../../src/factors/methods.ts'
import { PROFILE_NAMES, PROFILES, type ProfileName } from '../../../src/factors/profiles.ts'
import type { ChangeView, MethodView } from '../../../src/features/methods/contract.ts'
import { PURPOSES, type Purpose } from '../../../src/lib/purposes.ts'
import { type Identity, identitiesOf } from './identity.ts'

const NOW = Date.parse('2026-03-28T10:12:00Z')
const at = (hours: number): string => new Date(NOW + hours * 3_600_000).toISOString()
const RUNS = { numRuns: 3_000 }

const some = fc.subarray([...PURPOSES])
const view: fc.Arbitrary<MethodView> = fc
  .record({
    id: fc.uuid(),
    method: fc.constantFrom(...(Object.keys(METHODS) as MethodName[]).filter(isListed)),
    purposes: some,
    firstFor: some,
    firstOwnOf: some,
    hours: fc.constantFrom(-30, -1, 0, 1, 30),
    synced: fc.constantFrom(true, false, null),
    lost: fc.boolean().map((one) => (one ? at(-1) : null)),
  })
  .map(({ hours, lost, ...made }) => ({
    ...made,
    name: made.id,
    grade: METHODS[made.method].properties.grade,
    addedAt: at(-100),
    lastUsedAt: null,
    ripeAt: at(hours),
    detail: null,
    verifiesUser: false,
    suspendedAt: lost,
    closed: false,
    codesLeft: null,
  }))
const account = fc.uniqueArray(view, { maxLength: 6, selector: ({ id }) => id })
function isListed(name: MethodName): name is MethodView['method'] {
  return ['webauthn', 'totp', 'backup-code', 'email-code', 'sms-code'].includes(name)
}

const allowancesOf = (profile: ProfileName) =>
  PURPOSES.map((purpose) => {
    const { grades, deviceBound } = PROFILES[profile][purpose]
    return { purpose, grades: [...grades], deviceBound }
  })
const seen = (
  methods: readonly MethodView[],
  purpose: Purpose,
  profile: ProfileName = 'standard',
  waiting: readonly ChangeView[] = [],
): Identity => {
  const all = identitiesOf({ methods, waiting, allowances: allowancesOf(profile) }, NOW)
  return all.find((one) => one.purpose === purpose)!
}
/** The same account as the server holds it. */
const row = (one: MethodView) => ({
  id: one.id,
  method: one.method,
  name: one.name,
  purposes: one.purposes,
  first_for: one.firstFor,
  first_own_of: one.firstOwnOf,
  detail: one.detail,
  synced: one.synced,
  ripe_at: Date.parse(one.ripeAt) as Answering['ripe_at'],
  suspended_at: (one.suspendedAt === null ? null : Date.parse(one.suspendedAt)) as Answering['suspended_at'],
  ripe: Date.parse(one.ripeAt) <= NOW,
})
const answering = ({ rows }: Identity) =>
  rows.filter(({ state }) => state === 'answers' || state === 'young').map(({ method }) => method.id)

const cell = [account, fc.constantFrom(...PURPOSES), fc.constantFrom(...PROFILE_NAMES)] as const

test('what is said to answer for a purpose is what the server lets answer, in the order in which it asks', () => {
  fc.assert(
    fc.property(...cell, (methods, purpose, profile) => {
      const rows = methods.map(row)
      const identity = { purpose, profile }
      const expected = chosenOf(whoAnswers(rows, identity), identity).map(({ factor }) => factor)
      const shown = seen(methods, purpose, profile)
      assert.deepEqual(answering(shown), expected)
      // What signs in and is not asked here is said to be too weak for it.
      const weak = whoAnswers(rows, { purpose: 'sign-in', profile })
        .map(({ id }) => id)
        .filter((id) => shown.by === 'sign-in' && !expected.includes(id))
      assert.deepEqual(
        shown.leftOut.map(({ id }) => id),
        weak,
      )
      assert.equal(
        shown.by === 'own',
        methods.some(({ purposes }) => purposes.includes(purpose)),
      )
      // Everything that is on for the purpose is on the page, answering or not.
      const there = shown.rows.map(({ method }) => method.id)
      for (const { id, purposes } of methods) if (purposes.includes(purpose)) assert.ok(there.includes(id))
    }),
    RUNS,
  )
})

test('one of sign-in is said to be asked beside a first own method when the server asks both, and only then', () => {
  fc.assert(
    fc.property(...cell, (methods, purpose, profile) => {
      const rows = methods.map(row)
      const lent = whoAnswers(rows, { purpose, profile, part: 'lent' }).filter(({ ripe }) => ripe)
      const expected = isFirstDay(rows, purpose) ? lent.map(({ id }) => id) : []
      const beside = seen(methods, purpose, profile).beside.map(({ id }) => id)
      assert.deepEqual(beside.toSorted(), expected.toSorted())
    }),
    RUNS,
  )
})

test('a purpose is said to be open when the server finds a ripe method for it, and the one it asks first is marked', () => {
  fc.assert(
    fc.property(...cell, (methods, purpose, profile) => {
      const rows = methods.map(row)
      const firstDay = isFirstDay(rows, purpose)
      const identity = { purpose, profile }
      const asked = whoAnswers(rows, { ...identity, ...(firstDay && { part: 'lent' as const }) })
      const ready = asked.filter(({ ripe }) => purpose === 'sign-in' || ripe)
      const shown = seen(methods, purpose, profile)
      assert.equal(shown.door.kind, ready.length > 0 ? 'open' : asked.length > 0 ? 'not-yet' : 'shut')
      if (shown.door.kind === 'not-yet')
        assert.equal(shown.door.opensAt, Math.min(...asked.map(({ ripe_at: from }) => Number(from))))
      const own = whoAnswers(rows, { ...identity, ...(firstDay && { part: 'own' as const }) })
      const [first] = chosenOf(firstDay ? own : ready, identity)
      const marked = shown.rows.filter((one) => one.first === 'now').map(({ method }) => method.id)
      assert.deepEqual(marked, first?.factor === undefined ? [] : [first.factor])
    }),
    RUNS,
  )
})

const made = (changed: Partial<MethodView>): MethodView => ({
  id: '6f1b0a52-2c3d-4e5f-8a9b-0c1d2e3f4a5b',
  method: 'totp',
  name: 'App',
  grade: 'B',
  purposes: ['sign-in'],
  firstFor: [],
  firstOwnOf: [],
  addedAt: at(-100),
  lastUsedAt: null,
  ripeAt: at(-76),
  detail: null,
  synced: null,
  verifiesUser: false,
  suspendedAt: null,
  closed: false,
  codesLeft: null,
  ...changed,
})
const key = made({
  id: 'key',
  method: 'webauthn',
  name: 'Key',
  grade: 'A',
  synced: false,
  purposes: ['funding', 'trading'],
})

test('only an own method that is not the first already may be put first: one that stands in is put first at sign-in', () => {
  const app = made({})
  const second = made({ id: 'second', purposes: ['sign-in', 'funding'] })
  const mayBe = (methods: readonly MethodView[], purpose: Purpose) =>
    seen(methods, purpose)
      .rows.filter(({ mayBeFirst }) => mayBeFirst)
      .map(({ method }) => method.id)
  assert.deepEqual(mayBe([app, second], 'sign-in'), ['second'])
  assert.deepEqual(mayBe([app, second], 'trading'), [])
  assert.deepEqual(mayBe([key, second], 'funding'), ['second'])
  assert.deepEqual(mayBe([key, { ...second, suspendedAt: at(-1) }], 'funding'), [])
})

test('a young method that was put first is asked first later; the next one is until then', () => {
  const young = made({ id: 'young', purposes: ['funding'], firstFor: ['funding'], ripeAt: at(3) })
  assert.deepEqual(
    seen([key, young], 'funding').rows.map(({ method, first }) => [method.id, first]),
    [
      ['young', 'then'],
      ['key', 'now'],
    ],
  )
})

test('a change that waits is told once: with its purpose, or where the method that goes is met first', () => {
  const change = (kind: ChangeView['kind'], purpose: Purpose | null): ChangeView => ({
    id: `${kind} ${purpose}`,
    kind,
    factor: 'key',
    name: 'Key',
    purpose,
    askedAt: at(-1),
    dueAt: at(23),
  })
  const waiting = [
    change('on', 'sign-in'),
    change('off', 'trading'),
    change('remove', null),
    change('lost', null),
  ]
  const told = (methods: readonly MethodView[]) =>
    PURPOSES.map((purpose) => seen(methods, purpose, 'standard', waiting).waiting.map(({ id }) => id))
  assert.deepEqual(told([key]), [['on sign-in'], ['remove null', 'lost null'], ['off trading']])
  assert.deepEqual(told([{ ...key, purposes: [] }]), [['on sign-in'], [], ['off trading']])
})
