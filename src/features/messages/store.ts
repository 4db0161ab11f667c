import type { Database } from '../../db/connect.ts'
import type { Tx } from '../../db/tx.ts'

export const listMessages = (db: Database, account: string, before: number | undefined, limit: number) => {
  const query = db.selectFrom('message').selectAll().where('account', '=', account)
  return (before === undefined ? query : query.where('seq', '<', before)).orderBy('seq', 'desc').limit(limit).execute()
}

export const countUnread = async (db: Database, account: string): Promise<number> => {
  const row = await db.selectFrom('message').select((e) => e.fn.countAll<number>().as('count')).where('account', '=', account)
    .where('read_at', 'is', null).executeTakeFirstOrThrow()
  return Number(row.count)
}

/** @returns false if the account has no such message. */
export async function markRead(tx: Tx, account: string, id: string): Promise<boolean> {
  const result = await tx.db.updateTable('message').set((e) => ({ read_at: e.fn.coalesce('read_at', e.val(new Date(tx.now))) }) as never)
    .where('id', '=', id).where('account', '=', account).executeTakeFirst()
  return result.numUpdatedRows > 0n
}
