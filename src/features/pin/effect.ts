// What a new PIN in the place of a forgotten one does when it takes effect: at once in a session, or later by the clock.

import type { AuditData } from '../../audit/events.ts'
import type { Tx } from '../../db/tx.ts'
import { apply } from '../../db/write.ts'
import { dropProving } from '../../factors/store.ts'
import { setPin } from '../../identify/accounts.ts'
import { endSessions } from '../../identify/sessions.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { ACTIONS } from '../../policy/actions.ts'
import { newHold } from '../../policy/store.ts'
import type { Deps } from '../../serve/deps.ts'
import { pinResetWords } from './notices.ts'

export type Replacing = {
  readonly account: { readonly id: string; readonly email: string }
  /** Of the new PIN. */
  readonly hash: string
  /** Says for how long money waits. */
  readonly act: 'pin.reset' | 'pin.reset-by-two'
  /** Stays signed in: the one that asked. */
  readonly session: string
  readonly seen: AuditData
}

export async function takeEffect(tx: Tx, deps: Deps, replacing: Replacing): Promise<void> {
  const { account, hash, act, session, seen } = replacing
  const { id } = account
  const hold = newHold(
    deps.random,
    { account: id, cause: 'pin-reset', hours: ACTIONS[act].holdHours },
    tx.now,
  )
  await apply(tx.db, [setPin(id, hash), hold.write, ...dropProving(id)])
  const endedSessions = await endSessions(tx, id, { but: session })
  await applyDecision(tx, deps, account, {
    audit: [{ event: 'pin.reset', data: { ...seen, endedSessions } }],
    notices: [{ event: 'pin.reset', words: pinResetWords(deps.settings, hold.endsAt) }],
  })
  tx.after(() => deps.sessions.drop(id))
}
