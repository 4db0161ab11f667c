import type { Database } from '../../db/connect.ts'
import type { Ms } from '../../lib/time.ts'

export const listFactors = (db: Database, account: string) =>
  db
    .selectFrom('factor')
    .select(['id', 'method', 'name', 'purposes', 'added_at', 'last_used_at'])
    .where('account', '=', account)
    .where('removed_at', 'is', null)
    .orderBy('added_at')
    .limit(100)
    .execute()

export const passwordChangedAt = async (db: Database, account: string): Promise<Ms> =>
  (
    await db
      .selectFrom('account')
      .select('password_changed_at')
      .where('id', '=', account)
      .executeTakeFirstOrThrow()
  ).password_changed_at
