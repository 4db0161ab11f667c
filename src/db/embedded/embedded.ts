/**
 * The embedded database: a private PostgreSQL in the data folder, made, started, healed and stopped
 * by the server. Its invariants: one server a folder, no TCP, every answered commit on the disk, and
 * nothing left behind by a `kill -9` that stands in the way of the next start.
 */
import { findBinaries } from './binaries.ts'
import { type Home, settleHome } from './home.ts'
import { ensureCluster, SUPERUSER } from './initialise.ts'
import { takeLock } from './lock.ts'
import { emptyLog } from './log-file.ts'
import { launch } from './postmaster.ts'
import { clearProcesses } from './processes.ts'
import { type EmbeddedRefusal, isRefusal, quoted, refuse } from './refusal.ts'
import { makeSocketFolder, PORT, removeSocketFolder } from './socket.ts'
import { type Supervised, supervise } from './supervise.ts'

export type { EmbeddedRefusal } from './refusal.ts'

export type EmbeddedOptions = {
  readonly dataFolder: string
  /** Forces the folder of PostgreSQL's programs. */
  readonly binFolder?: string
  /** Called with a sentence that the operator should read once, such as where the database lives. */
  readonly onNotice?: (sentence: string) => void
  /** Called when a running database ends unasked ('down') and when it is back ('up'). */
  readonly onState?: (state: 'up' | 'down', detail?: string) => void
}

export type EmbeddedCluster = {
  readonly socketFolder: string
  readonly port: number
  readonly superuser: string
  readonly majorVersion: number
  /** The postmaster's, while it runs. */
  readonly pid: () => number | undefined
  url(database: string, role: string): string
  stop(): Promise<void>
}

export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedCluster | EmbeddedRefusal> {
  const home = await settleHome(options.dataFolder, options.onNotice ?? ignore)
  if (isRefusal(home)) {
    return home
  }
  const lock = await takeLock(home.folder)
  if (isRefusal(lock)) {
    return lock
  }
  let isUp = false
  try {
    const started = await startIn(home, options, lock.release)
    isUp = !isRefusal(started)
    return started
  } catch (error) {
    // A full disk or a read-only one is the operator's to mend; anything else is a bug of ours.
    if (error instanceof Error && 'syscall' in error) {
      return refuseStart(home, error.message)
    }
    throw error
  } finally {
    if (!isUp) {
      lock.release()
    }
  }
}

/** The caller holds the lock of the folder, so what runs on it is left over from a dead server. */
async function startIn(
  home: Home,
  options: EmbeddedOptions,
  release: () => void,
): Promise<EmbeddedCluster | EmbeddedRefusal> {
  if (!(await clearProcesses(home.cluster))) {
    return refuseStart(home, 'processes of an earlier run cannot be ended')
  }
  const notify = options.onNotice ?? ignore
  const binaries = await findBinaries(home, { binFolder: options.binFolder, notify })
  if (isRefusal(binaries)) {
    return binaries
  }
  const refusal = await ensureCluster(home, binaries)
  if (refusal !== undefined) {
    return refusal
  }
  emptyLog(home.log)
  const socketFolder = makeSocketFolder(home)
  const what = { home, binaries, socketFolder }
  const first = await launch(what)
  if (first.kind === 'failed') {
    removeSocketFolder(home)
    return refuseStart(home, first.reason)
  }
  const supervised = supervise(what, first, options.onState ?? ignore)
  return {
    socketFolder,
    port: PORT,
    superuser: SUPERUSER,
    majorVersion: binaries.majorVersion,
    pid: supervised.pid,
    url: (database, role) => connectionUrl(socketFolder, database, role),
    stop: once(() => stopAll(supervised, home, release)),
  }
}

/** The lock goes last: until then no other server may look into the folder. */
async function stopAll(supervised: Supervised, home: Home, release: () => void): Promise<void> {
  await supervised.stop()
  removeSocketFolder(home)
  release()
}

/** A second call must not take the socket away from a server that has started in the meantime. */
function once(act: () => Promise<void>): () => Promise<void> {
  let acted: Promise<void> | undefined
  return () => {
    acted ??= act()
    return acted
  }
}

function connectionUrl(socketFolder: string, database: string, role: string): string {
  const host = encodeURIComponent(socketFolder)
  return `postgresql://${encodeURIComponent(role)}@/${encodeURIComponent(database)}?host=${host}&port=${PORT}`
}

function refuseStart(home: Home, reason: string): EmbeddedRefusal {
  return refuse(
    'start-failed',
    `PostgreSQL does not start on ${home.cluster} (${reason}); read its log with \`cat ${quoted(home.log)}\`.`,
  )
}

function ignore(): void {}
