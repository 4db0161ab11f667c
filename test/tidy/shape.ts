// What a file may look like: no construct that hides meaning, nothing left over, nothing too long to read.
import { scan } from './code.ts'
import type { Rule, SourceFile, Violation } from './rule.ts'
import { file, isExample, isScript, isTest, lineAt } from './rule.ts'

type Ban = { readonly pattern: RegExp; readonly says: string; readonly except?: (path: string) => boolean }

/** A tool demands a default export of these, and of no other. */
const DEFAULT_EXPORTS = new Set(['web/vite.config.ts', 'test/reporter.ts'])
/** The face of the published package. */
const BARRELS = new Set(['sdk/index.ts'])

const inLib = (path: string): boolean => path.startsWith('src/lib/')

const BANS: readonly Ban[] = [
  {
    pattern: /^[ \t]*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s+\w/gm,
    says: 'a union of strings, not an enum',
  },
  {
    pattern: /\bexport\s+default\b|\bas\s+default\b/g,
    says: 'named exports only',
    // A declaration says what others export.
    except: (path) => DEFAULT_EXPORTS.has(path) || path.endsWith('.d.ts'),
  },
  {
    pattern: /^export\s+(?:type\s+)?\*/gm,
    says: 'no barrel: import from where the thing is',
    except: (path) => BARRELS.has(path),
  },
  {
    pattern: /(?::\s*|<|\bas\s+|\|\s*|,\s*)any\b(?=\s*(?:[\][)>,;=|&]|$))|\bz\.any\(/gm,
    says: 'any hides a mistake',
    except: inLib,
  },
  { pattern: /\bas\s+unknown\s+as\b/g, says: 'a cast through unknown hides a mistake', except: inLib },
]

function checkConstructs(files: readonly SourceFile[]): Violation[] {
  const found: Violation[] = []
  for (const each of files.filter(({ path }) => isScript(path) && path !== 'src/db/schema.ts')) {
    const { bare } = scan(each)
    for (const { pattern, says, except } of BANS) {
      if (except?.(each.path) === true) continue
      for (const match of bare.matchAll(pattern))
        found.push({ path: each.path, line: lineAt(bare, match.index), says })
    }
    if (isBarrel(bare) && !BARRELS.has(each.path))
      found.push({ path: each.path, line: 1, says: 'only passes on others' })
  }
  return found
}

/** A file may pass on a type that its own face speaks of; one that does nothing else is a barrel. */
function isBarrel(bare: string): boolean {
  const left = bare
    .replace(/\b(?:import|export)\s+(?:type\s+)?(?:[\w*\s,]|\{[^}]*\})*\bfrom\s+;?/g, '')
    .trim()
  return left === '' && /\bexport\b/.test(bare)
}

export const plainConstructs: Rule = {
  name: 'no enum, default export, barrel, any or cast through unknown',
  check: checkConstructs,
  refuses: [
    [file('src/policy/lock.ts', 'export enum Lock { on, off }')],
    [file('src/app.ts', 'export default function app() {}')],
    [file('src/audit/all.ts', "export * from './store.ts'")],
    [file('src/audit/all.ts', "export { add } from './store.ts'")],
    [file('src/app.ts', 'function f(a: any) {}')],
    [file('src/app.ts', 'const a = b as any')],
    [file('src/app.ts', 'const a: Record<string, any> = {}')],
    [file('test/kit/world.ts', 'const a = b as unknown as Clock')],
  ],
  accepts: [
    [
      file(
        'src/app.ts',
        "const text = 'as any'",
        '// any, enum',
        'const company = 1 as const',
        'export const a = b as Row',
      ),
      file('src/db/open.ts', "export type { A } from './a.ts'", 'export function open(): void {}'),
      file('src/lib/json.ts', 'const a = b as unknown as Json'),
      file('web/vite.config.ts', 'export default {}'),
      file('web/portal/a.tsx', '<p>As with any method, any of these</p>'),
    ],
  ],
}

