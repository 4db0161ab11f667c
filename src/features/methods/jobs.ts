// The clock's side of changes that wait: what is due takes effect, unless it would leave the account without a second
// factor, or the account is in a state in which nothing waiting may take effect (RULES invariant 6).

import { transaction } from '../../db/tx.ts'
import { dueChanges, isOfMethod, settleChange, type WaitingMethod } from '../../factors/changes.ts'
import { findFactors } from '../../factors/enrolled.ts'
import { PROFILES } from '../../factors/profiles.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { isFirstOwn, judge } from '../../policy/identities.ts'
import type { Deps } from '../../serve/deps.ts'
import { type Asked, changeOf, dataOf, heldOf, spokenOf, takeEffect } from './effect.ts'
import { cancelledWords } from './notices.ts'
import { ownerOf } from './store.ts'

const BATCH = 100

export async function settleDueChanges(deps: Deps): Promise<void> {
  const due = await transaction(deps.pool, (tx) => dueChanges(tx.db, 'method', tx.now, BATCH))
  for (const change of due.filter(isOfMethod)) await settleDue(deps, change)
}

async function settleDue(deps: Deps, change: WaitingMethod): Promise<void> {
  await transaction(deps.pool, async (tx) => {
    const owner = await ownerOf(tx.db, change.account)
    if (owner?.state !== 'active') return
    const all = await findFactors(tx.db, deps, change.account, 'lock')
    const factor = all.find(({ id }) => id === change.factor)
    const asked: Asked | undefined = factor && {
      kind: change.kind,
      factor,
      purpose: change.purpose ?? undefined,
    }
    const held = all.map((one) => heldOf(one, tx.now))
    const possible =
      asked &&
      judge(held, changeOf(asked, tx.now), 'sign-in', PROFILES[deps.settings.profile]).kind !== 'refused'
    const settled = await settleChange(tx, change.account, change.id, possible ? 'done' : 'cancelled')
    // Cancelled, delayed or done by another node in the meantime.
    if (!settled || !asked || !factor) return
    const account = { id: owner.id, email: owner.email }
    if (possible) {
      const doing = {
        account,
        session: change.askedBy,
        seen: {},
        settles: change.id,
        isFirstOwn: isFirstOwn(held, change.purpose),
      }
      return takeEffect(tx, deps, asked, doing)
    }
    const words = cancelledWords(deps.settings, spokenOf(asked))
    const data = { change: asked.kind, ...dataOf(asked) }
    await applyDecision(tx, deps, account, {
      audit: [{ event: 'change.cancelled', data }],
      notices: [{ event: 'change.cancelled', words }],
    })
  })
}
