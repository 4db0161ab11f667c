// Who answers for a purpose, over accounts made up by chance.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { whoAnswers } from './answering.ts'
import { PURPOSES } from './method.ts'
import { METHODS, type MethodName } from './methods.ts'
import { allows, PROFILES } from './profiles.ts'

const held = fc.record({
  id: fc.uuid(),
  method: fc.constantFrom(...(Object.keys(METHODS) as MethodName[])),
  purposes: fc.subarray([...PURPOSES]),
  synced: fc.constantFrom(true, false, null),
})
const account = fc.uniqueArray(held, { maxLength: 6, selector: ({ id }) => id })
const purpose = fc.constantFrom(...PURPOSES)
const RUNS = { numRuns: 3_000 }

test('where a purpose has methods of its own, exactly these answer', () => {
  fc.assert(
    fc.property(account, purpose, (all, asked) => {
      const own = all.filter(({ purposes }) => purposes.includes(asked))
      fc.pre(own.length > 0)
      assert.deepEqual(whoAnswers(all, { purpose: asked }), own)
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
          ({ method, purposes }) => purposes.includes('sign-in') && METHODS[method].properties.grade !== 'C',
        ),
      )
    }),
    RUNS,
  )
})

test('another purpose than sign-in never lends its methods', () => {
  const funding = { id: 'f', method: 'webauthn', purposes: ['funding'], synced: false } as const
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
