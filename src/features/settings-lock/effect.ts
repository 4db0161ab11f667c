// What locking and opening do: by hand, by the clock, and by a way back in that has waited the lock out.

import type { AuditData } from '../../audit/events.ts'
import type { Tx } from '../../db/tx.ts'
import { apply } from '../../db/write.ts'
import { cancelAllChanges, waitingOf } from '../../factors/changes.ts'
import { dropProving } from '../../factors/store.ts'
import type { LockGroup } from '../../lib/lock-groups.ts'
import { HOUR } from '../../lib/time.ts'
import { applyDecision } from '../../notify/outbox.ts'
import type { Lock } from '../../policy/lock.ts'
import { dropLock, keepLock } from '../../policy/lock-store.ts'
import type { Deps } from '../../serve/deps.ts'
import { lockedAgainWords, lockedWords, openedWords } from './notices.ts'

type Owner = { readonly id: string; readonly email: string }

/** What waits and what is being proved ends: a thief's request would ripen inside the lock (RULES part 5, "lock on"). */
async function endWaiting(tx: Tx, account: string): Promise<number> {
  const waited = await waitingOf(tx.db, account)
  await apply(tx.db, [cancelAllChanges(account, tx.now), ...dropProving(account)])
  return waited.length
}

export async function lock(
  tx: Tx,
  deps: Deps,
  owner: Owner,
  changed: readonly Lock[],
  seen: AuditData,
): Promise<number> {
  const cancelled = await endWaiting(tx, owner.id)
  await apply(
    tx.db,
    changed.map((one) => keepLock(owner.id, one)),
  )
  const groups = changed.map(({ group, waitDays }) => `${group} ${waitDays} d`).join(', ')
  await applyDecision(tx, deps, owner, {
    audit: [{ event: 'lock.turned-on', data: { ...seen, groups, cancelled } }],
    notices: [{ event: 'lock.turned-on', words: lockedWords(deps.settings, changed, cancelled) }],
  })
  tx.after(() => deps.sessions.drop(owner.id))
  return cancelled
}

/** @param hours for how long; null is until it is locked by hand. */
export async function open(
  tx: Tx,
  deps: Deps,
  owner: Owner,
  standing: Lock,
  hours: number | null,
): Promise<void> {
  const { group } = standing
  const openUntil = hours === null ? undefined : tx.now + hours * HOUR
  await apply(tx.db, [
    openUntil === undefined ? dropLock(owner.id, group) : keepLock(owner.id, { ...standing, openUntil }),
  ])
  await applyDecision(tx, deps, owner, {
    audit: [{ event: 'lock.opened', data: { group, ...(hours !== null && { hours }) } }],
    notices: [{ event: 'lock.opened', words: openedWords(deps.settings, group, openUntil) }],
  })
  tx.after(() => deps.sessions.drop(owner.id))
}

/** The time for which it was open is over: it has been locked since then. */
export async function lockAgain(tx: Tx, deps: Deps, owner: Owner, lapsed: Lock): Promise<void> {
  const { group, openUntil } = lapsed
  const cancelled = await endWaiting(tx, owner.id)
  await apply(tx.db, [keepLock(owner.id, { ...lapsed, since: openUntil ?? tx.now, openUntil: null })])
  await applyDecision(tx, deps, owner, {
    audit: [{ event: 'lock.turned-on-again', data: { group, cancelled } }],
    notices: [{ event: 'lock.turned-on-again', words: lockedAgainWords(deps.settings, group, cancelled) }],
  })
  tx.after(() => deps.sessions.drop(owner.id))
}

export const isOf =
  (group: LockGroup) =>
  (one: Lock): boolean =>
    one.group === group
