// What a wrong code leaves in the log of its account, written after the answer, so that the answer takes the same time
// for an address that has no account. And the clock's side: a new password that is due takes the place of the forgotten one.

import { lockHead, logLines } from '../../audit/store.ts'
import { transaction } from '../../db/tx.ts'
import { apply } from '../../db/write.ts'
import { dueChanges, settleChange } from '../../factors/changes.ts'
import { lockWaitingPassword } from '../../factors/waiting-secrets.ts'
import type { JobData } from '../../jobs/queue.ts'
import { ACTIONS } from '../../policy/actions.ts'
import type { Deps } from '../../serve/deps.ts'
import { takeEffect } from './effect.ts'
import { resetTookEffectWords } from './notices.ts'
import { findOwner } from './store.ts'

export async function resetFailed(deps: Pick<Deps, 'pool'>, data: JobData): Promise<void> {
  const { account, address = '', place = '', device = '' } = data
  if (!account) return
  await transaction(deps.pool, async (tx) => {
    const head = await lockHead(tx, account)
    const line = { event: 'password.reset-failed', data: { address, place, device, step: 'email' } } as const
    await apply(tx.db, logLines(head, tx.now, [line]))
  })
}

const BATCH = 100
/** A way back in takes effect in more states than other things that wait (RULES invariant 6). */
const { states } = ACTIONS['password.reset']

export async function settleDuePasswords(deps: Deps): Promise<void> {
  const due = await transaction(deps.pool, (tx) => dueChanges(tx.db, 'password', tx.now, BATCH, states))
  for (const { id, account } of due) await settleDue(deps, id, account)
}

async function settleDue(deps: Deps, id: string, account: string): Promise<void> {
  await transaction(deps.pool, async (tx) => {
    const owner = await findOwner(tx.db, { id: account })
    if (!owner || !states.includes(owner.state)) return
    const chosen = await lockWaitingPassword(tx, id)
    const settled = chosen && (await settleChange(tx, account, id, 'done'))
    // Cancelled, delayed or done by another node in the meantime.
    if (!chosen || !settled) return
    const keptDevice = chosen.device !== null
    await takeEffect(tx, deps, {
      account: { id: account, email: owner.email },
      ...chosen,
      action: 'password.reset',
      seen: {},
      wordsOf: (heldUntil, opened) => resetTookEffectWords(deps.settings, { keptDevice, heldUntil, opened }),
    })
  })
}
