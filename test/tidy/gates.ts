// The two places where protection could be lost without a sound: where sessions are born, and what needs no action.
import { importsOf, resolve, scan } from './code.ts'
import type { Rule, SourceFile, Violation } from './rule.ts'
import { file, isProduct, lineAt } from './rule.ts'

/** Operation to the reason why it needs no action: who adds a line here says why in review. */
const LIST = 'test/tidy/public-operations.json'

const BIRTHPLACE = 'src/features/sign-in/'

function checkSessions(files: readonly SourceFile[]): Violation[] {
  const importers: Violation[] = []
  for (const from of files.filter(({ path }) => isProduct(path))) {
    for (const { names, specifier, line } of importsOf(from)) {
      if (!/\bcreateSession\b/.test(names)) continue
      const target = resolve(from.path, specifier) ?? specifier
      importers.push({ path: from.path, line, says: `imports createSession of ${target}` })
    }
  }
  const elsewhere = importers.filter(({ path }) => !path.startsWith(BIRTHPLACE))
  return elsewhere.length === 0 && importers.length < 2 ? [] : elsewhere.length > 0 ? elsewhere : importers
}

export const oneBirthplace: Rule = {
  name: 'sessions are born in one place',
  check: checkSessions,
  refuses: [
    [file('src/features/recovery/routes.ts', "import { createSession } from '../../identify/store.ts'")],
    [
      file('src/features/sign-in/routes.ts', "import { createSession } from '../../identify/store.ts'"),
      file('src/features/sign-in/other.ts', "import { createSession } from '../../identify/store.ts'"),
    ],
  ],
  accepts: [
    [
      file(
        'src/features/sign-in/routes.ts',
        "import { createSession, type X } from '../../identify/store.ts'",
      ),
      file('src/identify/store.test.ts', "import { createSession } from './store.ts'"),
    ],
  ],
}

const PUBLIC = /\baction:\s*['"]public['"]/g

/** `METHOD /path` of the operation that the match stands in. */
function operationAt(code: string, index: number): string {
  const start = Math.max(code.lastIndexOf('operation(', index), 0)
  const next = code.indexOf('operation(', index)
  const body = code.slice(start, next === -1 ? undefined : next)
  const method = /\bmethod:\s*['"](\w+)['"]/.exec(body)?.[1] ?? '?'
  const path = /\bpath:\s*['"]([^'"]+)['"]/.exec(body)?.[1] ?? '?'
  return `${method} ${path}`
}

function checkPublic(files: readonly SourceFile[]): Violation[] {
  const listed = listedNames(files)
  const seen = new Set<string>()
  const found: Violation[] = []
  for (const each of files.filter(({ path }) => isProduct(path))) {
    const { code } = scan(each)
    for (const match of code.matchAll(PUBLIC)) {
      const name = operationAt(code, match.index)
      seen.add(name)
      if (listed.includes(name)) continue
      found.push({
        path: each.path,
        line: lineAt(code, match.index),
        says: `${name} is public and not listed in ${LIST}`,
      })
    }
  }
  const gone = listed.filter((name) => !seen.has(name))
  return [
    ...found,
    ...gone.map((name) => ({ path: LIST, line: 1, says: `${name} is listed and not public` })),
  ]
}

function listedNames(files: readonly SourceFile[]): readonly string[] {
  const parsed: unknown = JSON.parse(files.find(({ path }) => path === LIST)?.text ?? '{}')
  return typeof parsed === 'object' && parsed !== null ? Object.keys(parsed) : []
}

const listing = file(LIST, '{ "GET /v1/hello": "says hello to anyone" }')

export const listedPublic: Rule = {
  name: 'only listed operations are public',
  check: checkPublic,
  refuses: [
    [
      listing,
      file('src/features/a/contract.ts', "operation({ method: 'POST', path: '/v1/a', action: 'public' })"),
    ],
    [
      listing,
      file('src/features/a/contract.ts', "operation({ method: 'GET', path: '/v1/hello', action: 'hello' })"),
    ],
  ],
  accepts: [
    [
      listing,
      file(
        'src/features/a/contract.ts',
        "const a = operation({ action: 'money.send', method: 'POST', path: '/v1/a' })",
        "const b = operation({ method: 'GET', path: '/v1/hello', action: 'public' })",
        "const c = operation({ method: 'POST', path: '/v1/c', action: 'money.send' })",
      ),
    ],
  ],
}
