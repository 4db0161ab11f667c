/**
 * One run of PostgreSQL, from its first process to its end.
 */
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { Binaries } from './binaries.ts'
import type { Home } from './home.ts'
import { lastReason, openLog } from './log-file.ts'
import { clearProcesses, readPostmasterFile } from './processes.ts'
import { reasonOf } from './refusal.ts'
import { start } from './run-as.ts'
import { settingsFor } from './settings.ts'
import { prepareSocketFolder } from './socket.ts'
import { until } from './wait.ts'

export type Launch = {
  readonly home: Home
  readonly binaries: Binaries
  readonly socketFolder: string
}

export type Postmaster = {
  readonly kind: 'running'
  readonly pid: number
  /** Settles when the process has ended, for whatever reason, with words for it. */
  readonly ended: Promise<string>
  stop(): Promise<void>
}

export type LaunchFailure = { readonly kind: 'failed'; readonly reason: string }

/** Recovery after a crash replays at most the log since the last checkpoint, about a gigabyte. */
const READY_MS = 300_000
const FAST_SHUTDOWN_MS = 10_000
const QUIT_MS = 5_000

/** Answers when PostgreSQL takes connections. */
export async function launch(what: Launch): Promise<Postmaster | LaunchFailure> {
  const { cluster } = what.home
  if (!(await clearProcesses(cluster))) {
    return { kind: 'failed', reason: 'processes of an earlier run cannot be ended' }
  }
  const postmaster = begin(what)
  if (postmaster.kind === 'failed') {
    return postmaster
  }
  let hasEnded = false
  void postmaster.ended.then(() => {
    hasEnded = true
  })
  const isReady = (): boolean => {
    const file = readPostmasterFile(cluster)
    return Number(file[0]) === postmaster.pid && file[7]?.trim() === 'ready'
  }
  await until(() => hasEnded || isReady(), { everyMs: 5, atMostMs: READY_MS })
  if (!hasEnded && isReady()) {
    return postmaster
  }
  await postmaster.stop()
  return { kind: 'failed', reason: lastReason(what.home.log) || (await postmaster.ended) }
}

function begin(what: Launch): Postmaster | LaunchFailure {
  const { home } = what
  const log = openLog(home.log)
  try {
    prepareSocketFolder(what.socketFolder, home.as.user)
    const args = ['-D', home.cluster, ...settingsFor(what.socketFolder)]
    const child = start(home.as, join(what.binaries.folder, 'postgres'), args, {
      // The fast shutdown: when the server is killed, the database ends in order all the same.
      death: 'INT',
      stdio: ['ignore', log.handle, log.handle],
    })
    const ended = endOf(child)
    if (child.pid === undefined) {
      return { kind: 'failed', reason: `${what.binaries.folder}/postgres cannot be started` }
    }
    return { kind: 'running', pid: child.pid, ended, stop: () => stop(child, ended, home.cluster) }
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) }
  } finally {
    log.close()
  }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `exit code ${code}` : `ended by ${signal}`),
    )
  })
}

/** The fast shutdown writes everything out; one that hangs is cut off, and recovery does the rest. */
async function stop(child: ChildProcess, ended: Promise<string>, cluster: string): Promise<void> {
  let hasEnded = false
  void ended.then(() => {
    hasEnded = true
  })
  const isEnded = (): boolean => hasEnded
  child.kill('SIGINT')
  if (!(await until(isEnded, { everyMs: 5, atMostMs: FAST_SHUTDOWN_MS }))) {
    child.kill('SIGQUIT')
    await until(isEnded, { everyMs: 10, atMostMs: QUIT_MS })
  }
  if (!hasEnded) {
    child.kill('SIGKILL')
  }
  await clearProcesses(cluster)
}
