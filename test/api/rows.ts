// What lies in the database, read as its owner: counts, whole dumps, and changes that no client could make.

import pg from 'pg'
import { askOwner, type TestDatabase } from '../kit/database.ts'

export async function asRole<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

export const asOwner = <T>(database: TestDatabase, work: (client: pg.Client) => Promise<T>): Promise<T> =>
  asRole(database.ownerUrl, work)

/** One value of one row. */
export async function value<T>(
  database: TestDatabase,
  text: string,
  values: readonly unknown[] = [],
): Promise<T> {
  const [row] = await askOwner<Record<string, T>>(database, text, values)
  if (!row) throw new Error(`no row: ${text}`)
  return Object.values(row)[0]!
}

export const change = async (
  database: TestDatabase,
  text: string,
  values: readonly unknown[] = [],
): Promise<void> => void (await askOwner(database, text, values))

export const accountOf = (database: TestDatabase, username: string): Promise<string> =>
  value<string>(database, 'select id from holdfast.account where username = $1', [username])

async function tablesOf(client: pg.Client, schemas: readonly string[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind = 'r' order by 1`,
    [[...schemas]],
  )
  return rows.map((row) => row.name)
}

/** How many rows each table has, as one text to compare; tables may be left out. */
export async function rowCounter(
  client: pg.Client,
  but: readonly string[] = [],
): Promise<() => Promise<string>> {
  const tables = (await tablesOf(client, ['holdfast'])).filter((name) => !but.includes(name))
  const text = `select ${tables.map((table) => `(select count(*) from ${table})::text`).join(` || ' ' || `)} as counts`
  // By name, so that it is planned once: it is asked thousands of times.
  const name = `rows but ${but.join()}`
  return async () => (await client.query<{ counts: string }>({ name, text })).rows[0]!.counts
}

export const countRows = async (client: pg.Client): Promise<string> => (await rowCounter(client))()

/** Every row of every table as text, the job queue's too. */
export async function dump(database: TestDatabase): Promise<string> {
  return asOwner(database, async (client) => {
    const parts: string[] = []
    for (const table of await tablesOf(client, ['holdfast', 'holdfast_jobs'])) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${table} t`)
      parts.push(...rows.map((row) => `${table} ${row.row}`))
    }
    return parts.join('\n')
  })
}

/** A digest of what Holdfast itself keeps. A look leaves one thing behind, the moment it was made: that is left out. */
export async function digest(database: TestDatabase): Promise<string> {
  return asOwner(database, async (client) => {
    const parts: string[] = []
    for (const table of await tablesOf(client, ['holdfast'])) {
      const row = table === 'holdfast.session' ? `to_jsonb(t) - 'last_seen_at'` : 'to_jsonb(t)'
      const { rows } = await client.query<{ all: string }>(
        `select md5(coalesce(string_agg(r::text, '|' order by r::text), '')) as all from (select ${row} as r from ${table} t) x`,
      )
      parts.push(`${table} ${rows[0]!.all}`)
    }
    return parts.join('\n')
  })
}

/** Waits until the mails and texts of what has happened are gone: sending one changes rows. */
export async function settled(database: TestDatabase): Promise<void> {
  await asOwner(database, async (client) => {
    for (let tried = 0; tried < 400; tried++) {
      const { rows } = await client.query<{ waiting: string }>(
        `select count(*) as waiting from holdfast.outbox where state = 'waiting'`,
      )
      if (rows[0]!.waiting === '0') return
      await new Promise((next) => setTimeout(next, 20))
    }
    throw new Error('mails are still waiting')
  })
}
