// What waits is announced again, whatever it is: a method, a contact, a PIN, a password (factors/reminders.ts says when).

import { type Tx, transaction } from '../../db/tx.ts'
import { findWaiting } from '../../factors/changes.ts'
import { findFactors } from '../../factors/enrolled.ts'
import { dueReminders, takeReminder } from '../../factors/reminders.ts'
import { stopToken } from '../../lib/stop-link.ts'
import { applyDecision } from '../../notify/outbox.ts'
import type { Deps } from '../../serve/deps.ts'
import { told } from './effect.ts'
import { remindedWords } from './notices.ts'
import { ownerOf } from './store.ts'

const BATCH = 100

export async function remindOfWaiting(deps: Deps): Promise<void> {
  const due = await transaction(deps.pool, (tx) => dueReminders(tx.db, tx.now, BATCH))
  for (const { id, account } of due) await transaction(deps.pool, (tx) => remind(tx, deps, id, account))
}

async function remind(tx: Tx, deps: Deps, id: string, account: string): Promise<void> {
  const [factors, owner] = [await findFactors(tx.db, deps, account, 'lock'), await ownerOf(tx.db, account)]
  if (!owner) return
  const taken = await takeReminder(tx, id)
  const change = taken && (await findWaiting(tx.db, id))
  const about = change && told(change, factors)
  if (!about) return
  // What a link has delayed, a link does nothing more to.
  const token = taken.isDelayed ? undefined : stopToken(deps.ring, id)
  const words = remindedWords(deps.settings, about.spoken, change.dueAt, token)
  await applyDecision(tx, deps, owner, {
    audit: [{ event: 'change.reminded', data: about.data }],
    notices: [{ event: 'change.reminded', words }],
  })
}
