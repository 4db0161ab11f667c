// Migrations are numbered without a gap, and one that has been released is never edited.
import { createHash } from 'node:crypto'
import type { Rule, SourceFile, Violation } from './rule.ts'
import { file } from './rule.ts'

const FOLDER = 'src/db/migrations/'
/** `npm run schema` adds the digests of new migrations and leaves those of old ones alone. */
const HASHES = `${FOLDER}hashes.json`

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function check(files: readonly SourceFile[]): Violation[] {
  const migrations = files.filter(({ path }) => path.startsWith(FOLDER) && path.endsWith('.sql'))
  return [
    ...checkNumbers(migrations),
    ...checkHashes(
      migrations,
      files.find(({ path }) => path === HASHES),
    ),
  ]
}

function checkNumbers(migrations: readonly SourceFile[]): Violation[] {
  const found: Violation[] = []
  const sorted = [...migrations].sort((a, b) => (a.path < b.path ? -1 : 1))
  for (const [index, { path }] of sorted.entries()) {
    const wanted = String(index + 1).padStart(4, '0')
    const named = new RegExp(`^${FOLDER}${wanted}-[a-z0-9-]+\\.sql$`).test(path)
    if (!named) found.push({ path, line: 1, says: `should be ${wanted}-what-it-does.sql` })
  }
  return found
}

function checkHashes(migrations: readonly SourceFile[], list: SourceFile | undefined): Violation[] {
  if (migrations.length === 0) return []
  const parsed: unknown = JSON.parse(list?.text ?? '{}')
  const known = new Map<string, unknown>(
    Object.entries(typeof parsed === 'object' && parsed !== null ? parsed : {}),
  )
  const found: Violation[] = []
  for (const { path, text } of migrations) {
    const name = path.slice(FOLDER.length)
    if (!known.has(name)) found.push({ path, line: 1, says: 'not in the list of digests: npm run schema' })
    else if (known.get(name) !== digest(text))
      found.push({ path, line: 1, says: 'edited after it was listed: write a new one' })
    known.delete(name)
  }
  for (const name of known.keys()) found.push({ path: HASHES, line: 1, says: `${name} is listed and gone` })
  return found
}

const first = file(`${FOLDER}0001-accounts.sql`, 'create table account ();')
const second = file(`${FOLDER}0002-sessions.sql`, 'create table session ();')
const list = (...listed: readonly SourceFile[]): SourceFile =>
  file(
    HASHES,
    JSON.stringify(
      Object.fromEntries(listed.map(({ path, text }) => [path.slice(FOLDER.length), digest(text)])),
    ),
  )

export const frozenMigrations: Rule = {
  name: 'migrations have no gap and are never edited',
  check,
  refuses: [
    [second, list(second)],
    [first, second, list(first)],
    [file(first.path, 'create table account (id uuid);'), list(first)],
    [first, list(first, second)],
    [file(`${FOLDER}1-accounts.sql`, ''), list(file(`${FOLDER}1-accounts.sql`, ''))],
  ],
  accepts: [[first, second, list(first, second)], []],
}
