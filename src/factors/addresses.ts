// Whose an address of mail is: an account's, or about to be one's. One address, one account (RULES part 6).

import type { Database } from '../db/connect.ts'

export type Standing = {
  /** The account that has it. */
  readonly account: string | undefined
  /** The account that waits for it: until it is there, nobody else may have it. */
  readonly awaitedBy: string | undefined
}

/** Both are looked at, whatever is found first, so that time tells nothing. */
export async function standingOf(db: Database, email: string): Promise<Standing> {
  const account = db.selectFrom('account').select('id').where('email', '=', email).executeTakeFirst()
  const awaited = db
    .selectFrom('change')
    .select('account')
    .where('address', '=', email)
    .where('kind', '=', 'contact.email')
    .where('settled_at', 'is', null)
    .executeTakeFirst()
  const [has, waits] = await Promise.all([account, awaited])
  return { account: has?.id, awaitedBy: waits?.account }
}

export const isFree = ({ account, awaitedBy }: Standing, asker?: string): boolean =>
  account === undefined && (awaitedBy === undefined || awaitedBy === asker)
