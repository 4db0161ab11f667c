import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { waysToApprove } from './device-ways.ts'
import { METHODS, type MethodName } from './methods.ts'

const NOW = 1_800_000_000_000
const held = fc.record({
  id: fc.uuid(),
  method: fc.constantFrom(...(Object.keys(METHODS) as MethodName[])),
  purposes: fc.constantFrom<readonly string[]>(['sign-in'], ['funding'], ['sign-in', 'funding'], []),
  synced: fc.constantFrom(true, false, null),
  ripe_at: fc.constantFrom(NOW - 1, NOW, NOW + 1),
  suspended_at: fc.option(fc.constant(NOW - 1)),
})
const account = fc.uniqueArray(held, { minLength: 1, maxLength: 6, selector: ({ id }) => id })
const IDENTITY = { purpose: 'sign-in' } as const
const stepsBy = (by: string) => [
  { kind: 'password', done: true } as const,
  { kind: 'factor', done: true, by } as const,
  { kind: 'device', done: false } as const,
]
const RUNS = { numRuns: 5_000 }

test('what has proved the sign-in approves no device: its mailbox, its list and itself count once', () => {
  fc.assert(
    fc.property(account, fc.nat(), (all, drawn) => {
      const used = all[drawn % all.length]!
      const { mailbox, factors } = waysToApprove(all, stepsBy(used.id), IDENTITY, NOW)
      assert.equal(mailbox, METHODS[used.method].properties.channel !== 'mailbox')
      assert.ok(!factors.some(({ id }) => id === used.id))
      if (METHODS[used.method].properties.usedUp)
        assert.ok(!factors.some(({ method }) => METHODS[method].properties.usedUp))
    }),
    RUNS,
  )
})

test('beside the mailbox only lists, and ripe keys that cannot be copied, approve; and only those on for sign-in and not lost', () => {
  fc.assert(
    fc.property(account, fc.nat(), (all, drawn) => {
      const used = all[drawn % all.length]!
      for (const one of waysToApprove(all, stepsBy(used.id), IDENTITY, NOW).factors) {
        const { grade, usedUp } = METHODS[one.method].properties
        assert.ok(
          usedUp || (grade === 'A' && one.synced === false && one.ripe_at <= NOW),
          JSON.stringify(one),
        )
        assert.ok(one.purposes.includes('sign-in') && one.suspended_at === null)
      }
    }),
    RUNS,
  )
})
