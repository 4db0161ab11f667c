import type { AuditLine } from '../../src/audit/events.ts'
import { lockHead, logLines } from '../../src/audit/store.ts'
import { type Tx, transaction } from '../../src/db/tx.ts'
import { apply } from '../../src/db/write.ts'
import type { World } from './world.ts'

/** Adds lines to the log of an account, as the product does. */
export const writeLog = ({ pool }: Pick<World, 'pool'>, account: string, lines: readonly AuditLine[]) =>
  transaction(pool, async (tx: Tx) => {
    const head = await lockHead(tx, account)
    await apply(tx.db, logLines(head, tx.now, lines))
  })
