import type { Database } from '../../db/connect.ts'

export const listMessages = (db: Database, account: string, before: number | undefined, limit: number) => {
  const query = db.selectFrom('message').selectAll().where('account', '=', account)
  return (before === undefined ? query : query.where('seq', '<', before))
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
}

export const countUnread = async (db: Database, account: string): Promise<number> => {
  const row = await db
    .selectFrom('message')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('account', '=', account)
    .where('read_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}
