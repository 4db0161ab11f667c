// Where the database is: the embedded one, or a server of the platform's own. Either way it comes back migrated,
// with the URL of the role that runs.

import { mkdirSync } from 'node:fs'
import type { Config } from '../config.ts'
import { openClient } from '../db/connect.ts'
import { type EmbeddedCluster, startEmbedded } from '../db/embedded/embedded.ts'
import { migrate } from '../db/migrate.ts'
import { installJobs } from '../jobs/queue.ts'

export const OWNER = 'holdfast_owner'
export const RUNNER = 'holdfast_app'
const DATABASE = 'holdfast'

export type Reached = {
  readonly url: string
  readonly ownerUrl: string
  readonly kind: 'embedded' | 'own'
  readonly postmaster: () => number | undefined
  stop(): Promise<void>
}
export type Tell = (sentence: string) => void

/** @throws an Error whose message says what is wrong and what to do. */
export async function reachDatabase(
  config: Config,
  tell: Tell,
  onState: (state: 'up' | 'down') => void = () => undefined,
): Promise<Reached> {
  if (config.DATABASE_URL !== undefined) {
    return {
      url: config.DATABASE_URL,
      ownerUrl: config.DATABASE_OWNER_URL ?? config.DATABASE_URL,
      kind: 'own',
      postmaster: () => undefined,
      stop: () => Promise.resolve(),
    }
  }
  // Passable, not readable: as root the database runs as another user, who must reach its own folder in here.
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o711 })
  const cluster = await startEmbedded({
    dataFolder: config.dataFolder,
    onNotice: tell,
    onState,
    ...(config.HOLDFAST_POSTGRES_BIN !== undefined && { binFolder: config.HOLDFAST_POSTGRES_BIN }),
  })
  if ('kind' in cluster) throw new Error(cluster.sentence)
  try {
    await makeRoles(cluster)
  } catch (failure) {
    await cluster.stop()
    throw failure
  }
  return {
    url: cluster.url(DATABASE, RUNNER),
    ownerUrl: cluster.url(DATABASE, OWNER),
    kind: 'embedded',
    postmaster: cluster.pid,
    stop: () => cluster.stop(),
  }
}

/** Two roles: one owns and migrates, the other runs and cannot change what is append-only. */
async function makeRoles(cluster: EmbeddedCluster): Promise<void> {
  const client = await openClient(cluster.url('postgres', cluster.superuser))
  try {
    const { rows } = await client.query<{
      name: string
    }>(`select rolname as name from pg_roles where rolname in ('${OWNER}', '${RUNNER}')
      union all select datname from pg_database where datname = '${DATABASE}'`)
    const there = new Set(rows.map((row) => row.name))
    if (!there.has(OWNER)) await client.query(`create role ${OWNER} login`)
    if (!there.has(RUNNER)) await client.query(`create role ${RUNNER} login`)
    if (!there.has(DATABASE)) await client.query(`create database ${DATABASE} owner ${OWNER}`)
  } finally {
    await client.end()
  }
}

export async function migrateDatabase(reached: Reached): Promise<readonly string[]> {
  return migrate(reached.ownerUrl, await roleOf(reached.url), installJobs)
}

/** Whom the server takes us for: a URL need not say it. */
async function roleOf(url: string): Promise<string> {
  const client = await openClient(url)
  try {
    const { rows } = await client.query<{ role: string }>('select current_user as role')
    return rows[0]!.role
  } finally {
    await client.end()
  }
}
