// Pure: what a sign-up is at a moment, and how long it lives.

import { MINUTE, type Ms } from '../../lib/time.ts'

/** The emailed code lives ten minutes; after it, username and password may take half an hour. */
export const CODE_LIFE = 10 * MINUTE
export const FINISH_LIFE = 30 * MINUTE
export const TRIES = 5

export type SignUpFacts = { readonly confirmedAt: Ms | null; readonly expiresAt: Ms; readonly tries: number }

/**
 *   waiting for the code ──right code──▶ confirmed ──name and password──▶ an account
 *        └── five wrong codes, ten minutes, another browser's proof ──▶ ended ◀── half an hour ──┘
 */
export function signUpState(facts: SignUpFacts, now: Ms): 'waiting' | 'confirmed' | 'ended' {
  if (now >= facts.expiresAt) return 'ended'
  if (facts.confirmedAt !== null) return 'confirmed'
  return facts.tries < TRIES ? 'waiting' : 'ended'
}
