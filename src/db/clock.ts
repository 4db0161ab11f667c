// An estimate of the database's clock for the hot path: read once a second, carried on by a monotonic timer.
// Decisions that change anything read the clock itself (tx.ts). When the estimate is old, it says so by undefined,
// and the caches that lean on it are off.

import type { Log } from '../lib/log.ts'
import type { Ms } from '../lib/time.ts'
import type { Pool } from './connect.ts'

export type ClockEstimate = {
  /** The time now, or undefined while it is not known to within a second. */
  now(): Ms | undefined
  /** Reads the clock again, now. */
  refresh(): Promise<void>
  stop(): void
}

const EVERY = 1000
const GOOD_FOR = 2500

export function estimateClock(pool: Pool, log: Log): ClockEstimate {
  let read: { readonly at: Ms; readonly when: number } | undefined
  let busy = false
  const refresh = async (): Promise<void> => {
    if (busy) return
    busy = true
    try {
      const sent = performance.now()
      const { rows } = await pool.query<{ now: Ms }>({
        name: 'clock',
        text: 'select holdfast.clock() as now',
      })
      const back = performance.now()
      // A slow answer says little about the moment it speaks of: keep the former one until it is too old.
      if (back - sent < 500) read = { at: rows[0]!.now, when: (sent + back) / 2 }
    } catch (failure) {
      log.error('the database clock could not be read', {
        failure: failure instanceof Error ? failure.message : 'unknown',
      })
    } finally {
      busy = false
    }
  }
  void refresh()
  const timer = setInterval(() => void refresh(), EVERY)
  timer.unref()
  return {
    now() {
      const age = read ? performance.now() - read.when : Infinity
      return read && age < GOOD_FOR ? Math.floor(read.at + age) : undefined
    },
    refresh,
    stop: () => clearInterval(timer),
  }
}

/** The estimate, or the clock itself while there is none. */
export async function timeNow(clock: ClockEstimate, pool: Pool): Promise<Ms> {
  const known = clock.now()
  if (known !== undefined) return known
  const { rows } = await pool.query<{ now: Ms }>('select holdfast.clock() as now')
  return rows[0]!.now
}
