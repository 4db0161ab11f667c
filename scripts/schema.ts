// Writes src/db/schema.ts from a migrated database, and the digests of new migrations. Run: npm run schema

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openClient } from '../src/db/connect.ts'
import { startEmbedded } from '../src/db/embedded/embedded.ts'
import { MIGRATIONS_FOLDER, migrate, readMigrations } from '../src/db/migrate.ts'
import { installJobs } from '../src/jobs/queue.ts'
import { schemaOf } from './generate/schema.ts'

function writeDigests(): void {
  const path = join(MIGRATIONS_FOLDER, 'hashes.json')
  const known = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) : {}
  for (const one of readMigrations()) known[one.name] ??= one.digest
  writeFileSync(path, `${JSON.stringify(known, null, 2)}\n`)
}

const folder = mkdtempSync(join(tmpdir(), 'holdfast-schema-'))
const cluster = await startEmbedded({ dataFolder: folder })
if ('kind' in cluster) throw new Error(cluster.sentence)
try {
  const url = cluster.url('postgres', cluster.superuser)
  await migrate(url, cluster.superuser, installJobs)
  const client = await openClient(url)
  const target = join(import.meta.dirname, '../src/db/schema.ts')
  writeFileSync(target, await schemaOf(client))
  await client.end()
  writeDigests()
  process.stdout.write(`wrote ${target}\n`)
} finally {
  await cluster.stop()
  rmSync(folder, { recursive: true, force: true })
}
