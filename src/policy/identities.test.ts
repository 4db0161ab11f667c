// The laws of changing methods, over accounts and changes made up by chance.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { whoAnswers } from '../factors/answering.ts'
import { GRADES, PURPOSES, type Purpose } from '../factors/method.ts'
import { METHODS, type MethodName } from '../factors/methods.ts'
import { allows, PROFILES } from '../factors/profiles.ts'
import {
  changed,
  gradeOf,
  type Held,
  judge,
  judgeLost,
  type MethodChange,
  type ProvedBy,
} from './identities.ts'

const BY: readonly ProvedBy[] = [...PURPOSES, 'itself']
const name = fc.constantFrom(...(Object.keys(METHODS) as MethodName[]))
const held = fc
  .record({ method: name, picked: fc.subarray([...PURPOSES]), ripe: fc.boolean(), suspended: fc.boolean() })
  .map(({ method, picked, ripe, suspended }, at = 0) => ({
    id: `${at}`,
    method,
    ripe,
    suspended,
    purposes: lawful(method, picked),
    synced: method === 'webauthn' ? false : null,
  }))
function lawful(method: MethodName, picked: readonly Purpose[]): readonly Purpose[] {
  const { purposes, grade } = METHODS[method].properties
  const fit = picked.filter((one) => purposes.includes(one))
  return grade === 'C' || method === 'totp' ? fit.slice(0, 1) : fit
}
/** An account that is active: something answers for sign-in. */
const account = fc
  .array(held, { minLength: 1, maxLength: 6 })
  .map((list): readonly Held[] => [
    { id: 'first', method: 'totp', purposes: ['sign-in'], ripe: true, synced: null, suspended: false },
    ...list.map((one, at) => ({ ...one, id: `m${at}` })),
  ])
const changeOf = (all: readonly Held[]) =>
  fc.oneof(
    fc.record({
      kind: fc.constantFrom('on', 'off'),
      method: fc.constantFrom(...all),
      purpose: fc.constantFrom(...PURPOSES),
    }),
    fc.record({ kind: fc.constant('remove' as const), method: fc.constantFrom(...all) }),
  ) as fc.Arbitrary<MethodChange>
const scene = account.chain((all) =>
  fc.record({ all: fc.constant(all), change: changeOf(all), by: fc.constantFrom(...BY) }),
)
const RUNS = { numRuns: 5_000 }
const signsIn = ({ purposes, suspended }: Held): boolean => purposes.includes('sign-in') && !suspended
const lends = (one: Held): boolean => signsIn(one) && METHODS[one.method].properties.grade !== 'C'

test('every purpose always has a method that answers: the last one for sign-in that no channel carries never goes', () => {
  fc.assert(
    fc.property(scene, ({ all, change, by }) => {
      // Whatever came before left one of them.
      fc.pre(all.some(lends))
      if (judge(all, change, by, PROFILES.standard).kind === 'refused') return
      const after = changed(all, change).map((one) => ({ ...one, suspended_at: one.suspended ? 1 : null }))
      for (const purpose of PURPOSES) {
        // What is said to be lost keeps its purpose shut until it is removed.
        if (after.some((one) => one.purposes.includes(purpose) && one.suspended)) continue
        assert.ok(whoAnswers(after, { purpose }).length > 0, purpose)
      }
    }),
    RUNS,
  )
})

test('the last method that signs in over no channel cannot be said to be lost, and any other one can', () => {
  fc.assert(
    fc.property(scene, ({ all, change: { method } }) => {
      const judged = judgeLost(all, method)
      if (method.suspended) return assert.deepEqual(judged, { kind: 'refused', reason: 'already-so' })
      const after = all.map((one) => (one.id === method.id ? { ...one, suspended: true } : one))
      assert.equal(judged.kind === 'at-once', after.some(lends) || !signsIn(method))
    }),
    RUNS,
  )
})

