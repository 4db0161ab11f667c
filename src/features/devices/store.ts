import type { Database } from '../../db/connect.ts'

export async function emailOf(db: Database, account: string): Promise<string> {
  return (await db.selectFrom('account').select('email').where('id', '=', account).executeTakeFirstOrThrow())
    .email
}
