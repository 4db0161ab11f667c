import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DAY, MINUTE } from '../../src/lib/time.ts'
import { LIMITS } from '../../src/limits/table.ts'
import { claim, triesBeforeWait } from './model.ts'

const START = 1_800_000_000_000
const budget = LIMITS.attempts.factor

/** Guesses as early as is allowed, for a time. @returns when each was allowed. */
function guessFor(span: number): number[] {
  const allowed: number[] = []
  let times: readonly number[] = []
  for (let now = START; now < START + span; ) {
    const judged = claim(times, budget, now)
    if (judged.allowed) {
      times = judged.times
      allowed.push(now)
      now += 1
    } else now = judged.retryAt
  }
  return allowed
}

test('the most eager guesser gets 20 in any day and 100 in any 30 days', () => {
  const allowed = guessFor(60 * DAY)
  for (const [index, at] of allowed.entries()) {
    assert.ok(allowed.slice(index).filter((one) => one < at + DAY).length <= 20)
    assert.ok(allowed.slice(index).filter((one) => one < at + 30 * DAY).length <= 100)
  }
  assert.equal(allowed.filter((at) => at < START + 30 * DAY).length, 100)
})

test('the first tries are free, then each failure makes the next wait longer', () => {
  const allowed = guessFor(DAY)
  const waits = allowed.map((at, index) => at - (allowed[index - 1] ?? at)).slice(1)
  assert.deepEqual(
    waits.slice(0, 4).map((wait) => wait < MINUTE),
    [true, true, true, true],
  )
  assert.ok(waits[4]! >= MINUTE)
  for (let at = 5; at < 11; at++) assert.ok(waits[at]! >= waits[at - 1]!)
})

test('whatever times are remembered, a claim is never allowed above its budget, and says when it will be', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 * DAY }), { maxLength: 128 }), (ages) => {
      const now = START + 40 * DAY
      const times = ages.map((age) => now - age).sort((a, b) => a - b)
      const judged = claim(times, budget, now)
      const today = times.filter((at) => at > now - DAY).length
      if (today >= budget.perDay) assert.equal(judged.allowed, false)
      if (!judged.allowed) {
        assert.ok(judged.retryAt > now)
        assert.equal(claim(times, budget, judged.retryAt).allowed, true)
      } else assert.ok(judged.times.length <= budget.perMonth && judged.times.at(-1) === now)
    }),
  )
})

test('the tries said beside a field are those before the first wait', () => {
  assert.equal(triesBeforeWait([], budget, START), 5)
  assert.equal(triesBeforeWait([START, START, START], budget, START + 1), 2)
  assert.equal(triesBeforeWait(Array(9).fill(START), budget, START + 1), 0)
  assert.equal(triesBeforeWait([START], budget, START + 2 * DAY), 5)
})
