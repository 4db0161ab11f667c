import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DAY, HOUR } from '../lib/time.ts'
import { nextReminder } from './reminders.ts'

const FROM = 1_800_000_000_000
/** Every reminder of a wait, if nothing is slept through. */
function reminders(wait: number): number[] {
  const all: number[] = []
  for (let now: number | undefined = FROM; now !== undefined; ) {
    now = nextReminder(FROM, FROM + wait, now)
    if (now !== undefined) all.push(now - FROM)
  }
  return all
}

test('a day is announced at half time, longer waits a day before their end too', () => {
  for (const [wait, expected] of [
    [DAY, [12 * HOUR]],
    [2 * DAY, [DAY]],
    [3 * DAY, [36 * HOUR, 48 * HOUR]],
    [7 * DAY, [84 * HOUR, 144 * HOUR]],
  ] as const)
    assert.deepEqual(reminders(wait), expected)
})

test('no reminder comes before half time, twice, or when it is over; at most two come', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 * DAY }),
      fc.integer({ min: 0, max: 61 * DAY }),
      (wait, passed) => {
        const all = reminders(wait)
        assert.ok(all.length <= 2 && new Set(all).size === all.length)
        const next = nextReminder(FROM, FROM + wait, FROM + passed)
        if (next === undefined) return
        assert.ok(next > FROM + passed && next < FROM + wait && next >= FROM + Math.floor(wait / 2))
        assert.ok(all.includes(next - FROM))
      },
    ),
    { numRuns: 5_000 },
  )
})
