// Beside requests: what ran out of time is settled, and the platform is told what was decided.

import { onPool } from '../../db/connect.ts'
import { transaction } from '../../db/tx.ts'
import type { JobData } from '../../jobs/queue.ts'
import { canonical } from '../../lib/canonical.ts'
import { iso } from '../../lib/time.ts'
import type { Deps } from '../../serve/deps.ts'
import { stateOf } from './approval.ts'
import { expire } from './settle.ts'
import { dueApprovals, findApproval, keepWebhook } from './store.ts'

const BATCH = 100

export async function expireDueApprovals(deps: Deps): Promise<void> {
  const due = await transaction(deps.pool, (tx) => dueApprovals(tx.db, tx.now, BATCH))
  for (const id of due) {
    await transaction(deps.pool, async (tx) => {
      const found = await findApproval(tx.db, id, 'anyone', 'lock')
      // Decided by the client, or settled by another node, in the meantime.
      if (found?.outcome === null && stateOf(found, tx.now) === 'expired') await expire(tx, deps, found)
    })
  }
}

/** The work of queue `webhook.send`. @throws if it was not taken, so that it is tried again under the same id. */
export async function sendApprovalWebhook(deps: Deps, data: JobData): Promise<void> {
  const { webhook, pool } = deps
  const found = await transaction(pool, async (tx) => {
    const approval = await findApproval(tx.db, data.approval ?? '', 'anyone', 'look')
    return approval && { approval, now: tx.now }
  })
  // Webhooks were turned off in the meantime: the platform still polls.
  if (!webhook || !found?.approval.outcome) return
  const { id, outcome, reference, decidedAt, statement } = found.approval
  const body = canonical({
    type: `approval.${outcome}`,
    timestamp: iso(decidedAt ?? found.now),
    data: { approval: id, reference, state: outcome, statement },
  })
  const answered = await webhook.send({ id: `approval_${id}`, at: found.now, body })
  if (answered === 'failed') throw new Error('the platform did not take a webhook')
  await keepWebhook(onPool(pool), id, answered)
}
