import type { Database } from '../../db/connect.ts'
import { at } from '../../db/tx.ts'
import type { HoldCause } from '../../lib/hold-causes.ts'
import { iso, type Ms } from '../../lib/time.ts'

const LISTED_AT_MOST = 100

/** The holds that run: one that has ended holds nothing, and is not told of. */
export async function listHolds(db: Database, account: string, now: Ms) {
  const rows = await db
    .selectFrom('hold')
    .select(['id', 'cause', 'began_at', 'ends_at'])
    .where('account', '=', account)
    .where('ends_at', '>', at(now))
    .orderBy('ends_at', 'desc')
    .limit(LISTED_AT_MOST)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    cause: row.cause as HoldCause,
    beganAt: iso(row.began_at),
    endsAt: iso(row.ends_at),
  }))
}
