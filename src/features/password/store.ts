import type { Tx } from '../../db/tx.ts'

export async function passwordHashOf(tx: Tx, account: string): Promise<string> {
  return (
    await tx.db
      .selectFrom('account')
      .select('password_hash')
      .where('id', '=', account)
      .executeTakeFirstOrThrow()
  ).password_hash
}
