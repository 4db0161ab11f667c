// The clock's side: a new PIN that is due takes the place of the forgotten one, unless the account is in a state in which
// nothing waiting may take effect (RULES invariant 6).

import { transaction } from '../../db/tx.ts'
import { dueChanges, isOfPin, settleChange, type WaitingPin } from '../../factors/changes.ts'
import { lockWaitingPin } from '../../factors/waiting-secrets.ts'
import type { Deps } from '../../serve/deps.ts'
import { takeEffect } from './effect.ts'
import { ownerOf } from './store.ts'

const BATCH = 100

export async function settleDuePins(deps: Deps): Promise<void> {
  const due = await transaction(deps.pool, (tx) => dueChanges(tx.db, 'pin', tx.now, BATCH))
  for (const change of due) if (isOfPin(change)) await settleDue(deps, change)
}

async function settleDue(deps: Deps, { id, account, askedBy }: WaitingPin): Promise<void> {
  await transaction(deps.pool, async (tx) => {
    const owner = await ownerOf(tx.db, account)
    if (owner?.state !== 'active') return
    const hash = await lockWaitingPin(tx, id)
    const settled = hash === undefined ? undefined : await settleChange(tx, account, id, 'done')
    // Cancelled, delayed or done by another node in the meantime.
    if (hash === undefined || !settled) return
    await takeEffect(tx, deps, {
      account: { id: account, email: owner.email },
      hash,
      act: 'pin.reset',
      session: askedBy,
      seen: {},
    })
  })
}
