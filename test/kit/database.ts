// A database a test file: cloned from a migrated template whose clock can be moved. The template is made once a
// server, under a lock, and named for what made it.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { migrate, readMigrations } from '../../src/db/migrate.ts'
import { installJobs, QUEUES } from '../../src/jobs/queue.ts'
import { sha256 } from '../../src/lib/bytes.ts'

const OWNER = 'holdfast_owner'
const RUNNER = 'holdfast_app'

export type TestDatabase = {
  readonly name: string
  readonly url: string
  readonly ownerUrl: string
  readonly serverUrl: string
  drop(): Promise<void>
}

/** The PostgreSQL that the runner has started: a superuser's URL. */
export function serverUrl(): string {
  const url = process.env.HOLDFAST_TEST_SERVER_URL
  if (!url) throw new Error('Tests with a database run through the runner: npm test, or npm run test:api')
  return url
}

/** The same server with another database and role. libpq's form for sockets (an empty host) is none that URL parses. */
export const urlFor = (server: string, database: string, role: string): string =>
  server.replace(
    /^(postgres(?:ql)?:\/\/)(?:[^@/]*@)?([^/]*)\/[^?]*/,
    (_, scheme: string, host: string) => `${scheme}${role}@${host}/${database}`,
  )

async function as<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const MOVABLE_CLOCK = `create table holdfast.clock_offset (ms bigint not null);
  insert into holdfast.clock_offset values (0);
  create or replace function holdfast.clock() returns timestamptz language plpgsql volatile as
    $$ begin return clock_timestamp() + (select make_interval(secs => ms / 1000.0) from holdfast.clock_offset); end $$;
  grant select, update on holdfast.clock_offset to ${RUNNER};`

/** What sets the privileges is part of what made the template. */
const PRIVILEGES = readFileSync(join(import.meta.dirname, '../../src/db/migrate.ts'), 'utf8')

async function template(server: string): Promise<string> {
  const made = sha256(JSON.stringify([readMigrations(), QUEUES, MOVABLE_CLOCK, PRIVILEGES]))
    .toString('hex')
    .slice(0, 12)
  const name = `holdfast_template_${made}`
  await as(server, async (client) => {
    await client.query('select pg_advisory_lock(77120944)')
    const { rows } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (rows.length > 0) return
    for (const role of [OWNER, RUNNER]) {
      const there = await client.query('select 1 from pg_roles where rolname = $1', [role])
      if (there.rows.length === 0) await client.query(`create role ${role} login`)
    }
    await client.query(`drop database if exists ${name}_making`)
    await client.query(`create database ${name}_making owner ${OWNER}`)
    await migrate(urlFor(server, `${name}_making`, OWNER), RUNNER, installJobs)
    await as(urlFor(server, `${name}_making`, OWNER), (owner) => owner.query(MOVABLE_CLOCK))
    await client.query(`alter database ${name}_making rename to ${name}`)
  })
  return name
}

let made = 0
export async function createDatabase(): Promise<TestDatabase> {
  const server = serverUrl()
  const from = await template(server)
  const name = `holdfast_test_${process.pid}_${++made}`
  await as(server, async (client) => {
    await client.query(`drop database if exists ${name}`)
    await client.query(`create database ${name} template ${from} owner ${OWNER}`)
  })
  return {
    name,
    serverUrl: server,
    url: urlFor(server, name, RUNNER),
    ownerUrl: urlFor(server, name, OWNER),
    async drop() {
      await (await owners.get(urlFor(server, name, OWNER)))?.end()
      await as(server, (client) => client.query(`drop database if exists ${name} with (force)`))
    },
  }
}

/** One connection of the owner a database: a new one costs more than all that most tests ask of it. */
const owners = new Map<string, Promise<pg.Client>>()
async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  // It ends with its server or its database; whoever asks next has another.
  const forget = (): boolean => owners.delete(url)
  client.on('error', forget)
  client.on('end', forget)
  await client.connect().catch((failure: unknown) => {
    forget()
    throw failure
  })
  return client
}

/** One statement as the owner of the database. */
export async function askOwner<Row extends pg.QueryResultRow>(
  { ownerUrl }: Pick<TestDatabase, 'ownerUrl'>,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const owner = owners.get(ownerUrl) ?? connected(ownerUrl)
  owners.set(ownerUrl, owner)
  return (await (await owner).query<Row>(text, [...values])).rows
}

/** Moves the clock of a test database. @returns the whole offset in milliseconds. */
export async function moveClock(database: TestDatabase, ms: number): Promise<number> {
  const text = 'update holdfast.clock_offset set ms = ms + $1 returning ms'
  const [row] = await askOwner<{ ms: string }>(database, text, [ms])
  return Number(row!.ms)
}
