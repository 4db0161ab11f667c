// The judgement in the database, beside a model of it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { onPool } from '../../src/db/connect.ts'
import { apply } from '../../src/db/write.ts'
import { DAY, HOUR, MINUTE } from '../../src/lib/time.ts'
import { claimTries, countUses, releaseTries } from '../../src/limits/store.ts'
import { LIMITS } from '../../src/limits/table.ts'
import { type World, world } from '../kit/world.ts'
import { claim, triesBeforeWait } from './model.ts'

let w: World
before(async () => {
  w = await world()
})
after(() => w.stop())

const needs = () => ({ pool: w.pool, ring: w.deps.ring, limits: LIMITS })
const BUDGETS = ['password', 'factor'] as const

/** A guesser of any patience, who is right now and then. */
const steps = fc.array(
  fc.record({
    wait: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: 2 * HOUR }),
      fc.integer({ min: DAY, max: 20 * DAY }),
    ),
    right: fc.boolean(),
  }),
  { minLength: 1, maxLength: 40 },
)

test('the database judges as the model does, whatever was tried before', async () => {
  let person = 0
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...BUDGETS), steps, async (kind, tries) => {
      const subject = `model-${person++}`
      const budget = LIMITS.attempts[kind]
      let times: readonly number[] = []
      for (const one of tries) {
        await w.pass(one.wait)
        const claimed = await claimTries(needs(), { kind, subjects: [subject] })
        const now = claimed.allowed ? claimed.claim.claimedAt : w.now()
        const judged = claim(times, budget, now)
        assert.equal(claimed.allowed, judged.allowed)
        if (claimed.allowed && judged.allowed) {
          assert.equal(claimed.claim.left, triesBeforeWait(judged.times, budget, now))
          times = judged.times
          if (!one.right) continue
          await apply(onPool(w.pool), releaseTries(needs(), claimed.claim))
          // Its own mark, and no other of the same millisecond.
          times = times.toSpliced(times.indexOf(claimed.claim.claimedAt), 1)
        } else if (!claimed.allowed && !judged.allowed) {
          assert.equal(claimed.retryAt, judged.retryAt)
          assert.equal(claimed.by, kind)
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('a rate that is full refuses before a try is claimed, says until when, and counts nothing behind it', async () => {
  const tries = { kind: 'factor', subjects: ['behind-a-rate'] } as const
  const nonce = { kind: 'device-nonce', subject: 'one' } as const
  const first = await claimTries(needs(), tries, [nonce])
  assert.ok(first.allowed)
  for (let again = 0; again < 10; again++) {
    const refused = await claimTries(needs(), tries, [nonce, { kind: 'sign-up', subject: 'behind' }])
    assert.ok(!refused.allowed)
    assert.equal(refused.by, 'device-nonce')
    assert.equal(refused.retryAt, first.claim.claimedAt + LIMITS.rates['device-nonce'].window)
  }
  const { uses } = LIMITS.rates['sign-up']
  for (let use = 0; use < uses; use++)
    assert.ok((await countUses(needs(), [{ kind: 'sign-up', subject: 'behind' }])).allowed)
  assert.ok(!(await countUses(needs(), [{ kind: 'sign-up', subject: 'behind' }])).allowed)
  const second = await claimTries(needs(), tries)
  assert.ok(second.allowed)
  assert.equal(second.claim.left, first.claim.left - 1)
  await w.pass(LIMITS.rates['device-nonce'].window)
  assert.ok((await countUses(needs(), [nonce])).allowed)
})

test('of two subjects of which one must wait, neither is claimed', async () => {
  const { pool } = needs()
  const full = async () => {
    let last = await claimTries(needs(), { kind: 'password', subjects: ['full'] })
    while (last.allowed) last = await claimTries(needs(), { kind: 'password', subjects: ['full'] })
    return last
  }
  const { retryAt } = await full()
  const both = await claimTries(needs(), { kind: 'password', subjects: ['fresh', 'full'] })
  assert.deepEqual(both, { allowed: false, by: 'password', retryAt })
  const { rows } = await pool.query<{ times: number[] }>(
    'select times from holdfast.attempt order by cardinality(times)',
  )
  assert.equal(rows[0]?.times.length, 0)
  const fresh = await claimTries(needs(), { kind: 'password', subjects: ['fresh'] })
  assert.ok(fresh.allowed && fresh.claim.left === LIMITS.attempts.password.waits.indexOf(MINUTE) - 1)
})