const LEFT = /\b(?:TODO|FIXME|XXX|HACK)\b|@ts-(?:ignore|nocheck|expect-error)\b/g
const LEFT_IN_CODE = /\bconsole\.\w+\(|\bdebugger\b/g
// A test may say why it cannot run on a machine; it may not be switched off.
const LEFT_IN_TESTS =
  /\b(?:test|it|describe|suite|t|context)\.(?:only|skip|todo)\(|[{,]\s*(?:only|skip|todo):\s*(?:true|['"`])/g

function checkLeftovers(files: readonly SourceFile[]): Violation[] {
  const found: Violation[] = []
  for (const each of files) {
    if (isExample(each.path) || !/\.(?:tsx?|css|sql|html|sh)$/.test(each.path)) continue
    const { bare } = scan(each)
    const lists: readonly (readonly [RegExp, string])[] = [
      [LEFT, each.text],
      ...(isScript(each.path) ? [[LEFT_IN_CODE, bare] as const] : []),
      ...(isTest(each.path) ? [[LEFT_IN_TESTS, bare] as const] : []),
    ]
    for (const [pattern, text] of lists) {
      for (const match of text.matchAll(pattern)) {
        found.push({ path: each.path, line: lineAt(text, match.index), says: `left over: ${match[0]}` })
      }
    }
  }
  return found
}

export const nothingLeft: Rule = {
  name: 'nothing is left over: no note to self, no print, no skipped test',
  check: checkLeftovers,
  refuses: [
    [file('src/app.ts', '// TODO later')],
    [file('web/styles/page.css', '/* FIXME */')],
    [file('src/app.ts', 'console.log(1)')],
    [file('src/app.test.ts', "test.only('a', () => {})")],
    [file('src/app.test.ts', "test('a', { skip: true }, () => {})")],
    [file('src/app.ts', '// @ts-expect-error')],
  ],
  accepts: [
    [
      file('src/app.ts', "const text = 'console.log('", 'list.skip(2)', '// nothing todo'),
      file('src/app.test.ts', "test('a', { skip: isRoot ? false : 'needs root' }, () => {})"),
    ],
  ],
}

export const FILE_LINES = 400
export const FUNCTION_LINES = 60
/** Markup is a list of what is on the page: its length is not depth. */
export const COMPONENT_LINES = 100

const NOT_WRITTEN = /^src\/db\/schema\.ts$|^test\/vectors\//

function checkFileLength(files: readonly SourceFile[]): Violation[] {
  return files
    .filter(({ path }) => isScript(path) && !NOT_WRITTEN.test(path))
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > FILE_LINES)
    .map(({ path, lines }) => ({ path, line: FILE_LINES, says: `${lines} lines; ${FILE_LINES} at most` }))
}

const long = (count: number, line: string): string[] => Array.from({ length: count }, () => line)

export const fileLength: Rule = {
  name: `no file is longer than ${FILE_LINES} lines`,
  check: checkFileLength,
  refuses: [[file('src/app.ts', ...long(FILE_LINES + 1, ''))]],
  accepts: [[file('src/app.ts', ...long(FILE_LINES, '')), file('src/db/schema.ts', ...long(900, ''))]],
}

// The formatter sets the closing brace of a function to the indentation of its first line: no parser is needed.
const HEAD =
  /^(\s*)(?:(?:export\s+)?(?:default\s+)?(?:async\s+)?function\b|(?:static\s+|async\s+|get\s+|set\s+|private\s+|readonly\s+)*[\w#]+\(.*\{$|.*=>\s*\{$)/
const NO_HEAD = /^\s*(?:if|for|while|switch|catch|describe|suite)\b/

function checkFunctionLength(files: readonly SourceFile[]): Violation[] {
  const found: Violation[] = []
  for (const each of files.filter(({ path }) => isScript(path))) {
    const most = each.path.endsWith('.tsx') ? COMPONENT_LINES : FUNCTION_LINES
    const lines = scan(each).bare.split('\n')
    for (const [at, line] of lines.entries()) {
      const head = HEAD.exec(line)
      if (head === null || NO_HEAD.test(line)) continue
      const close = `${head[1]}}`
      const length =
        lines.slice(at).findIndex((later, i) => i > 0 && later.startsWith(close) && !later.endsWith('{')) + 1
      if (length > most)
        found.push({ path: each.path, line: at + 1, says: `a function of ${length} lines; ${most} at most` })
    }
  }
  return found
}

export const functionLength: Rule = {
  name: `no function is longer than ${FUNCTION_LINES} lines`,
  check: checkFunctionLength,
  refuses: [
    [
      file(
        'src/app.ts',
        'export async function app(',
        '  deps: Deps,',
        '): App {',
        ...long(60, '  act()'),
        '}',
      ),
    ],
    [file('src/app.ts', 'export const app = (deps: Deps): App => {', ...long(60, '  act()'), '}')],
    [
      file(
        'src/app.ts',
        'class Pool {',
        '  take(count: number): void {',
        ...long(60, '    act()'),
        '  }',
        '}',
      ),
    ],
  ],
  accepts: [
    [
      file(
        'src/app.ts',
        'export function app({',
        '  db,',
        '}: Deps): App {',
        ...long(50, '  act()'),
        '}',
        ...long(50, 'act()'),
      ),
      file('src/a.test.ts', "describe('a', () => {", ...long(200, '  act()'), '})'),
      file('web/portal/a.tsx', 'export function Page() {', ...long(90, '  act()'), '}'),
    ],
  ],
}
