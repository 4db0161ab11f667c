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
  readonly credentialVersion: number
  readonly accountVersion: number
  readonly accountState: string
}

/** `live`, or why not. A session born under older credentials is over: revocation is this comparison. */
export function sessionState(session: SessionFacts, now: Ms): 'live' | 'ended' | 'over' | 'idle' | 'revoked' {
  if (session.endedAt !== null) return 'ended'
  if (session.credentialVersion !== session.accountVersion || session.accountState === 'closed')
    return 'revoked'
  if (now >= session.endsAt) return 'over'
  return now >= session.lastSeenAt + session.idleSeconds * SECOND ? 'idle' : 'live'
}
