// The shape of src: one linear import order, and features that are islands.
import { importsOf, resolve } from './code.ts'
import type { Rule, SourceFile, Violation } from './rule.ts'
import { file, isProduct, isTest } from './rule.ts'

/** A module sees itself and what stands to its left. */
export const ORDER = [
  'lib',
  'db',
  'audit',
  'limits',
  'jobs',
  'notify',
  'ledger',
  'identify',
  'factors',
  'policy',
  'serve',
  'features',
  'contracts',
  'config',
  'app',
  // What a process needs before it can serve: a database, keys, the built portal.
  'start',
  'main',
  'cli',
] as const

const SEES_CONFIG: readonly string[] = ['config', 'app', 'start', 'main', 'cli']

function moduleOf(path: string): string {
  return (path.split('/')[1] ?? '').replace(/\.ts$/, '')
}

function rank(module: string): number {
  return ORDER.findIndex((name) => name === module)
}

function checkOrder(files: readonly SourceFile[]): Violation[] {
  const found: Violation[] = []
  for (const from of files.filter(({ path }) => isProduct(path))) {
    const own = moduleOf(from.path)
    if (rank(own) === -1)
      found.push({ path: from.path, line: 1, says: `module ${own} has no place in the order` })
    for (const { specifier, line } of importsOf(from)) {
      const target = resolve(from.path, specifier)
      if (target === undefined || target === 'package.json') continue
      const says = problem(own, target)
      if (says !== undefined) found.push({ path: from.path, line, says })
    }
  }
  return found
}

function problem(own: string, target: string): string | undefined {
  if (!target.startsWith('src/')) return `the product imports nothing outside src: ${target}`
  if (isTest(target)) return `the product imports nothing of its tests: ${target}`
  const seen = moduleOf(target)
  if (seen === own) return undefined
  if (seen === 'config' && !SEES_CONFIG.includes(own)) return 'configuration reaches modules as arguments'
  if (rank(seen) > rank(own)) return `${own} may not see ${seen}, which stands to its right`
  return undefined
}

export const importOrder: Rule = {
  name: 'a module of src imports itself and what stands to its left',
  check: checkOrder,
  refuses: [
    [file('src/lib/ids.ts', "import { open } from '../db/connect.ts'")],
    [file('src/policy/guard.ts', "import { config } from '../config.ts'")],
    [file('src/helpers/thing.ts', 'export const a = 1')],
    [file('src/app.ts', "import { world } from '../test/kit/world.ts'")],
    [file('src/db/connect.ts', "import { scene } from './embedded/testing/scene.ts'")],
    [file('src/audit/store.ts', "const later = await import('../cli.ts')")],
  ],
  accepts: [
    [
      file('src/db/connect.ts', "import { assert } from '../lib/assert.ts'", "import { Pool } from 'pg'"),
      file('src/main.ts', "import { read } from './config.ts'"),
      file('src/db/connect.test.ts', "import { world } from '../../test/kit/world.ts'"),
      file(
        'src/lib/a.ts',
        "// import { x } from '../db/x.ts'",
        'const text = "import a from \'../db/x.ts\'"',
      ),
    ],
  ],
}

function featureOf(path: string): string | undefined {
  return /^src\/features\/([^/]+)\//.exec(path)?.[1]
}

function checkIslands(files: readonly SourceFile[]): Violation[] {
  const found: Violation[] = []
  for (const from of files.filter(({ path }) => isProduct(path) && path.startsWith('src/features/'))) {
    const own = featureOf(from.path)
    if (own === undefined)
      found.push({ path: from.path, line: 1, says: 'what features share stands to their left' })
    for (const { specifier, line } of importsOf(from)) {
      const target = resolve(from.path, specifier)
      const other = target === undefined ? undefined : featureOf(target)
      if (other === undefined || other === own || target?.endsWith('/contract.ts')) continue
      found.push({ path: from.path, line, says: `feature ${own} imports feature ${other}` })
    }
  }
  return found
}

export const islands: Rule = {
  name: 'features never import each other, but for a contract',
  check: checkIslands,
  refuses: [
    [file('src/features/sign-up/routes.ts', "import { insert } from '../sign-in/store.ts'")],
    [file('src/features/shared.ts', 'export const a = 1')],
  ],
  accepts: [
    [
      file('src/features/sign-up/routes.ts', "import type { X } from '../sign-in/contract.ts'"),
      file('src/features/sign-up/store.ts', "import { a } from './account.ts'"),
    ],
  ],
}
