// Pure: is this session still one? Expired is refused on read, whether or not a cleaning job has run.

import { HOUR, MINUTE, type Ms, SECOND } from '../lib/time.ts'

export const ABSOLUTE_LIMIT = 12 * HOUR
/** `last seen` is written at most this often; an idle limit is at least five minutes, so that it loses nothing. */
export const SEEN_EVERY = MINUTE

export type SessionFacts = {
  readonly endedAt: Ms | null
  readonly endsAt: Ms
  readonly lastSeenAt: Ms
  readonly idleSeconds: number
  /** Its client has chosen quick unlock on its device: rest locks it, and does not end it. */
  readonly locks: boolean
  readonly credentialVersion: number
  readonly accountVersion: number
  readonly accountState: string
}

export type SessionState = 'live' | 'locked' | 'ended' | 'over' | 'idle' | 'revoked'

/**
 * `live`, or why not. A session born under older credentials is over: revocation is this comparison. A locked one answers
 * nothing but what stands in the policy as `even-locked`, and no rest or unlocking moves its absolute limit.
 */
export function sessionState(session: SessionFacts, now: Ms): SessionState {
  if (session.endedAt !== null) return 'ended'
  if (session.credentialVersion !== session.accountVersion || session.accountState === 'closed')
    return 'revoked'
  if (now >= session.endsAt) return 'over'
  if (now < session.lastSeenAt + session.idleSeconds * SECOND) return 'live'
  return session.locks ? 'locked' : 'idle'
}
