// What a reset does when it takes effect: at once in the browser that proved it, or later by the clock. What stood on the
// old password ends; no session begins (RULES parts 3 and 5).

import type { AuditData } from '../../audit/events.ts'
import type { Tx } from '../../db/tx.ts'
import { apply } from '../../db/write.ts'
import { cancelAllChanges } from '../../factors/changes.ts'
import { dropProving } from '../../factors/store.ts'
import { beginReview, setPassword } from '../../identify/accounts.ts'
import { forgetDevices } from '../../identify/devices.ts'
import { endSessions } from '../../identify/sessions.ts'
import type { Ms } from '../../lib/time.ts'
import { applyDecision } from '../../notify/outbox.ts'
import type { Words } from '../../notify/render.ts'
import { ACTIONS } from '../../policy/actions.ts'
import { dropLock } from '../../policy/lock-store.ts'
import { newHold } from '../../policy/store.ts'
import type { Deps } from '../../serve/deps.ts'
import type { ResetAction } from './password-reset.ts'
import { dropResetsOf, lockWaitOf } from './store.ts'

export type Resetting = {
  readonly account: { readonly id: string; readonly email: string }
  /** Of the new password. */
  readonly hash: string
  /** Says for how long money waits. */
  readonly action: ResetAction
  /** Stays known. */
  readonly device: string | null
  readonly seen: AuditData
  /** `opened`: the settings lock was on, and is open now. */
  wordsOf(heldUntil: Ms, opened: boolean): Words
}

export async function takeEffect(tx: Tx, deps: Deps, resetting: Resetting): Promise<void> {
  const { account, hash, action, device, seen } = resetting
  const { id } = account
  await setPassword(tx, id, hash)
  // An account without a factor has never been signed in to: there is nothing to look through.
  if (action === 'password.reset') await beginReview(tx, id)
  const endedSessions = await endSessions(tx, id, {})
  await forgetDevices(tx, id, device)
  const hours = ACTIONS[action].holdHours
  const hold = newHold(deps.random, { account: id, cause: 'password-reset', hours }, tx.now)
  // The lock has been waited out with it (RULES part 3): who set the password can mend the rest.
  const isLocked = (await lockWaitOf(tx, id)) > 0
  // What a thief had asked for, and waits, goes too: its owner asks again.
  await apply(tx.db, [
    ...dropProving(id),
    cancelAllChanges(id, tx.now),
    dropResetsOf(id),
    hold.write,
    ...(isLocked ? [dropLock(id, 'settings')] : []),
  ])
  await applyDecision(tx, deps, account, {
    audit: [
      { event: 'password.reset', data: { ...seen, endedSessions } },
      ...(isLocked ? [{ event: 'lock.opened', data: { group: 'settings', byReset: true } } as const] : []),
    ],
    notices: [{ event: 'password.reset', words: resetting.wordsOf(hold.endsAt, isLocked) }],
  })
  tx.after(() => deps.sessions.drop(id))
}
