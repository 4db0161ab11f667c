// A browser that is to hear no notices any more, and waits (RULES part 1, "notice channel").

import type { Tx } from '../db/tx.ts'
import type { Random } from '../lib/bytes.ts'
import { newId } from '../lib/ids.ts'
import type { Ms } from '../lib/time.ts'
import { settledAs } from './changes.ts'
import { remindAt } from './reminders.ts'

export type NewPushOff = {
  readonly account: string
  readonly endpoint: string
  readonly waitMs: Ms
  readonly askedBy: string
  readonly provedBy: string | undefined
}

/** @returns undefined if this one waits already. */
export async function addPushOff(
  tx: Tx,
  random: Random,
  made: NewPushOff,
): Promise<{ readonly id: string; readonly dueAt: Ms } | undefined> {
  const dueAt = tx.now + made.waitMs
  const row = await tx.db
    .insertInto('change')
    .values({
      id: newId(random),
      account: made.account,
      kind: 'push.off',
      push_endpoint: made.endpoint,
      asked_at: new Date(tx.now),
      due_at: new Date(dueAt),
      remind_at: remindAt(tx.now, dueAt, tx.now),
      asked_by: made.askedBy,
      proved_by: made.provedBy ?? null,
    })
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row && { id: row.id, dueAt }
}

/** What waited for a browser that is gone by itself: there is nothing left to turn off. */
export async function cancelPushOff(tx: Tx, endpoint: string): Promise<void> {
  await tx.db
    .updateTable('change')
    .set(settledAs('cancelled', tx.now))
    .where('push_endpoint', '=', endpoint)
    .where('settled_at', 'is', null)
    .execute()
}
