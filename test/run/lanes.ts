// The lanes of the tests: which files each runs, on which database, with which limits.
import { globSync } from 'node:fs'
import { ROOT } from '../tidy/tree.ts'

export type LaneName = 'unit' | 'api' | 'system-postgres' | 'race' | 'soak' | 'e2e'

export type Lane = {
  readonly name: LaneName
  readonly files: () => readonly string[]
  readonly server: 'own' | 'system'
  /** Files that run beside each other: one more than there are cores where they wait for the disk; a race wants them all. */
  readonly concurrency: number
  /** Of one test. */
  readonly testMs: number
  /** Of the whole lane: a file whose process does not end is ended with it, and named. */
  readonly laneMs: number
  readonly env?: Readonly<Record<string, string>>
  /** The built portal and a browser are needed. */
  readonly browser?: true
}

const MINUTE = 60_000

const API = /\.api\.test\.ts$/
const RACE = /^test\/race\/.*\.race\.test\.ts$/
const E2E = /^test\/e2e\/.*\.e2e\.test\.ts$/
/** By name or by folder: a browser test with a wrong name must not slip into the quick lane. */
const NOT_UNIT = /\.(?:api|race|e2e)\.test\.ts$|^test\/(?:race|e2e)\//

function all(): readonly string[] {
  return globSync('{src,sdk,web,scripts,bench,test}/**/*.test.ts', { cwd: ROOT }).sort()
}

function matching(pattern: RegExp): () => readonly string[] {
  return () => all().filter((file) => pattern.test(file))
}

function races(name: 'race' | 'soak', rounds: number, laneMs: number): Lane {
  const env = { HOLDFAST_ROUNDS: String(rounds), HOLDFAST_TEST_SAY: 'yes' }
  return { name, files: matching(RACE), server: 'own', concurrency: 1, testMs: 3 * MINUTE, laneMs, env }
}

const LANES: Readonly<Record<LaneName, Lane>> = {
  unit: {
    name: 'unit',
    files: () => all().filter((file) => !NOT_UNIT.test(file)),
    server: 'own',
    concurrency: 2,
    testMs: MINUTE,
    laneMs: 5 * MINUTE,
  },
  api: {
    name: 'api',
    files: matching(API),
    server: 'own',
    concurrency: 3,
    testMs: 2 * MINUTE,
    laneMs: 6 * MINUTE,
  },
  'system-postgres': {
    name: 'system-postgres',
    files: matching(API),
    server: 'system',
    concurrency: 3,
    testMs: 2 * MINUTE,
    laneMs: 6 * MINUTE,
  },
  race: races('race', 10, 5 * MINUTE),
  soak: races('soak', 50, 60 * MINUTE),
  // A browser waits for pages and for words to be there: two of them beside each other are done a quarter sooner.
  e2e: {
    name: 'e2e',
    files: matching(E2E),
    server: 'own',
    concurrency: 2,
    testMs: 3 * MINUTE,
    laneMs: 10 * MINUTE,
    browser: true,
  },
}

export const WHOLE: readonly LaneName[] = ['unit', 'api', 'system-postgres', 'race', 'e2e']

export function laneOf(name: string): Lane | undefined {
  return Object.values(LANES).find((lane) => lane.name === name)
}
