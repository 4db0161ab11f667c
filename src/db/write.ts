// Statements as values. A change collects what it writes, and applies it in one statement: load, decide, apply.
// PostgreSQL runs the parts of such a statement on one snapshot, in no order of ours (its manual, 7.8.4): no two of
// them may touch the same row, and what needs an order takes its locks before.

import { type Compilable, CompiledQuery } from 'kysely'
import { type Database, kyselyOver } from './connect.ts'

/** An insert, update or delete that has not been sent. Nothing happens until `apply` is given it. */
export type Write = Pick<CompiledQuery, 'sql' | 'parameters'>
export type Writes = readonly (Write | undefined)[]

/** Where statements are made: it builds them and reaches no database. */
export const make: Database = kyselyOver({
  query: () => Promise.reject(new Error('a statement is sent by a transaction or a pool')),
})

class Hole {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/**
 * A statement whose text is built once, at its first use, for the paths where building costs more than running.
 * `build` is given stand-ins: it may put them into the statement, and do nothing else with them.
 */
export function prepared<Values extends object, Row>(
  build: (values: Values) => Compilable<Row>,
): (values: Values) => CompiledQuery<Row> {
  let text: CompiledQuery<Row> | undefined
  const holes = new Proxy({}, { get: (_, name) => new Hole(String(name)) }) as Values
  return (values) => {
    text ??= build(holes).compile()
    const given = values as Readonly<Record<string, unknown>>
    return {
      ...text,
      parameters: text.parameters.map((one) => (one instanceof Hole ? given[one.name] : one)),
    }
  }
}

/** Sends all of it as one statement. Outside of a transaction that statement is one: all of it is kept, or none. */
export async function apply(db: Database, writes: Writes): Promise<void> {
  const together = combine(writes)
  if (together) await db.executeQuery(together)
}

/** The same, and what `read` finds beside it: rows as they stood before the writes. */
export async function applyAndRead<Row>(
  db: Database,
  writes: Writes,
  read: CompiledQuery<Row>,
): Promise<readonly Row[]> {
  return (await db.executeQuery(combine<Row>(writes, read) ?? read)).rows
}

const NOTHING: Write = { sql: 'select', parameters: [] }

/** All of it as one statement that reads `last`, or undefined if nothing is written. */
export function combine<Row>(writes: Writes, last: Write = NOTHING): CompiledQuery<Row> | undefined {
  const parts = writes.filter((one) => one !== undefined)
  if (parts.length === 0) return undefined
  const all = [...parts, last]
  const key = all.map((one) => one.sql).join('\n')
  const text = combined.get(key) ?? textOf(all)
  if (combined.size < COMBINED_AT_MOST) combined.set(key, text)
  return CompiledQuery.raw(
    text,
    all.flatMap((one) => [...one.parameters]),
  ) as CompiledQuery<Row>
}
const combined = new Map<string, string>()
const COMBINED_AT_MOST = 500

/** Parameters are numbered through. No statement of ours has a dollar in a literal: values are always parameters. */
function textOf(all: readonly Write[]): string {
  let before = 0
  const parts = all.map(({ sql, parameters }, index) => {
    const from = before
    before += parameters.length
    const numbered = sql.replaceAll(/\$(\d+)/g, (_, number: string) => `$${Number(number) + from}`)
    return index === all.length - 1 ? numbered : `"write_${index}" as (${numbered})`
  })
  return `with ${parts.slice(0, -1).join(', ')} ${parts.at(-1)}`
}
