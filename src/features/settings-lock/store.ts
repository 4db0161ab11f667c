import { lockHead } from '../../audit/store.ts'
import type { Tx } from '../../db/tx.ts'

export type Owner = { readonly id: string; readonly email: string; readonly state: string }
/** Whoever locks or opens holds the log of the account: they take turns. */
export async function lockOwner(tx: Tx, account: string): Promise<Owner | undefined> {
  await lockHead(tx, account)
  return tx.db
    .selectFrom('account')
    .select(['id', 'email', 'state'])
    .where('id', '=', account)
    .executeTakeFirst()
}
