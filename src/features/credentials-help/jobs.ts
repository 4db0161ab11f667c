// What a wrong code leaves in the log of its account, written after the answer, so that the answer takes the same time
// for an address that has no account.

import { lockHead, logLines } from '../../audit/store.ts'
import { transaction } from '../../db/tx.ts'
import { apply } from '../../db/write.ts'
import type { JobData } from '../../jobs/queue.ts'
import type { Deps } from '../../serve/deps.ts'

export async function resetFailed(deps: Pick<Deps, 'pool'>, data: JobData): Promise<void> {
  const { account, address = '', place = '', device = '' } = data
  if (!account) return
  await transaction(deps.pool, async (tx) => {
    const head = await lockHead(tx, account)
    const line = { event: 'password.reset-failed', data: { address, place, device, step: 'email' } } as const
    await apply(tx.db, logLines(head, tx.now, [line]))
  })
}
