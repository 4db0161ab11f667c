// A real Holdfast as an operator runs it: `serve` in a process of its own, with a data folder and a database of its own.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { clearProcesses, processesOn, readPostmasterPid } from '../../src/db/embedded/processes.ts'
import { freePort } from '../kit/world.ts'
import { ROOT } from '../tidy/tree.ts'

export type Holdfast = {
  readonly origin: string
  readonly dataFolder: string
  /** Starts the server. @returns milliseconds until it was ready. */
  start(): Promise<number>
  /** SIGKILL of the server. */
  kill(): Promise<void>
  /** SIGKILL of the postmaster, and the wait for another that serves. @returns milliseconds until then. */
  killDatabase(): Promise<number>
  /** The ordinary end. */
  stop(): Promise<void>
  /** A command of `holdfast` beside a server that does not run. */
  command(...words: readonly string[]): Promise<{ readonly code: number; readonly output: string }>
  /** The processes of PostgreSQL on the folder of this database. */
  orphans(): readonly number[]
}

const READY_MS = 60_000
const STOP_MS = 20_000
const POLL_MS = 10
const SAID_KEPT = 20_000

/** Nothing of the developer's or the runner's own settings reaches the server. */
function environment(dataFolder: string, port: number): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([key]) => !/^(?:DATABASE_|HOLDFAST_|PG|NODE_)/.test(key))
  const own = { HOLDFAST_DATA: dataFolder, HOLDFAST_PORT: String(port), HOLDFAST_TRUSTED_HOPS: '1' }
  return { ...Object.fromEntries(kept), ...own }
}

/** Where the cluster is: the data folder says it, when PostgreSQL's user could not reach into it. */
function clusterOf(dataFolder: string): { readonly home: string; readonly cluster: string } {
  const pointer = join(dataFolder, 'database-folder')
  const home = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(dataFolder, 'database')
  return { home, cluster: join(existsSync(home) ? realpathSync(home) : home, 'cluster') }
}

type State = { child: ChildProcess | undefined; said: string }

/** Makes the folder; it goes with the test, with whatever still runs in it. */
export async function newHoldfast(t: TestContext): Promise<Holdfast> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-kill-')))
  // As root, the database runs as another user, who must pass.
  chmodSync(folder, 0o755)
  const dataFolder = join(folder, 'data')
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const env = environment(dataFolder, port)
  const state: State = { child: undefined, said: '' }
  t.after(async () => {
    state.child?.kill('SIGKILL')
    const { home, cluster } = clusterOf(dataFolder)
    await clearProcesses(cluster)
    rmSync(home, { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    origin,
    dataFolder,
    start: () => start(state, env, origin),
    kill: () => end(state, 'SIGKILL'),
    killDatabase: () => killDatabase(state, clusterOf(dataFolder).cluster, origin),
    stop: () => end(state, 'SIGTERM'),
    command: (...words) => command(env, words),
    orphans: () => processesOn(clusterOf(dataFolder).cluster),
  }
}

async function start(state: State, env: NodeJS.ProcessEnv, origin: string): Promise<number> {
  const began = performance.now()
  const child = spawn(process.execPath, ['src/cli.ts', 'serve'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  state.child = child
  const hear = (chunk: Buffer): void => {
    state.said = (state.said + chunk.toString('utf8')).slice(-SAID_KEPT)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  await until(() => isReady(origin), state, READY_MS)
  return performance.now() - began
}

export async function isReady(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok
  } catch {
    return false
  }
}

async function until(isSo: () => Promise<boolean>, state: State, atMostMs: number): Promise<void> {
  const last = performance.now() + atMostMs
  while (!(await isSo())) {
    const { child } = state
    const isAlive = child !== undefined && child.exitCode === null && child.signalCode === null
    assert.ok(isAlive, `the server has ended:\n${state.said}`)
    assert.ok(performance.now() < last, `not ready after ${atMostMs} ms:\n${state.said}`)
    await wait(POLL_MS)
  }
}

async function end(state: State, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const { child } = state
  assert.ok(child && child.exitCode === null && child.signalCode === null, 'the server does not run')
  const ended = once(child, 'exit')
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(timer)
  state.child = undefined
  if (signal === 'SIGTERM') assert.equal(child.exitCode, 0, `an ordinary end:\n${state.said}`)
}

/** Backends may answer for a moment after their postmaster is dead: healed is who answers with another one. */
async function killDatabase(state: State, cluster: string, origin: string): Promise<number> {
  const old = readPostmasterPid(cluster)
  assert.ok(old !== undefined, 'there is no postmaster to kill')
  const began = performance.now()
  process.kill(old, 'SIGKILL')
  const isHealed = async (): Promise<boolean> => {
    const now = readPostmasterPid(cluster)
    return now !== undefined && now !== old && (await isReady(origin))
  }
  await until(isHealed, state, READY_MS)
  return performance.now() - began
}

async function command(
  env: NodeJS.ProcessEnv,
  words: readonly string[],
): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, ['src/cli.ts', ...words], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code: code ?? 1, output }
}
