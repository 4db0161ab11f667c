// A group of the settings lock that is to open, and waits (RULES part 2, "lock off by waiting").

import type { Tx } from '../db/tx.ts'
import type { Random } from '../lib/bytes.ts'
import { newId } from '../lib/ids.ts'
import type { LockGroup } from '../lib/lock-groups.ts'
import type { Ms } from '../lib/time.ts'
import { remindAt } from './reminders.ts'

export type NewOpening = {
  readonly account: string
  readonly group: LockGroup
  /** For how long it will be open, in hours; null is until it is locked by hand. */
  readonly openHours: number | null
  readonly waitMs: Ms
  readonly askedBy: string
  readonly provedBy: string | undefined
}

/** @returns undefined if this group waits to open already. */
export async function addOpening(
  tx: Tx,
  random: Random,
  made: NewOpening,
): Promise<{ readonly id: string; readonly dueAt: Ms } | undefined> {
  const dueAt = tx.now + made.waitMs
  const row = await tx.db
    .insertInto('change')
    .values({
      id: newId(random),
      account: made.account,
      kind: 'lock.open',
      lock_group: made.group,
      open_hours: made.openHours,
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
