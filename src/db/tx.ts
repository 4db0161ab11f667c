// Transactions. The clock is read once, with the same round trip that begins, and passed on as `now`.

import { type RawBuilder, sql } from 'kysely'
import type pg from 'pg'
import { assert } from '../lib/assert.ts'
import type { Ms } from '../lib/time.ts'
import { counters, type Database, kyselyOver, type Pool } from './connect.ts'

/** What a transaction is done with. `after` runs once it has committed, and never if it has not. */
export type Tx = { readonly db: Database; readonly now: Ms; after(effect: () => void): void }

/** A moment to compare a column with. (Rows are written with a Date; Kysely compares with what it reads.) */
export const at = (moment: Ms): RawBuilder<Ms> => sql<Ms>`${new Date(moment)}::timestamptz`

/** Serialization failure and deadlock (SQLSTATE 40001, 40P01): PostgreSQL asks for the transaction to be run again. */
const AGAIN = new Set(['40001', '40P01'])
const TRIES = 4

/** Runs `work` in one transaction; what it returns has been committed. @throws what `work` throws, rolled back. */
export async function transaction<T>(pool: Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await once(pool, work)
    } catch (failure) {
      if (tried >= TRIES || !AGAIN.has((failure as { code?: string }).code ?? '')) throw failure
    }
  }
}

async function once<T>(pool: Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  // Once the work has ended, well or not, nothing of it may reach this connection any more: a statement that was
  // still on its way would stand outside the transaction, or in that of someone else.
  let isOver = false
  const gate = {
    query: (config: pg.QueryConfig): Promise<pg.QueryResult> =>
      isOver
        ? Promise.reject(new Error('a statement came after the end of its transaction'))
        : client.query(config),
  }
  try {
    const effects: (() => void)[] = []
    const now = await begin(client)
    const result = await work({ db: kyselyOver(gate), now, after: (effect) => effects.push(effect) })
    isOver = true
    counters.statements++
    counters.commits++
    await commit(client)
    for (const effect of effects) effect()
    return result
  } catch (failure) {
    isOver = true
    // What was sent behind a statement that failed was refused with it, the preparing of statements too: server and
    // client may differ in what they know, so the connection is given to nobody else.
    broken = failure instanceof Error ? failure : new Error('the work of a transaction failed')
    await client.query('rollback').catch(() => undefined)
    throw failure
  } finally {
    client.release(broken)
  }
}

/** @throws OutcomeUnknown if the connection is lost now: it may have been kept, or not. */
async function commit(client: pg.PoolClient): Promise<void> {
  let command: string
  try {
    command = (await client.query('commit')).command
  } catch (failure) {
    throw isDatabaseAway(failure)
      ? new OutcomeUnknown('the connection was lost during a commit', { cause: failure })
      : failure
  }
  // A statement failed and nobody noticed: PostgreSQL then rolls back, and calls that no error.
  assert(command === 'COMMIT', 'a transaction with a failed statement was committed')
}

export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown'
}

async function begin(client: pg.PoolClient): Promise<Ms> {
  counters.statements++
  // Two statements in one message: the simple protocol answers with one result each.
  const results: unknown = await client.query('begin; select holdfast.clock() as now')
  return (results as readonly pg.QueryResult<{ now: Ms }>[])[1]!.rows[0]!.now
}

/** The PostgreSQL errors that mean "the database is away", not "the statement is wrong". */
export function isDatabaseAway(failure: unknown): boolean {
  if (!(failure instanceof Error)) return false
  const code = (failure as { code?: string }).code ?? ''
  if (/^(08|57P0|53)/.test(code) || ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE'].includes(code))
    return true
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
    failure.message,
  )
}

/** The name of the constraint that a write broke (SQLSTATE 23505 and its kin), or undefined. */
export function brokenConstraint(failure: unknown): string | undefined {
  const error = failure as { code?: string; constraint?: string }
  return error.code?.startsWith('23') ? error.constraint : undefined
}
