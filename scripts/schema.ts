// Writes src/db/schema.ts from a migrated database, and the digests of new migrations. Run: npm run schema

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openClient } from '../src/db/connect.ts'
import { startEmbedded } from '../src/db/embedded/embedded.ts'
import { MIGRATIONS_FOLDER, migrate, readMigrations } from '../src/db/migrate.ts'

const TYPES: Record<string, string> = {
  uuid: 'string',
  text: 'string',
  bool: 'boolean',
  int4: 'number',
  int8: 'number',
  bytea: 'Buffer',
  timestamptz: 'ColumnType<Ms, Date, Date>',
  _timestamptz: 'ColumnType<readonly Ms[], readonly Date[], readonly Date[]>',
  _text: 'readonly string[]',
  jsonb: 'ColumnType<unknown, string, string>',
}
type Column = {
  table_name: string
  column_name: string
  udt_name: string
  is_nullable: string
  column_default: string | null
  is_identity: string
}

function typeOf(column: Column): string {
  const base = TYPES[column.udt_name]
  if (!base)
    throw new Error(`no TypeScript type for ${column.udt_name} (${column.table_name}.${column.column_name})`)
  const nullable = column.is_nullable === 'YES'
  if (column.is_identity === 'YES') return `Generated<${base}>`
  if (nullable && base.startsWith('ColumnType<'))
    return base.replace(
      /<(.*)>$/,
      (_, inner: string) =>
        `<${inner
          .split(', ')
          .map((t) => `${t} | null`)
          .join(', ')}>`,
    )
  if (nullable) return `${base} | null`
  return column.column_default === null ? base : `Generated<${base}>`
}

const camel = (name: string): string =>
  name
    .split('_')
    .map((part) => part[0]!.toUpperCase() + part.slice(1))
    .join('')

async function columns(url: string): Promise<Column[]> {
  const client = await openClient(url)
  const { rows } =
    await client.query<Column>(`select table_name, column_name, udt_name, is_nullable, column_default, is_identity
    from information_schema.columns where table_schema = 'holdfast' order by table_name, ordinal_position`)
  await client.end()
  return rows
}

function render(all: Column[]): string {
  const tables = Map.groupBy(all, (column) => column.table_name)
  const types = [...tables].map(
    ([table, list]) =>
      `export type ${camel(table)}Table = {\n${list.map((c) => `  ${c.column_name}: ${typeOf(c)}`).join('\n')}\n}\n`,
  )
  const index = [...tables.keys()].map((table) => `  ${table}: ${camel(table)}Table`).join('\n')
  return `// Generated from the migrations by scripts/schema.ts: do not edit.\n\nimport type { ColumnType, Generated } from 'kysely'
import type { Ms } from '../lib/time.ts'\n\n${types.join('\n')}\nexport type Schema = {\n${index}\n}\n`
}

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
  await migrate(url, 'postgres', () => Promise.resolve())
  const target = join(import.meta.dirname, '../src/db/schema.ts')
  writeFileSync(target, render(await columns(url)))
  writeDigests()
  process.stdout.write(`wrote ${target}\n`)
} finally {
  await cluster.stop()
  rmSync(folder, { recursive: true, force: true })
}
