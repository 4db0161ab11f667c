// Whose session a request is of: the cookie names it, and the request shows that it comes from the browser to which it
// belongs. What fails here has left no trace: a copied cookie does not even keep the session awake.

import { timeNow } from '../db/clock.ts'
import { type Asked, judgeBound } from '../identify/bound.ts'
import type { Caller } from '../identify/sessions.ts'
import { type Refused, refuse } from '../lib/refusals.ts'
import type { Ms } from '../lib/time.ts'
import { countUses } from '../limits/store.ts'
import type { Deps } from './deps.ts'

export type FoundCaller =
  | { readonly kind: 'caller'; readonly caller: Caller; readonly now: Ms }
  | { readonly kind: 'nobody' }
  | Refused<'not-this-browser'>

const NOBODY: FoundCaller = { kind: 'nobody' }

/** @param token of the session's cookie. */
export async function findBoundCaller(
  deps: Deps,
  token: string | undefined,
  asked: Asked,
): Promise<FoundCaller> {
  const caller = token === undefined ? undefined : await deps.sessions.find(token)
  if (token === undefined || !caller) return NOBODY
  const now = await timeNow(deps.clock, deps.pool)
  const judged = judgeBound(caller.keys, asked, now)
  if (judged.kind === 'refused') return judged
  // A read that is sent again tells its holder what it told them before; a change happens once.
  if (asked.method !== 'GET') {
    const subject = `${caller.session} ${judged.nonce}`
    const counted = await countUses(deps, [{ kind: 'bound-nonce', subject }])
    if (!counted.allowed) return refuse('not-this-browser', { reason: 'used' })
  }
  await deps.sessions.noteSeen(token, caller)
  return { kind: 'caller', caller, now }
}
