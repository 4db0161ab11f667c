// Who answers for a purpose, over accounts made up by chance.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isFirstDay, whoAnswers } from './answering.ts'
import { PURPOSES } from './method.ts'
import { METHODS, type MethodName } from './methods.ts'
import { allows, PROFILES } from './profiles.ts'

const held = fc.record({
  id: fc.uuid(),
  method: fc.constantFrom(...(Object.keys(METHODS) as MethodName[])),
  purposes: fc.subarray([...PURPOSES]),
  synced: fc.constantFrom(true, false, null),
  suspended_at: fc.constantFrom(null, null, 1),
})
const account = fc.uniqueArray(held, { maxLength: 6, selector: ({ id }) => id })
const purpose = fc.constantFrom(...PURPOSES)
const RUNS = { numRuns: 3_000 }

test('where a purpose has methods of its own, exactly these answer', () => {
  fc.assert(
    fc.property(account, purpose, (all, asked) => {
      const own = all.filter(({ purposes }) => purposes.includes(asked))
      fc.pre(own.length > 0)
      assert.deepEqual(
        whoAnswers(all, { purpose: asked }),
        own.filter((one) => one.suspended_at === null),
      )
    }),
    RUNS,
  )
})

test('where it has none, exactly the sign-in methods of grade A or B stand in: no channel does', () => {
  fc.assert(
    fc.property(account, purpose, (all, asked) => {
      fc.pre(all.every(({ purposes }) => !purposes.includes(asked)))
      assert.deepEqual(
        whoAnswers(all, { purpose: asked }),
        all.filter(
          ({ method, purposes, suspended_at: since }) =>
            purposes.includes('sign-in') && METHODS[method].properties.grade !== 'C' && since === null,
        ),
      )
    }),
    RUNS,
  )
})

test('another purpose than sign-in never lends its methods', () => {
  const funding = {
    id: 'f',
    method: 'webauthn',
    purposes: ['funding'],
    synced: false,
    suspended_at: null,
  } as const
  assert.deepEqual(whoAnswers([funding], { purpose: 'trading' }), [])
  assert.deepEqual(whoAnswers([funding], { purpose: 'sign-in' }), [])
})

test('one that is to prove itself answers alone, on for the purpose or not', () => {
  fc.assert(
    fc.property(account, purpose, (all, asked) => {
      for (const { id } of all)
        assert.deepEqual(
          whoAnswers(all, { purpose: asked, only: id }).map((one) => one.id),
          [id],
        )
    }),
    RUNS,
  )
})

test('to say that methods are lost opens nothing to the others', () => {
  fc.assert(
    fc.property(account, purpose, (all, asked) => {
      const whole = whoAnswers(
        all.map((one) => ({ ...one, suspended_at: null })),
        { purpose: asked },
      ).map(({ id }) => id)
      for (const one of whoAnswers(all, { purpose: asked }))
        assert.ok(one.suspended_at === null && whole.includes(one.id))
    }),
    RUNS,
  )
})

test('beside one that proves itself any other answers, and never it', () => {
  fc.assert(
    fc.property(account, purpose, (all, asked) => {
      for (const { id } of all)
        assert.deepEqual(
          whoAnswers(all, { purpose: asked, but: id }),
          whoAnswers(all, { purpose: asked }).filter((one) => one.id !== id),
        )
    }),
    RUNS,
  )
})

test('under the high profile money and trade are answered by nothing that it does not allow, and sign-in goes on', () => {
  fc.assert(
    fc.property(account, purpose, (all, asked) => {
      const answers = whoAnswers(all, { purpose: asked, profile: 'high' })
      if (asked === 'sign-in') return assert.deepEqual(answers, whoAnswers(all, { purpose: asked }))
      for (const { method, synced } of answers)
        assert.ok(allows(PROFILES.high, asked, { grade: METHODS[method].properties.grade, synced }))
    }),
    RUNS,
  )
})

test('beside one that proves itself another kind answers, or another key, and nothing more', () => {
  fc.assert(
    fc.property(account, purpose, (all, asked) => {
      const answering = whoAnswers(all, { purpose: asked })
      for (const { id, method } of all)
        assert.deepEqual(
          whoAnswers(all, { purpose: asked, beside: id }),
          answering.filter((one) => one.id !== id && (one.method !== method || method === 'webauthn')),
        )
    }),
    RUNS,
  )
})

test("the first day of a first own method: both are asked, the one in nobody's place", () => {
  const aged = fc.uniqueArray(
    held.chain((one) =>
      fc.record({
        id: fc.constant(one.id),
        method: fc.constant(one.method),
        purposes: fc.constant(one.purposes),
        synced: fc.constant(one.synced),
        suspended_at: fc.constant(one.suspended_at),
        ripe: fc.boolean(),
        first_own_of: fc.subarray(one.purposes),
      }),
    ),
    { maxLength: 6, selector: ({ id }) => id },
  )
  fc.assert(
    fc.property(aged, fc.constantFrom('funding' as const, 'trading' as const), (all, asked) => {
      const own = all.filter(({ purposes }) => purposes.includes(asked))
      const first = isFirstDay(all, asked)
      // A ripe own method answers alone, and one that is said to be lost shuts the purpose.
      if (own.some((one) => one.ripe || one.suspended_at !== null)) assert.equal(first, false)
      // One that took another's place is not the first: nobody answers until it is ripe.
      if (own.every((one) => one.first_own_of.length === 0)) assert.equal(first, false)
      if (!first) return
      assert.deepEqual(whoAnswers(all, { purpose: asked, part: 'own' }), own)
      const none = all.map((one) => ({ ...one, purposes: one.purposes.filter((each) => each !== asked) }))
      assert.deepEqual(
        whoAnswers(all, { purpose: asked, part: 'lent' }).map(({ id }) => id),
        whoAnswers(none, { purpose: asked }).map(({ id }) => id),
      )
    }),
    RUNS,
  )
})
