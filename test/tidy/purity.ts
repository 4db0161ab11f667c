// Pure files have no effects, and nothing but the one clock tells the time.
import { importsOf, scan } from './code.ts'
import type { Rule, SourceFile, Violation } from './rule.ts'
import { file, isProduct, isTest, lineAt } from './rule.ts'

/** Pure whether or not their header says so: the exposure report runs them millions of times. */
const ALWAYS_PURE = /^src\/policy\/(?:decide|actions|facts-of|lock|holds|exposure)\.ts$/
const SAYS_PURE = /^(?:\s|\/\*\*?|\/\/|\*)*Pure:/

const CLOCK =
  /\bDate\.now\b|\bnew Date\(\s*\)|(?<![.\w]|\bnew )Date\(\s*\)|\bperformance\.now\b|\bprocess\.hrtime\b/g
const EFFECT =
  /\bMath\.random\b|\bprocess\.env\b|(?<![.\w])fetch\(|\bcrypto\.(?:getRandomValues|randomUUID|random\w*)|\bset(?:Timeout|Interval|Immediate)\(/g
const RANDOM_NAMES = /\b(?:random\w*|getRandomValues|webcrypto|generateKey\w*)\b/
const PURE_NODE = new Set(['node:crypto', 'node:util', 'node:buffer'])
const EFFECT_PACKAGES = /^(?:kysely|pg|pg-boss|fastify|nodemailer|web-push)(?:\/|$)/

function isPure(each: SourceFile): boolean {
  return isProduct(each.path) && (ALWAYS_PURE.test(each.path) || SAYS_PURE.test(each.text.slice(0, 400)))
}

function checkPure(files: readonly SourceFile[]): Violation[] {
  const found: Violation[] = []
  for (const each of files.filter(isPure)) {
    const { bare } = scan(each)
    for (const pattern of [CLOCK, EFFECT]) {
      for (const match of bare.matchAll(pattern)) {
        found.push({
          path: each.path,
          line: lineAt(bare, match.index),
          says: `pure, yet it says ${match[0]}`,
        })
      }
    }
    for (const { specifier, names, line } of importsOf(each)) {
      const effect =
        EFFECT_PACKAGES.test(specifier) ||
        (specifier.startsWith('node:') && !PURE_NODE.has(specifier)) ||
        (specifier === 'node:crypto' && RANDOM_NAMES.test(names))
      if (effect)
        found.push({ path: each.path, line, says: `pure, yet it imports ${names.trim()} from ${specifier}` })
    }
  }
  return found
}

export const pureFiles: Rule = {
  name: 'a pure file has no clock, randomness, environment, database or network',
  check: checkPure,
  refuses: [
    [file('src/policy/decide.ts', 'export const late = Date.now() > 5')],
    [file('src/features/sessions/session.ts', '// Pure: when a session ends.', 'const now = new Date()')],
    [
      file(
        'src/ledger/posting.ts',
        '/** Pure: double entry. */',
        "import { randomBytes } from 'node:crypto'",
      ),
    ],
    [
      file(
        'src/ledger/posting.ts',
        '/**',
        ' * Pure: double entry.',
        ' */',
        "import type { Kysely } from 'kysely'",
      ),
    ],
    [file('src/limits/bucket.ts', '// Pure: budgets.', 'const a = process.env.A')],
  ],
  accepts: [
    [
      file(
        'src/policy/decide.ts',
        '// never Date.now',
        "import { createHash } from 'node:crypto'",
        'const d = new Date(now)',
      ),
      file('src/features/sessions/store.ts', '// What is written.', "import { sql } from 'kysely'"),
    ],
  ],
}

/**
 * Who may read the machine's clock. `db/clock.ts` keeps the estimate of the one clock for the hot path; the embedded
 * cluster is started before there is a database to ask; a log line is stamped even when the database is away; the doctor
 * holds the machine's clock against ours.
 */
const READS_CLOCK = /^src\/(?:db\/clock\.ts|db\/embedded\/|lib\/log\.ts|cli\/doctor\.ts)/

function checkClock(files: readonly SourceFile[]): Violation[] {
  return files
    .filter(({ path }) => isProduct(path) && !READS_CLOCK.test(path))
    .flatMap((each) => {
      const { bare } = scan(each)
      return [...bare.matchAll(CLOCK)].map((match) => ({
        path: each.path,
        line: lineAt(bare, match.index),
        says: `${match[0]}: the time comes as an argument`,
      }))
    })
}

export const oneClock: Rule = {
  name: 'only the clock reads a clock',
  check: checkClock,
  refuses: [
    [file('src/identify/session.ts', 'const now = Date.now()')],
    [file('src/app.ts', 'const at = new Date( )')],
    [file('src/serve/serve.ts', 'const began = performance.now()')],
  ],
  accepts: [
    [
      file('src/db/clock.ts', 'export const read = () => performance.now()'),
      file('src/identify/session.ts', 'const at = new Date(now)', '// Date.now is for the clock'),
      file('src/identify/session.test.ts', 'const now = Date.now()'),
    ],
  ],
}

const SQL_CLOCK =
  /(?<![\w.])(?:pg_catalog\.)?(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(\s*\)|\b(?:current_timestamp|current_date|current_time|localtimestamp)\b/gi
/** The one function that tells the time; the body is what is forbidden elsewhere. */
const CLOCK_FUNCTION =
  /create\s+(?:or\s+replace\s+)?function\s+holdfast\.clock\(\)[^;$]*\$(\w*)\$[\s\S]*?\$\1\$/gi
/** The list of applied migrations is made before the first of them has made the clock. No decision reads it. */
const BEFORE_CLOCK = 'src/db/migrate.ts'

/** Blanks everything but the insides of strings: there the SQL is. */
export function stringsOf(each: SourceFile): string {
  const { code, bare } = scan(each)
  let strings = ''
  for (let at = 0; at < code.length; at += 1)
    strings += bare[at] === code[at] && code[at] !== '\n' ? ' ' : code[at]
  return strings
}

export function sqlOf(each: SourceFile): string {
  if (!each.path.endsWith('.sql')) return stringsOf(each)
  const hide = (part: string): string => part.replace(/[^\n]/g, ' ')
  return each.text
    .replace(/--[^\n]*/g, hide)
    .replace(/\/\*[\s\S]*?\*\//g, hide)
    .replace(CLOCK_FUNCTION, hide)
}

function checkSqlClock(files: readonly SourceFile[]): Violation[] {
  const found: Violation[] = []
  for (const each of files) {
    if (!each.path.startsWith('src/') || isTest(each.path) || each.path === BEFORE_CLOCK) continue
    if (!each.path.endsWith('.sql') && !isProduct(each.path)) continue
    const sql = sqlOf(each)
    for (const match of sql.matchAll(SQL_CLOCK)) {
      found.push({
        path: each.path,
        line: lineAt(sql, match.index),
        says: `${match[0]}: only the clock's function reads it`,
      })
    }
  }
  return found
}

export const oneSqlClock: Rule = {
  name: 'no SQL reads a clock but the function that is the clock',
  check: checkSqlClock,
  refuses: [
    [file('src/identify/store.ts', 'const rows = sql`select 1 where expires_at > now()`')],
    [
      file(
        'src/db/migrations/0002-accounts.sql',
        'create table a (at timestamptz default current_timestamp);',
      ),
    ],
    [file('src/db/migrations/0002-accounts.sql', 'select clock_timestamp();')],
  ],
  accepts: [
    [
      file(
        'src/db/migrations/0001-clock.sql',
        'create function holdfast.clock() returns a as $$ select clock_timestamp() $$;',
      ),
      file('src/db/migrations/0002-accounts.sql', '-- never now()', 'select holdfast.clock();'),
      file('src/identify/store.ts', 'const now = deps.now()'),
    ],
  ],
}
