// Contracts are data, and what a browser loads is made of contracts and pure files alone.
import { importsOf, packageOf, resolve } from './code.ts'
import type { Rule, SourceFile, Violation } from './rule.ts'
import { file, isScript, isTest } from './rule.ts'

function isContract(path: string): boolean {
  return path === 'src/contracts.ts' || (path.startsWith('src/') && path.endsWith('/contract.ts'))
}

function checkContracts(files: readonly SourceFile[]): Violation[] {
  const found: Violation[] = []
  for (const from of files.filter(({ path }) => isContract(path) && !path.startsWith('src/lib/'))) {
    for (const { specifier, line, typeOnly } of importsOf(from)) {
      const target = resolve(from.path, specifier)
      const allowed =
        target === undefined
          ? specifier === 'zod'
          : isContract(target) ||
            target.startsWith('src/lib/') ||
            // The name of an action is part of a contract; the row that it names is not.
            (typeOnly && target === 'src/policy/actions.ts')
      if (!allowed) found.push({ path: from.path, line, says: `a contract may not import ${specifier}` })
    }
  }
  return found
}

export const contractPurity: Rule = {
  name: 'a contract imports zod, lib and other contracts, and nothing else',
  check: checkContracts,
  refuses: [
    [file('src/features/sessions/contract.ts', "import { list } from './store.ts'")],
    [file('src/features/sessions/contract.ts', "import { ACTIONS } from '../../policy/actions.ts'")],
    [file('src/contracts.ts', "import fastify from 'fastify'")],
  ],
  accepts: [
    [
      file(
        'src/features/sessions/contract.ts',
        "import { z } from 'zod'",
        "import { operation } from '../../lib/contract.ts'",
        "import type { Action } from '../../policy/actions.ts'",
        "import { device } from '../sign-in/contract.ts'",
      ),
    ],
  ],
}

/** Files that Node runs, though they lie beside the portal. */
const RUN_BY_NODE = /^web\/(?:vite\.config\.ts$|build\/)/

function isClient(path: string): boolean {
  return /^(?:web|sdk)\//.test(path) && isScript(path) && !isTest(path) && !RUN_BY_NODE.test(path)
}

function directProblem(from: string, target: string): string | undefined {
  if (target.startsWith('web/') && from.startsWith('web/')) return undefined
  if (target.startsWith('sdk/')) return undefined
  if (isContract(target) || target.startsWith('src/lib/')) return undefined
  return `the client side may not import ${target}`
}

function checkReach(files: readonly SourceFile[]): Violation[] {
  const byPath = new Map(files.map((each) => [each.path, each]))
  const found: Violation[] = []
  const queue = files.filter(({ path }) => isClient(path))
  const seen = new Set(queue.map(({ path }) => path))
  for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
    const browser = from.path.startsWith('web/')
    for (const { specifier, line, typeOnly } of importsOf(from)) {
      const target = resolve(from.path, specifier)
      const says =
        target === undefined
          ? packageProblem(from.path, specifier, typeOnly)
          : pathProblem(from, target, typeOnly)
      if (says !== undefined) found.push({ path: from.path, line, says })
      const next = target === undefined || typeOnly ? undefined : byPath.get(target)
      if (
        next === undefined ||
        seen.has(next.path) ||
        !isScript(next.path) ||
        (browser && says !== undefined)
      )
        continue
      seen.add(next.path)
      queue.push(next)
    }
  }
  return found
}

function pathProblem(from: SourceFile, target: string, typeOnly: boolean): string | undefined {
  if (isClient(from.path)) return directProblem(from.path, target)
  // A file of src that the client side runs: what it runs is held to the same rule.
  return typeOnly ? undefined : directProblem(from.path, target)
}

function packageProblem(from: string, specifier: string, typeOnly: boolean): string | undefined {
  if (typeOnly) return undefined
  if (specifier.startsWith('node:'))
    return `${specifier} is not there in a browser, and this file is loaded by one`
  const name = packageOf(specifier)
  if (from.startsWith('src/') && name !== 'zod') return `${name} would be loaded by a browser`
  if (from.startsWith('sdk/')) return `the SDK has no dependency but the contracts: ${name}`
  return undefined
}

export const clientReach: Rule = {
  name: 'web and sdk reach only contracts and files of lib that a browser can load',
  check: checkReach,
  refuses: [
    [file('web/portal/main.tsx', "import { decide } from '../../src/policy/decide.ts'")],
    [file('web/portal/main.tsx', "import { readFileSync } from 'node:fs'")],
    [file('sdk/client.ts', "import pg from 'pg'")],
    [
      file('web/portal/main.tsx', "import { hex } from '../../src/lib/hex.ts'"),
      file('src/lib/hex.ts', "import { randomBytes } from 'node:crypto'"),
    ],
  ],
  accepts: [
    [
      file('web/vite.config.ts', "import { join } from 'node:path'"),
      file(
        'web/portal/main.tsx',
        "import { client } from '../../sdk/client.ts'",
        "import { useState } from 'react'",
      ),
      file('sdk/client.ts', "import { contracts } from '../src/contracts.ts'"),
      file('src/contracts.ts', "import { a } from './features/a/contract.ts'"),
      file('src/features/a/contract.ts', "import { z } from 'zod'", "import { b } from '../../lib/b.ts'"),
      file('src/lib/b.ts', "import type { C } from '../db/schema.ts'"),
    ],
  ],
}
