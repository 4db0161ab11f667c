import type { Database } from '../../db/connect.ts'

export const listEvents = (db: Database, account: string, before: number | undefined, limit: number) => {
  const query = db
    .selectFrom('audit_event')
    .select(['seq', 'at', 'event', 'data'])
    .where('account', '=', account)
  return (before === undefined ? query : query.where('seq', '<', before))
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
}
