// What an account has been told of lately: strangers shall not fill a mailbox.

import { at, type Tx } from '../db/tx.ts'
import { DAY } from '../lib/time.ts'

/** Was the owner told of this in the last day? */
export async function toldLately(tx: Tx, account: string, event: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('message')
    .select('id')
    .where('account', '=', account)
    .where('event', '=', event)
    .where('at', '>', at(tx.now - DAY))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
