// Pure: may one more guess be made at a secret? The state is the list of times of failures and of claims still in
// flight. A claim counts as a failure until it is released, so that parallel guesses cannot share one place.

import { DAY, type Ms } from '../lib/time.ts'
import type { AttemptBudget, RateBudget } from './table.ts'

const MEMORY = 30 * DAY

export type Judged =
  | { readonly allowed: true; readonly times: readonly Ms[] }
  | { readonly allowed: false; readonly retryAt: Ms }

/** Claims one try. Success of another try does not shorten the memory: an owner signing in daily gives a guesser nothing. */
export function claim(times: readonly Ms[], budget: AttemptBudget, now: Ms): Judged {
  const remembered = times.filter((at) => at > now - MEMORY)
  const today = remembered.filter((at) => at > now - DAY)
  const last = today.at(-1)
  const wait = budget.waits[Math.min(today.length, budget.waits.length - 1)] ?? 0
  const ends = [
    last === undefined ? 0 : last + wait,
    today.length < budget.perDay ? 0 : today[today.length - budget.perDay]! + DAY,
    remembered.length < budget.perMonth ? 0 : remembered[remembered.length - budget.perMonth]! + MEMORY,
  ]
  const retryAt = Math.max(...ends)
  return retryAt > now
    ? { allowed: false, retryAt }
    : { allowed: true, times: [...remembered, now].slice(-budget.perMonth) }
}

/** The try was right: its own mark goes, those of others stay. */
export function release(times: readonly Ms[], claimedAt: Ms): readonly Ms[] {
  const at = times.lastIndexOf(claimedAt)
  return at < 0 ? times : times.toSpliced(at, 1)
}

/** Tries that may still fail before the first wait begins; what a form says beside the field. */
export function triesBeforeWait(times: readonly Ms[], budget: AttemptBudget, now: Ms): number {
  const today = times.filter((at) => at > now - DAY).length
  const firstWait = budget.waits.findIndex((wait) => wait > 0)
  return Math.max(0, firstWait - today)
}

export type Window = { readonly startedAt: Ms; readonly used: number }

/** One more use in a window of fixed length. */
export function use(
  window: Window | undefined,
  budget: RateBudget,
  now: Ms,
): { readonly window: Window; readonly allowed: boolean; readonly retryAt: Ms } {
  const current = window && now < window.startedAt + budget.window ? window : { startedAt: now, used: 0 }
  const next = { startedAt: current.startedAt, used: Math.min(current.used + 1, budget.uses + 1) }
  return { window: next, allowed: next.used <= budget.uses, retryAt: next.startedAt + budget.window }
}
