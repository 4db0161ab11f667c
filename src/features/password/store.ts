import type { Database } from '../../db/connect.ts'

export async function passwordHashOf(db: Database, account: string): Promise<string> {
  return (
    await db.selectFrom('account').select('password_hash').where('id', '=', account).executeTakeFirstOrThrow()
  ).password_hash
}
