// The judgement of holdfast.claim_tries (migration 0007) once more, as a model to hold it against.
// May one more guess be made at a secret? The state is the list of times of failures and of claims still in
// flight. A claim counts as a failure until it is released, so that parallel guesses cannot share one place.

import { DAY, type Ms } from '../../src/lib/time.ts'
import type { AttemptBudget } from '../../src/limits/table.ts'

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
    // Without a wait the last mark says nothing: of two at once, the later by the clock may be the first to get here.
    last === undefined || wait === 0 ? 0 : last + wait,
    today.length < budget.perDay ? 0 : today[today.length - budget.perDay]! + DAY,
    remembered.length < budget.perMonth ? 0 : remembered[remembered.length - budget.perMonth]! + MEMORY,
  ]
  const retryAt = Math.max(...ends)
  return retryAt > now
    ? { allowed: false, retryAt }
    : { allowed: true, times: [...remembered, now].slice(-budget.perMonth) }
}

/** Tries that may still fail before the first wait begins; what a form says beside the field. */
export function triesBeforeWait(times: readonly Ms[], budget: AttemptBudget, now: Ms): number {
  const today = times.filter((at) => at > now - DAY).length
  const firstWait = budget.waits.findIndex((wait) => wait > 0)
  return Math.max(0, firstWait - today)
}
