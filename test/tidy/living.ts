// What is there is used, and what is spoken of is there.
import { importsOf, resolve, scan } from './code.ts'
import type { Rule, SourceFile, Violation } from './rule.ts'
import { file, isScript, isTest, lineAt } from './rule.ts'

/** Started by a person, a tool or another process, and so imported by nobody. Scripts are named by package.json. */
const ENTRIES =
  /^(?:src\/(?:main|cli)\.ts|sdk\/(?:index|client)\.ts|web\/vite\.config\.ts|web\/offline\/worker\.ts|web\/.*\.d\.ts|test\/reporter\.ts)$/
/** Folders whose files are held together by tests and not by the product. */
const OUTSIDE = /^(?:test|bench|scripts)\//

function isLookedAt(path: string): boolean {
  return /^(?:src|sdk|web|test|bench|scripts)\//.test(path) && (isScript(path) || path.endsWith('.css'))
}

function checkDead(files: readonly SourceFile[]): Violation[] {
  const users = new Map<string, string[]>()
  for (const from of files) {
    for (const target of referencesOf(from)) users.set(target, [...(users.get(target) ?? []), from.path])
  }
  return files
    .filter(({ path }) => isLookedAt(path) && !isTest(path) && !ENTRIES.test(path))
    .filter(({ path }) => {
      const by = (users.get(path) ?? []).filter((user) => user !== path)
      // A file of the product that only its tests use is dead too.
      return !by.some((user) => OUTSIDE.test(path) || (!isTest(user) && !user.startsWith('test/')))
    })
    .map(({ path }) => ({ path, line: 1, says: 'nothing uses this file' }))
}

