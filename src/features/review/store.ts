import type { Database } from '../../db/connect.ts'
import type { Ms } from '../../lib/time.ts'

export async function reviewSince(db: Database, account: string): Promise<Ms | null> {
  const query = db.selectFrom('account').select('review_since').where('id', '=', account)
  return (await query.executeTakeFirstOrThrow()).review_since
}
