// Transactions. The clock is read once, with the same round trip that begins, and passed on as `now`.

import { type RawBuilder, sql } from 'kysely'
import type pg from 'pg'
import { assert } from '../lib/assert.ts'
import type { Ms } from '../lib/time.ts'
import {
  counters,
  type Database,
  isConnectionLost,
  kyselyOver,
  OutcomeUnknown,
  type Pool,
  run,
} from './connect.ts'
import { combine, type Write, type Writes } from './write.ts'

/** What a transaction is done with. */
export type Tx = {
  readonly db: Database
  readonly now: Ms
  /** Runs once it has committed, and never if it has not. */
  after(effect: () => void): void
  /** Writes to be applied with the commit, in one turn: for what nothing in this transaction reads again. */
  atEnd(writes: Writes): void
}

/** A moment to compare a column with. (Rows are written with a Date; Kysely compares with what it reads.) */
export const at = (moment: Ms | Date): RawBuilder<Ms> =>
  sql<Ms>`${typeof moment === 'number' ? new Date(moment) : moment}::timestamptz`

/** The time as the database knows it, in a statement that is a transaction of its own. */
export const clockNow: RawBuilder<Ms> = sql<Ms>`holdfast.clock()`
/** So long after it. */
export const clockIn = (wait: Ms): RawBuilder<Date> =>
  sql<Date>`holdfast.clock() + ${sql.lit(wait)} * interval '1 millisecond'`

/**
 * True, and the commit of this statement need not be on disk before it is answered. For claims of tries: what comes of
 * a claim is told only after a later commit, and that puts all that went before it on disk too.
 */
export const unflushed = sql<boolean>`set_config('synchronous_commit', 'off', true) = 'off'`

/** Serialization failure and deadlock (SQLSTATE 40001, 40P01): PostgreSQL asks for the transaction to be run again. */
const AGAIN = new Set(['40001', '40P01'])
const TRIES = 4

/**
 * Runs `work` in one transaction; what it returns has been committed. With `now`, a time that the database has just
 * told, the beginning waits for no answer. @throws what `work` throws, rolled back.
 */
export async function transaction<T>(pool: Pool, work: (tx: Tx) => Promise<T>, now?: Ms): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await once(pool, work, now)
    } catch (failure) {
      if (tried >= TRIES || !AGAIN.has((failure as { code?: string }).code ?? '')) throw failure
    }
  }
}

async function once<T>(pool: Pool, work: (tx: Tx) => Promise<T>, told?: Ms): Promise<T> {
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
    const writes: (Write | undefined)[] = []
    const begun = begin(client, told)
    // What is sent behind a beginning that failed fails with it.
    begun.catch(() => undefined)
    const result = await work({
      db: kyselyOver(gate),
      now: told ?? (await begun),
      after: (effect) => effects.push(effect),
      atEnd: (more) => writes.push(...more),
    })
    await begun
    const last = combine(writes)
    const applied = last && run(gate, last)
    isOver = true
    // They go out together: what breaks the first after that may have let the second pass.
    await commit(client, applied)
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
async function commit(client: pg.PoolClient, applied: Promise<unknown> | undefined): Promise<void> {
  counters.statements++
  counters.commits++
  const committed = client.query('commit')
  committed.catch(() => undefined)
  let command: string
  try {
    await applied
    command = (await committed).command
  } catch (failure) {
    throw isConnectionLost(failure)
      ? new OutcomeUnknown('the connection was lost during a commit', { cause: failure })
      : failure
  }
  // A statement failed and nobody noticed: PostgreSQL then rolls back, and calls that no error.
  assert(command === 'COMMIT', 'a transaction with a failed statement was committed')
}

async function begin(client: pg.PoolClient, told: Ms | undefined): Promise<Ms> {
  counters.statements++
  if (told !== undefined) {
    await client.query('begin')
    return told
  }
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
