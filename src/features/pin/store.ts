import type { Database } from '../../db/connect.ts'

/** Undefined: none was chosen yet. */
export async function pinHashOf(db: Database, account: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('account')
    .select('pin_hash')
    .where('id', '=', account)
    .executeTakeFirstOrThrow()
  return row.pin_hash ?? undefined
}

export const ownerOf = (db: Database, account: string) =>
  db.selectFrom('account').select(['state', 'email']).where('id', '=', account).executeTakeFirst()
