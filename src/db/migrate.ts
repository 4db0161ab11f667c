// Migrations: numbered SQL files, forward only, applied by the owner role under a lock, each in one transaction.
// Afterwards the privileges of the running role are set anew: append-only tables are append-only by privilege.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { assert } from '../lib/assert.ts'
import { sha256 } from '../lib/bytes.ts'
import { openClient } from './connect.ts'

export const MIGRATIONS_FOLDER = join(import.meta.dirname, 'migrations')
/** Tables that the running role may add to and read, and nothing else. */
export const APPEND_ONLY = ['audit_event', 'hold'] as const
/** Tables whose rows stay: the running role changes them and never deletes one. */
const KEPT = ['account', 'audit_head', 'device', 'factor', 'message', 'session'] as const
const LOCK = 4_917_200_501

export type Migration = { readonly name: string; readonly text: string; readonly digest: string }
/** Makes what the job queue keeps in the database (jobs/queue.ts); passed in, because jobs stands to the right of db. */
export type Extra = (client: pg.Client) => Promise<void>

export function readMigrations(): readonly Migration[] {
  const names = readdirSync(MIGRATIONS_FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  return names.map((name) => {
    const text = readFileSync(join(MIGRATIONS_FOLDER, name), 'utf8')
    return { name, text, digest: sha256(text).toString('hex') }
  })
}

/**
 * Brings a database to the newest form. Several servers may call this at once; one works, the others wait.
 * @returns the names of what was applied. @throws if an applied file was edited, or the database is of a newer release.
 */
export async function migrate(ownerUrl: string, appRole: string, extra: Extra): Promise<readonly string[]> {
  const client = await openClient(ownerUrl)
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await client.query('create schema if not exists holdfast')
    await client.query(`create table if not exists holdfast.migration
      (name text primary key, digest text not null, applied_at timestamptz not null default clock_timestamp())`)
    const { rows } = await client.query<{ name: string; digest: string }>(
      'select name, digest from holdfast.migration',
    )
    const applied = new Map(rows.map((row) => [row.name, row.digest]))
    const known = readMigrations()
    for (const name of applied.keys()) {
      assert(
        known.some((one) => one.name === name),
        `the database has migration ${name}, which this release does not know: run the newer release`,
      )
    }
    const missing = known.filter((one) => !applied.has(one.name))
    for (const one of known) {
      assert(
        !applied.has(one.name) || applied.get(one.name) === one.digest,
        `migration ${one.name} was edited after it was applied`,
      )
    }
    for (const one of missing) await apply(client, one)
    await extra(client)
    await setPrivileges(client, appRole)
    return missing.map((one) => one.name)
  } finally {
    await client.end()
  }
}

async function apply(client: pg.Client, one: Migration): Promise<void> {
  try {
    await client.query('begin')
    await client.query(one.text)
    await client.query('insert into holdfast.migration (name, digest) values ($1, $2)', [
      one.name,
      one.digest,
    ])
    await client.query('commit')
  } catch (failure) {
    await client.query('rollback')
    throw new Error(`migration ${one.name} failed`, { cause: failure })
  }
}

async function setPrivileges(client: pg.Client, appRole: string): Promise<void> {
  const { rows } = await client.query<{ owner: string }>('select current_user as owner')
  // With one role for both, privileges cannot hold anything: triggers alone do, and doctor says so.
  if (rows[0]?.owner === appRole) return
  const role = `"${appRole.replaceAll('"', '""')}"`
  // In one transaction: there is no moment in which a running node has more or less than it should.
  await client.query('begin')
  for (const schema of ['holdfast', 'holdfast_jobs']) {
    await client.query(`grant usage on schema ${schema} to ${role}`)
    await client.query(`grant select, insert, update, delete on all tables in schema ${schema} to ${role}`)
    await client.query(`grant usage on all sequences in schema ${schema} to ${role}`)
    await client.query(`grant execute on all functions in schema ${schema} to ${role}`)
  }
  for (const table of APPEND_ONLY)
    await client.query(`revoke update, delete, truncate on holdfast.${table} from ${role}`)
  for (const table of KEPT) await client.query(`revoke delete, truncate on holdfast.${table} from ${role}`)
  await client.query(`revoke all on holdfast.migration from ${role}`)
  await client.query(`grant select on holdfast.migration to ${role}`)
  await client.query('commit')
}
