// The clock's side: a lock whose wait is over opens, in whatever state the account is but closed (RULES invariant 6); one
// that was opened for a time is told to be on again. That it is on does not wait for this.

import { transaction } from '../../db/tx.ts'
import { dueChanges, isOfLock, settleChange, type WaitingOpening } from '../../factors/changes.ts'
import { ACCOUNT_STATES } from '../../policy/actions.ts'
import { isOn } from '../../policy/lock.ts'
import { findLocks, type Lapsed, lapsedLocks } from '../../policy/lock-store.ts'
import type { Deps } from '../../serve/deps.ts'
import { isOf, lockAgain, open } from './effect.ts'
import { lockOwner } from './store.ts'

const BATCH = 100
const STATES = ACCOUNT_STATES.filter((state) => state !== 'closed')

export async function settleDueLocks(deps: Deps): Promise<void> {
  const due = await transaction(deps.pool, (tx) => dueChanges(tx.db, 'lock', tx.now, BATCH, STATES))
  for (const one of due.filter(isOfLock)) await openDue(deps, one)
  const lapsed = await transaction(deps.pool, (tx) => lapsedLocks(tx.db, tx.now, BATCH))
  for (const one of lapsed) await lockLapsed(deps, one)
}

async function openDue(deps: Deps, { id, account, group, openHours }: WaitingOpening): Promise<void> {
  await transaction(deps.pool, async (tx) => {
    const owner = await lockOwner(tx, account)
    if (!owner || owner.state === 'closed') return
    const settled = await settleChange(tx, account, id, 'done')
    const standing = (await findLocks(tx.db, account)).find(isOf(group))
    // Cancelled, delayed or done by another node in the meantime.
    if (settled && standing && isOn(standing, tx.now)) await open(tx, deps, owner, standing, openHours)
  })
}

async function lockLapsed(deps: Deps, { account, group }: Lapsed): Promise<void> {
  await transaction(deps.pool, async (tx) => {
    const owner = await lockOwner(tx, account)
    const lapsed = (await findLocks(tx.db, account)).find(isOf(group))
    // Another node has told of it, or its owner has locked it by hand.
    if (!owner || !lapsed || lapsed.openUntil === null || tx.now < lapsed.openUntil) return
    await lockAgain(tx, deps, owner, lapsed)
  })
}
