// Connections to PostgreSQL. The one door to `pg`: types are parsed here, statements are prepared here.

import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import pg from 'pg'
import type { Log } from '../lib/log.ts'
import type { Schema } from './schema.ts'

export type Database = Kysely<Schema>
export type Pool = pg.Pool
export type PoolClient = pg.PoolClient

const OID = { int8: 20, timestamptz: 1184, timestamptzArray: 1185 } as const

/** The server speaks UTC (connection option below), so that the text always ends in +00. */
const parseMoment = (text: string): number => Date.parse(`${text.replace(' ', 'T')}:00`)
const parseMoments = (text: string): number[] =>
  text === '{}'
    ? []
    : text
        .slice(1, -1)
        .split(',')
        .map((moment) => parseMoment(moment.replaceAll('"', '')))

/** Moments are milliseconds, as everywhere (lib/time.ts); 8-byte integers are numbers while they are exact. */
function parserOf(oid: number): (text: string) => unknown {
  if (oid === OID.timestamptz) return parseMoment
  if (oid === OID.timestamptzArray) return parseMoments
  if (oid === OID.int8) return (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text))
  return pg.types.getTypeParser(oid)
}

// Every statement finds its rows by a key: one plan serves all values, and planning each time would cost as much again.
const PLANS = '-c plan_cache_mode=force_generic_plan'
const TIMEOUTS = '-c statement_timeout=10s -c lock_timeout=5s -c idle_in_transaction_session_timeout=20s'

/**
 * `at-once`: a commit is on disk before it is answered. `soon`: for work that is done again if a crash of the database
 * forgets it; its commits stand in their order, a moment later.
 */
export type Durability = 'at-once' | 'soon'

/** A pool that never throws from the side: a connection that breaks is dropped and said in the log. */
export function openPool(url: string, size: number, log: Log, durability: Durability = 'at-once'): Pool {
  const commits = durability === 'soon' ? '-c synchronous_commit=off' : ''
  const settings: pg.PoolConfig & { readonly pipeline: true } = {
    connectionString: url,
    max: size,
    // Statements that do not wait for each other's answers go out together: fewer turns between server and database.
    pipeline: true,
    connectionTimeoutMillis: 4_000,
    idleTimeoutMillis: 30_000,
    options: `-c search_path=holdfast -c timezone=UTC ${PLANS} ${TIMEOUTS} ${commits}`,
    types: { getTypeParser: ((oid: number) => parserOf(oid)) as typeof pg.types.getTypeParser },
  }
  const pool = new pg.Pool(settings)
  pool.on('error', (failure) => {
    if (!pool.ending) log.error('an idle database connection broke', { failure: failure.message })
  })
  // While a connection is in use the pool listens to nothing: a database that dies between two statements would end
  // the server. Who uses it learns of it from the next statement.
  pool.on('connect', (client) => void client.on('error', () => undefined))
  return pool
}

/** One connection outside the pool, for migrations and LISTEN: they hold what a pool would share. */
export async function openClient(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 4_000,
    options: '-c search_path=holdfast -c timezone=UTC',
  })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** Texts seen get a name, so that PostgreSQL plans each once a connection: twice the speed of unnamed ones. */
const names = new Map<string, string>()
const NAMED_AT_MOST = 500
function statementName(text: string): string | undefined {
  const known = names.get(text)
  if (known || names.size >= NAMED_AT_MOST) return known
  const name = `h${names.size}`
  names.set(text, name)
  return name
}

type Runner = { query(config: pg.QueryConfig): Promise<pg.QueryResult> }

export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown'
}

/** Lost under a statement that was on its way; a connection that could not be made has carried none. */
export function isConnectionLost(failure: unknown): boolean {
  if (!(failure instanceof Error)) return false
  const code = (failure as { code?: string }).code ?? ''
  return (
    /^(?:08|57P0)|^(?:ECONNRESET|EPIPE)$/.test(code) ||
    /^Connection terminated|connection error/.test(failure.message)
  )
}

const WRITES = /^\s*(?:with "write_|insert|update|delete|select \* from holdfast\.claim_tries)/

/** Sends a statement now: what is called after it is sent after it. */
export async function run<R>(runner: Runner, compiled: CompiledQuery): Promise<QueryResult<R>> {
  const name = statementName(compiled.sql)
  counters.statements++
  // A statement of its own is a transaction of its own.
  if (runner instanceof pg.Pool && WRITES.test(compiled.sql)) counters.commits++
  const sent = runner.query({
    text: compiled.sql,
    values: [...compiled.parameters],
    ...(name && { name }),
  })
  // Rows of a change that is a statement of its own (db/write.ts): it may have been kept, or not.
  const mayBeKept = runner instanceof pg.Pool && compiled.sql.startsWith('with "write_')
  const result = await sent.catch((failure: unknown) => {
    throw mayBeKept && isConnectionLost(failure)
      ? new OutcomeUnknown('the connection was lost during a change', { cause: failure })
      : failure
  })
  return { rows: result.rows as R[], numAffectedRows: BigInt(result.rowCount ?? 0) }
}

/** Sends a text that is not Kysely's. Without values it may be several commands, which cannot be prepared. */
export async function runText(
  pool: Pool,
  text: string,
  values: readonly unknown[] = [],
): Promise<{ readonly rows: unknown[] }> {
  if (values.length > 0) return { rows: [...(await run(pool, CompiledQuery.raw(text, [...values]))).rows] }
  counters.statements++
  return pool.query(text)
}

/** Counts for the benchmark, which prints what a sign-in costs. */
export const counters = { statements: 0, commits: 0 }

/** Kysely over the pool, for statements that are transactions of their own: made once, since making it costs more than they do. */
export function onPool(pool: Pool): Database {
  const known = overPools.get(pool) ?? kyselyOver(pool)
  overPools.set(pool, known)
  return known
}
const overPools = new WeakMap<Pool, Database>()

/** Kysely over one client. Transactions begin in tx.ts alone. */
export function kyselyOver(runner: Runner): Database {
  const connection: DatabaseConnection = {
    executeQuery: (compiled) => run(runner, compiled),
    streamQuery: () => {
      throw new Error('streaming is not used')
    },
  }
  const refuse = (): Promise<void> => Promise.reject(new Error('a transaction begins in db/tx.ts'))
  const driver: Driver = {
    init: () => Promise.resolve(),
    destroy: () => Promise.resolve(),
    acquireConnection: () => Promise.resolve(connection),
    releaseConnection: () => Promise.resolve(),
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
  }
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
}
