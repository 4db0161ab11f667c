// The force of a stop (RULES part 2a). One of the rank of the request is final. A lower one, the link of a mail or a session
// without a proof, cancels twice in 30 days for each kind of thing, and then delays: what is stolen never rules an owner.

import { at, type Tx } from '../db/tx.ts'
import { DAY } from '../lib/time.ts'
import { COLUMNS, opened, type StoppedBy, settleChange, type Waiting } from './changes.ts'
import { remindAt } from './reminders.ts'

const MONTH = 30 * DAY
export const LOWER_STOPS = 2
export const DELAY = 7 * DAY

export type Stopped = {
  /** `delayed-before`: nothing has changed now. */
  readonly kind: 'cancelled' | 'delayed' | 'delayed-before'
  readonly change: Waiting
}

type Within = { readonly account?: string; readonly orDelay: boolean }
/** @param within the account that asks, where it is known; and whether what cannot be cancelled is delayed. */
export async function stopLower(
  tx: Tx,
  id: string,
  by: StoppedBy,
  { account, orDelay }: Within = { orDelay: true },
): Promise<Stopped | 'proof-needed' | undefined> {
  let query = tx.db
    .selectFrom('change')
    .select([...COLUMNS, 'delayed_at'])
    .where('id', '=', id)
    .where('settled_at', 'is', null)
  if (account !== undefined) query = query.where('account', '=', account)
  const row = await query.forUpdate().executeTakeFirst()
  if (!row) return undefined
  if ((await stopsOf(tx, row, by)) < LOWER_STOPS) {
    const change = await settleChange(tx, row.account, id, 'cancelled', by)
    return change && { kind: 'cancelled', change }
  }
  if (!orDelay) return 'proof-needed'
  if (row.delayed_at !== null) return { kind: 'delayed-before', change: opened(row) }
  const due = row.due_at + DELAY
  await tx.db
    .updateTable('change')
    .set({ due_at: new Date(due), delayed_at: new Date(tx.now), remind_at: remindAt(tx.now, due, tx.now) })
    .where('id', '=', id)
    .execute()
  return { kind: 'delayed', change: { ...opened(row), dueAt: due } }
}

/** How many things of this kind were stopped so, in 30 days: by the links of an account, or in this very session. */
async function stopsOf(tx: Tx, of: { account: string; kind: string }, by: StoppedBy): Promise<number> {
  let query = tx.db
    .selectFrom('change')
    .select((e) => e.fn.countAll<string>().as('count'))
    .where('account', '=', of.account)
    .where('kind', '=', of.kind)
    .where('settled_at', '>', at(tx.now - MONTH))
  query =
    by.session === undefined
      ? query.where('stopped_by_link', '=', true)
      : query.where('stopped_in', '=', by.session)
  return Number((await query.executeTakeFirstOrThrow()).count)
}