test('one that is said to be lost proves nothing of itself, and is turned on for nothing', () => {
  fc.assert(
    fc.property(scene, ({ all, change, by }) => {
      if (!change.method.suspended || (change.kind !== 'on' && by !== 'itself')) return
      assert.equal(judge(all, change, by, PROFILES.standard).kind, 'refused')
    }),
    RUNS,
  )
})

test('at once, a purpose with methods of its own never becomes weaker', () => {
  fc.assert(
    fc.property(scene, ({ all, change, by }) => {
      if (judge(all, change, by, PROFILES.standard).kind !== 'at-once') return
      const after = changed(all, change)
      for (const purpose of PURPOSES) {
        const [before, then] = [gradeOf(all, purpose), gradeOf(after, purpose)]
        if (before === undefined) continue
        assert.ok(then !== undefined, `${purpose} lost its own methods`)
        assert.ok(GRADES.indexOf(then) <= GRADES.indexOf(before), `${purpose} fell from ${before} to ${then}`)
      }
    }),
    RUNS,
  )
})

test('at once, nothing touches a purpose that has its own methods without a proof by one of them', () => {
  fc.assert(
    fc.property(scene, ({ all, change, by }) => {
      if (judge(all, change, by, PROFILES.standard).kind !== 'at-once' || change.kind === 'remove') return
      if (gradeOf(all, change.purpose) === undefined) return
      assert.ok(by === change.purpose || by === 'itself', `${change.purpose} by ${by}`)
    }),
    RUNS,
  )
})

test('one channel and one secret answer for one purpose', () => {
  fc.assert(
    fc.property(scene, ({ all, change, by }) => {
      if (judge(all, change, by, PROFILES.standard).kind === 'refused') return
      for (const { method, purposes } of changed(all, change))
        if (METHODS[method].properties.grade === 'C' || method === 'totp') assert.ok(purposes.length <= 1)
    }),
    RUNS,
  )
})

test('with the sign-in factor alone, what weakens waits and is never refused for want of the lost one', () => {
  fc.assert(
    fc.property(scene, ({ all, change }) => {
      if (change.kind === 'on') return
      const judged = judge(all, change, 'sign-in', PROFILES.standard)
      assert.ok(
        judged.kind === 'waits' ||
          (judged.kind === 'refused' && /last-method|only-channels-left|already-so/.test(judged.reason)),
      )
    }),
    RUNS,
  )
})

test('more proof is never answered with less: by itself is no worse than by sign-in', () => {
  const rank = { refused: 0, waits: 1, 'at-once': 2 }
  fc.assert(
    fc.property(scene, ({ all, change }) => {
      // One that is said to be lost is taken back first, with another one beside it.
      if (change.kind === 'on' || change.method.suspended) return
      assert.ok(
        rank[judge(all, change, 'itself', PROFILES.standard).kind] >=
          rank[judge(all, change, 'sign-in', PROFILES.standard).kind],
      )
    }),
    RUNS,
  )
})

test('under the high profile nothing is turned on that travels over a channel, and no key that may leave its device for funding', () => {
  fc.assert(
    fc.property(scene, fc.boolean(), ({ all, change, by }, synced) => {
      if (change.kind !== 'on') return
      const method = { ...change.method, synced: change.method.method === 'webauthn' ? synced : null }
      const judged = judge(all, { ...change, method }, by, PROFILES.high)
      if (judged.kind === 'refused') return
      assert.notEqual(METHODS[method.method].properties.grade, 'C')
      if (change.purpose === 'funding') assert.equal(method.synced, false)
    }),
    RUNS,
  )
})

test('what the high profile allows, the standard one allows too', () => {
  for (const purpose of PURPOSES)
    for (const grade of GRADES)
      for (const synced of [true, false, null])
        if (allows(PROFILES.high, purpose, { grade, synced }))
          assert.ok(allows(PROFILES.standard, purpose, { grade, synced }))
})