function referencesOf(from: SourceFile): string[] {
  if (isScript(from.path)) {
    const named = importsOf(from).map(({ specifier }) => resolve(from.path, specifier) ?? '')
    // Processes and workers are started by path.
    const { code } = scan(from)
    const spawned = [...code.matchAll(/['"`/]((?:src|sdk|web|test|bench|scripts)\/[\w./-]+\.tsx?)['"`]/g)]
    // Beside it, and read as text: a sheet that the server sends.
    const beside = [...code.matchAll(/['"`]([\w-]+(?:\/[\w-]+)*\.(?:css|tsx?))['"`]/g)].map(
      (match) => resolve(from.path, `./${match[1]}`) ?? '',
    )
    return [...named, ...beside, ...spawned.map((match) => match[1] ?? '')]
  }
  if (from.path === 'package.json' || from.path === '.ci/run' || from.path.startsWith('bin/')) {
    return [...from.text.matchAll(/\b((?:src|sdk|web|test|bench|scripts)\/[\w./-]+\.tsx?)\b/g)].map(
      (match) => match[1] ?? '',
    )
  }
  if (from.path.endsWith('.html')) {
    return [...from.text.matchAll(/\b(?:src|href)="\.?\/?([^"]+)"/g)].map(
      (match) => resolve(from.path, `./${match[1]}`) ?? '',
    )
  }
  if (from.path.endsWith('.css')) {
    return [...from.text.matchAll(/@import\s+(?:url\()?["']([^"']+)["']/g)].map(
      (match) => resolve(from.path, match[1] ?? '') ?? '',
    )
  }
  return []
}

export const noDeadFile: Rule = {
  name: 'no file is dead',
  check: checkDead,
  refuses: [
    [file('src/audit/old.ts', 'export const a = 1')],
    [
      file('src/audit/old.ts', 'export const a = 1'),
      file('src/audit/old.test.ts', "import { a } from './old.ts'"),
    ],
    [file('web/styles/old.css', 'a {}')],
    [file('scripts/old.ts', 'export const a = 1')],
  ],
  accepts: [
    [
      file('src/main.ts', "import { app } from './app.ts'"),
      file('src/app.ts', "new Worker(new URL('./worker.ts', import.meta.url))"),
      file('src/worker.ts', 'export const a = 1'),
      file('package.json', '{"scripts":{"docs":"node scripts/docs.ts"}}'),
      file('scripts/docs.ts', 'export const a = 1'),
      file('web/index.html', '<script type="module" src="/portal/main.tsx"></script>'),
      file('web/portal/main.tsx', "import '../styles/index.css'"),
      file('web/styles/index.css', '@import url("./page.css");'),
      file('web/styles/page.css', 'a {}'),
      file('test/kit/world.ts', 'export const a = 1'),
      file('src/app.test.ts', "import { a } from '../test/kit/world.ts'"),
    ],
  ],
}

/** Folders of the portal that are no feature: what features are made of and hung into. */
const NO_FEATURE = new Set([
  'ui',
  'factors',
  'shell',
  'front-door',
  'help',
  'dashboard',
  'security',
  'identities',
  'settings',
])

function checkNames(files: readonly SourceFile[]): Violation[] {
  const features = new Set(files.map(({ path }) => /^src\/features\/([^/]+)\//.exec(path)?.[1]))
  const found = new Map<string, Violation>()
  for (const { path } of files) {
    const [, folder, name] = /^web\/(portal|console)\/([^/]+)\//.exec(path) ?? []
    if (name === undefined || features.has(name) || NO_FEATURE.has(name)) continue
    found.set(`${folder}/${name}`, {
      path,
      line: 1,
      says: `web/${folder}/${name} has no feature of that name in src/features`,
    })
  }
  return [...found.values()]
}

export const sameNames: Rule = {
  name: 'a folder of the portal carries the name of its feature',
  check: checkNames,
  refuses: [[file('src/features/sessions/contract.ts', ''), file('web/portal/devices/page.tsx', '')]],
  accepts: [
    [
      file('src/features/sessions/contract.ts', ''),
      file('web/portal/sessions/page.tsx', ''),
      file('web/portal/shell/bar.tsx', ''),
      file('web/portal/main.tsx', ''),
    ],
  ],
}

/** What speaks to people, and what names the programs that they run. */
const DOCUMENT = /^(?:[^/]+\.md|docs\/.*\.md|package\.json|\.ci\/run)$/
const SPOKEN = /(?<![\w./@:-])((?:docs|src|web|sdk|test|bench|scripts|bin|\.ci)\/[\w./-]*)/g
const LINKED = /\]\((?!https?:|mailto:|#)([^)#\s]+)/g

function checkDocuments(files: readonly SourceFile[]): Violation[] {
  const known = new Set<string>()
  for (const { path } of files) {
    const parts = path.split('/')
    for (let end = 1; end <= parts.length; end += 1) known.add(parts.slice(0, end).join('/'))
  }
  const found: Violation[] = []
  for (const { path, text } of files.filter((each) => DOCUMENT.test(each.path))) {
    const spoken = [...text.matchAll(SPOKEN)].map((match) => ({
      at: match.index,
      name: whole(text, match.index, match[1] ?? ''),
    }))
    const linked = [...text.matchAll(LINKED)].map((match) => ({
      at: match.index,
      name: resolve(path, `./${match[1]}`) ?? '',
    }))
    for (const { at, name } of [...spoken, ...linked]) {
      const wanted = name.replace(/[./:]+$/, '')
      if (wanted !== '' && !known.has(wanted))
        found.push({ path, line: lineAt(text, at), says: `${name} is not there` })
    }
  }
  return found
}

/** Of a pattern (`src/features/NAME*`, `docs/<name>.md`) the folders before it are asked for. */
function whole(text: string, at: number, name: string): string {
  return /[*{<$]/.test(text[at + name.length] ?? '') ? name.slice(0, name.lastIndexOf('/')) : name
}

export const pathsExist: Rule = {
  name: 'each path that a document speaks of exists',
  check: checkDocuments,
  refuses: [
    [file('README.md', 'See `docs/gone.md`.')],
    [file('docs/style.md', 'See [why](decisions/gone.md).')],
    [file('ARCHITECTURE.md', 'src/gone/*.ts')],
  ],
  accepts: [
    [
      file(
        'README.md',
        'See docs/style.md. And `src/features/*/contract.ts`, https://example.org/src/x.ts, [a](docs/style.md#b)',
      ),
      file('docs/style.md', 'Back to [the door](../README.md), in src/features/.'),
      file('src/features/a/contract.ts', ''),
    ],
  ],
}
