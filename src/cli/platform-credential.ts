// Credentials of the platform's own server. The token is printed once: the database has its digest alone.

import { randomBytes } from 'node:crypto'
import type { Config } from '../config.ts'
import { onPool, openPool, type Pool } from '../db/connect.ts'
import { transaction } from '../db/tx.ts'
import { createCredential, endCredential, listCredentials } from '../identify/platform.ts'
import { idField, nameField } from '../lib/fields.ts'
import { jsonLog } from '../lib/log.ts'
import { iso } from '../lib/time.ts'
import { migrateDatabase, reachDatabase } from '../start/database.ts'

type Say = (line: string) => void
type Work = (pool: Pool, given: string, say: Say, fail: Say) => Promise<number>

const WORK: Readonly<Record<string, Work>> = { create, list, end }

export async function platformCredentialCommand(
  config: Config,
  [what = '', given = '']: readonly string[],
  say: Say,
  fail: Say,
): Promise<number> {
  const work = Object.hasOwn(WORK, what) ? WORK[what] : undefined
  if (!work) {
    fail('Say `platform-credential create NAME`, `platform-credential list` or `platform-credential end ID`.')
    return 1
  }
  const reached = await reachDatabase(config, fail)
  const pool = openPool(
    reached.url,
    2,
    jsonLog((line) => fail(line.trimEnd())),
  )
  try {
    await migrateDatabase(reached)
    return await work(pool, given, say, fail)
  } finally {
    await pool.end()
    await reached.stop()
  }
}

async function create(pool: Pool, given: string, say: Say, fail: Say): Promise<number> {
  const name = nameField.safeParse(given)
  if (!name.success) {
    fail('Give it a name of 1 to 40 characters: platform-credential create NAME')
    return 1
  }
  const made = await transaction(pool, (tx) => createCredential(tx, randomBytes, name.data, 'approvals'))
  say(`Credential ${made.id}, “${name.data}”: it may ask for approvals and read its own, and nothing else.`)
  say('Its token is shown this once:')
  say(made.token)
  return 0
}

async function list(pool: Pool, _given: string, say: Say): Promise<number> {
  const all = await listCredentials(onPool(pool))
  for (const one of all) {
    const used = one.lastUsedAt === null ? 'never used' : `last used ${iso(one.lastUsedAt)}`
    const state = one.endedAt === null ? used : `ended ${iso(one.endedAt)}`
    say(`${one.id}  ${one.use}  ${one.name}  made ${iso(one.createdAt)}, ${state}`)
  }
  say(all.length === 1 ? '1 credential.' : `${all.length} credentials.`)
  return 0
}

async function end(pool: Pool, given: string, say: Say, fail: Say): Promise<number> {
  const id = idField.safeParse(given)
  const ended = id.success && (await transaction(pool, (tx) => endCredential(tx, id.data)))
  if (ended) say('It has ended: it opens nothing from now on.')
  else fail('There is no such credential that has not ended: see `platform-credential list`.')
  return ended ? 0 : 1
}
