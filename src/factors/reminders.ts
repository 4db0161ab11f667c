// What waits is announced again at half time, and 24 hours before its end (RULES part 0, "notices"): who was away when it
// was asked for may hear of it in time to stop it.

import type { Database } from '../db/connect.ts'
import { at, type Tx } from '../db/tx.ts'
import { DAY, type Ms } from '../lib/time.ts'

/**
 * Pure: when it is announced next, after `now`. What was slept through is not made up for: the next one says as much.
 * @param from when it began to wait, or was delayed.
 */
export function nextReminder(from: Ms, due: Ms, now: Ms): Ms | undefined {
  const half = from + Math.floor((due - from) / 2)
  return [half, due - DAY].find((one) => one >= half && one > now && one < due)
}

/** As a column. */
export const remindAt = (from: Ms, due: Ms, now: Ms): Date | null => {
  const next = nextReminder(from, due, now)
  return next === undefined ? null : new Date(next)
}

/**
 * In any state but active nothing that waits takes effect but a way back in (RULES invariant 6): the rest is told of when
 * the account is back.
 */
export type Reminder = { readonly id: string; readonly account: string }
export const dueReminders = (db: Database, now: Ms, most: number): Promise<readonly Reminder[]> =>
  db
    .selectFrom('change')
    .select(['id', 'account'])
    .where('settled_at', 'is', null)
    .where('remind_at', '<=', at(now))
    .where((e) =>
      e.exists(
        e
          .selectFrom('account as a')
          .select('a.id')
          .whereRef('a.id', '=', 'change.account')
          .where((a) =>
            a.or([
              a('a.state', '=', 'active'),
              a.and([a('change.kind', '=', 'password.reset'), a('a.state', '!=', 'closed')]),
            ]),
          ),
      ),
    )
    .orderBy('remind_at')
    .limit(most)
    .execute()

export type Taken = { readonly isDelayed: boolean }
/** Takes the reminder, so that nobody else gives it. @returns undefined when it was taken, or what waited is over. */
export async function takeReminder(tx: Tx, id: string): Promise<Taken | undefined> {
  const row = await tx.db
    .selectFrom('change')
    .select(['asked_at', 'delayed_at', 'due_at'])
    .where('id', '=', id)
    .where('settled_at', 'is', null)
    .where('remind_at', '<=', at(tx.now))
    .forUpdate()
    .executeTakeFirst()
  if (!row) return undefined
  const next = remindAt(row.delayed_at ?? row.asked_at, row.due_at, tx.now)
  await tx.db.updateTable('change').set({ remind_at: next }).where('id', '=', id).execute()
  // What is due is about to be done: to announce it would come too late.
  return row.due_at > tx.now ? { isDelayed: row.delayed_at !== null } : undefined
}
