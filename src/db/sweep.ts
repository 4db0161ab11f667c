// Rows that have expired go in batches: a flood of them must not make one statement that never ends. Which tables,
// and when, their owners say; nothing depends on it, since what has expired is refused on read.

import { sql } from 'kysely'
import { at, type Tx } from './tx.ts'

const BATCH = 2000

/** Deletes at most a batch of rows whose `expires_at` has passed. @returns how many. */
export async function sweep(tx: Tx, table: string, key: string): Promise<number> {
  const id = sql.ref(key)
  const name = sql.table(table)
  const result = await sql`delete from ${name} where ${id} in
    (select ${id} from ${name} where expires_at < ${at(tx.now)} limit ${BATCH})`.execute(tx.db)
  return Number(result.numAffectedRows ?? 0n)
}
