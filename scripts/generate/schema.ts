// src/db/schema.ts, read from a migrated database.

import type pg from 'pg'

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
  readonly table_name: string
  readonly column_name: string
  readonly udt_name: string
  readonly is_nullable: string
  readonly column_default: string | null
  readonly is_identity: string
}

/** The types of every table of ours, as the text of src/db/schema.ts. */
export async function schemaOf(client: pg.Client): Promise<string> {
  const { rows } =
    await client.query<Column>(`select table_name, column_name, udt_name, is_nullable, column_default, is_identity
    from information_schema.columns where table_schema = 'holdfast' and table_name <> 'clock_offset' order by table_name, ordinal_position`)
  return render(rows)
}

function typeOf(column: Column): string {
  const base = TYPES[column.udt_name]
  if (!base)
    throw new Error(`no TypeScript type for ${column.udt_name} (${column.table_name}.${column.column_name})`)
  const nullable = column.is_nullable === 'YES'
  if (column.is_identity === 'YES') return `Generated<${base}>`
  if (nullable && base.startsWith('ColumnType<'))
    return base.replace(/<(.*)>$/, (_, inner: string) => `<${orNull(inner)}>`)
  if (nullable) return `${base} | null`
  return column.column_default === null ? base : `Generated<${base}>`
}

const orNull = (types: string): string =>
  types
    .split(', ')
    .map((type) => `${type} | null`)
    .join(', ')
const camel = (name: string): string =>
  name
    .split('_')
    .map((part) => part[0]!.toUpperCase() + part.slice(1))
    .join('')

function render(columns: readonly Column[]): string {
  const tables = Map.groupBy(columns, (column) => column.table_name)
  const types = [...tables].map(
    ([table, list]) =>
      `export type ${camel(table)}Table = {\n${list.map((c) => `  ${c.column_name}: ${typeOf(c)}`).join('\n')}\n}\n`,
  )
  const index = [...tables.keys()].map((table) => `  ${table}: ${camel(table)}Table`).join('\n')
  return `// Generated from the migrations by scripts/schema.ts: do not edit.

import type { ColumnType, Generated } from 'kysely'
import type { Ms } from '../lib/time.ts'

${types.join('\n')}
export type Schema = {\n${index}\n}\n`
}
