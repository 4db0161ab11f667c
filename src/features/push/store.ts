import type { Database } from '../../db/connect.ts'

export type Owner = { readonly id: string; readonly email: string; readonly state: string }
export const accountOf = (db: Database, id: string): Promise<Owner | undefined> =>
  db.selectFrom('account').select(['id', 'email', 'state']).where('id', '=', id).executeTakeFirst()

/** Whose browser it is. */
export const holderOf = async (db: Database, endpoint: string): Promise<string | undefined> =>
  (await db.selectFrom('push_endpoint').select('account').where('id', '=', endpoint).executeTakeFirst())
    ?.account
