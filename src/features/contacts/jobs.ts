// The clock's side: a change of a contact that is due takes effect, unless its address went to another account, or the
// account is in a state in which nothing waiting may (RULES invariant 6).

import { transaction } from '../../db/tx.ts'
import { standingOf } from '../../factors/addresses.ts'
import { dueChanges, isOfContact, settleChange, type WaitingContact } from '../../factors/changes.ts'
import { findFactors } from '../../factors/enrolled.ts'
import { lockAddress } from '../../identify/accounts.ts'
import { applyDecision } from '../../notify/outbox.ts'
import type { Deps } from '../../serve/deps.ts'
import { HELD_AS, masked } from './contact.ts'
import { takeEffect } from './effect.ts'
import { lapsedWords } from './notices.ts'
import { accountOf } from './store.ts'

const BATCH = 100

export async function settleDueContacts(deps: Deps): Promise<void> {
  const due = await transaction(deps.pool, (tx) => dueChanges(tx.db, 'contact', tx.now, BATCH))
  for (const change of due) if (isOfContact(change)) await settleDue(deps, change)
}

async function settleDue(deps: Deps, { id, account, kind, address }: WaitingContact): Promise<void> {
  await transaction(deps.pool, async (tx) => {
    const factors = await findFactors(tx.db, deps, account, 'lock')
    const owner = await accountOf(tx.db, account)
    if (owner?.state !== 'active') return
    if (kind === 'email' && address !== null) await lockAddress(tx, address)
    const isTaken =
      kind === 'email' && address !== null && (await standingOf(tx.db, address)).account !== undefined
    const settled = await settleChange(tx, account, id, isTaken ? 'cancelled' : 'done')
    // Cancelled, delayed or done by another node in the meantime.
    if (!settled) return
    if (!isTaken) {
      await takeEffect(tx, deps, { account: owner, kind, address, act: HELD_AS[kind], seen: {}, factors })
      return
    }
    const spoken = { kind, to: masked(kind, address) }
    await applyDecision(tx, deps, owner, {
      audit: [{ event: 'change.cancelled', data: { change: kind, to: spoken.to } }],
      notices: [{ event: 'change.cancelled', words: lapsedWords(deps.settings, spoken) }],
    })
  })
}
