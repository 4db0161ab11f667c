// Beside requests: pushes go out, a browser that is no more is told of, and what waits to be turned off is turned off when
// its time has come, unless the account is in a state in which nothing waiting may take effect (RULES invariant 6).

import { transaction } from '../../db/tx.ts'
import { dueChanges, isOfPush, settleChange, type WaitingPush } from '../../factors/changes.ts'
import { findFactors } from '../../factors/enrolled.ts'
import { cancelPushOff } from '../../factors/waiting-push.ts'
import type { JobData } from '../../jobs/queue.ts'
import { dropEndpoint, endEndpoint } from '../../notify/endpoints.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { deliverPush } from '../../notify/pushes.ts'
import type { Deps } from '../../serve/deps.ts'
import { lostWords, turnedOffWords } from './notices.ts'
import { accountOf, holderOf } from './store.ts'

const BATCH = 100

/** The work of queue `push.send`. */
export async function sendPush(deps: Deps, data: JobData): Promise<void> {
  const lost = await deliverPush(deps, data.outbox ?? '')
  if (lost !== undefined) await lose(deps, lost)
}

/** Who silences a browser by its own settings, owner or thief, silences nothing else: the other channels hear of it. */
async function lose(deps: Deps, endpoint: string): Promise<void> {
  await transaction(deps.pool, async (tx) => {
    const account = await holderOf(tx.db, endpoint)
    if (account === undefined) return
    // As who cancels does: they take turns.
    await findFactors(tx.db, deps, account, 'lock')
    await cancelPushOff(tx, endpoint)
    const dropped = await dropEndpoint(tx, endpoint)
    const owner = await accountOf(tx.db, account)
    // It was turned off before, and its owner told.
    if (!dropped || !owner || dropped.ended_at !== null) return
    await applyDecision(tx, deps, owner, {
      audit: [{ event: 'push.lost', data: { lost: dropped.label } }],
      notices: [{ event: 'push.lost', words: lostWords(deps.settings, dropped.label) }],
    })
  })
}

export async function settleDuePush(deps: Deps): Promise<void> {
  const due = await transaction(deps.pool, (tx) => dueChanges(tx.db, 'push', tx.now, BATCH))
  for (const change of due) if (isOfPush(change)) await settleDue(deps, change)
}

async function settleDue(deps: Deps, { id, account, endpoint }: WaitingPush): Promise<void> {
  await transaction(deps.pool, async (tx) => {
    await findFactors(tx.db, deps, account, 'lock')
    const owner = await accountOf(tx.db, account)
    if (owner?.state !== 'active') return
    // Cancelled, delayed or done by another node in the meantime.
    if (!(await settleChange(tx, account, id, 'done'))) return
    const label = await endEndpoint(tx, account, endpoint)
    if (label === undefined) return
    await applyDecision(tx, deps, owner, {
      audit: [{ event: 'push.turned-off', data: { off: label } }],
      notices: [{ event: 'push.turned-off', words: turnedOffWords(deps.settings, label) }],
    })
  })
}
