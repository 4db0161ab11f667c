import type { Database } from '../../db/connect.ts'
import type { Ms } from '../../lib/time.ts'

export const passwordChangedAt = async (db: Database, account: string): Promise<Ms> =>
  (
    await db
      .selectFrom('account')
      .select('password_changed_at')
      .where('id', '=', account)
      .executeTakeFirstOrThrow()
  ).password_changed_at

/** Has no account a key of that credential id? A key that two accounts had would sign in to either. */
export const nothingHas = async (db: Database, credential: Buffer): Promise<boolean> =>
  (await db
    .selectFrom('factor')
    .select('id')
    .where('credential', '=', credential)
    .where('removed_at', 'is', null)
    .executeTakeFirst()) === undefined

export type Owner = { readonly id: string; readonly email: string; readonly state: string }
export const ownerOf = (db: Database, account: string): Promise<Owner | undefined> =>
  db.selectFrom('account').select(['id', 'email', 'state']).where('id', '=', account).executeTakeFirst()
