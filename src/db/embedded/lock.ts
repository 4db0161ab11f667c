/**
 * One server a folder. The lock is an exclusive lock of SQLite on an empty file, which underneath is
 * a record lock of the kernel (fcntl): Node has no call of its own for one. The kernel drops it at
 * the moment the holder dies, `kill -9` included, so it is never stale and two starters cannot both
 * win; a listening socket or a file with a pid would need a check and then an act, with a race
 * between them. It also holds between containers that share the folder, and has no limit on the
 * length of the path. No other code may open the lock file: closing it would drop the lock.
 */
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type EmbeddedRefusal, isRefusal, quoted, reasonOf, refuse } from './refusal.ts'
import { until } from './wait.ts'

export type FolderLock = { readonly release: () => void }

const SQLITE_BUSY = 5
const PREDECESSOR_MS = 1_500

/**
 * A server that was told to stop, or killed, a moment ago may still hold the lock for some
 * milliseconds; a restart must not fail for that, so a held lock is asked for again for a while.
 */
export async function takeLock(folder: string): Promise<FolderLock | EmbeddedRefusal> {
  let taken = tryLock(folder)
  await until(
    () => {
      if (isRefusal(taken) && taken.code === 'already-running') {
        taken = tryLock(folder)
      }
      return !isRefusal(taken) || taken.code !== 'already-running'
    },
    { everyMs: 25, atMostMs: PREDECESSOR_MS },
  )
  return taken
}

function tryLock(folder: string): FolderLock | EmbeddedRefusal {
  const lockFile = join(folder, 'server.lock')
  const pidFile = join(folder, 'server.pid')
  let database: DatabaseSync | undefined
  try {
    // SQLite would make the file readable to all; opening it beforehand decides the mode. This open
    // and close comes before the lock is taken, and 'ax' never touches a file that is there.
    makePrivateFile(lockFile)
    database = new DatabaseSync(lockFile, { timeout: 0 })
    database.exec('pragma journal_mode = memory; begin exclusive')
    writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 })
  } catch (error) {
    database?.close()
    return isBusy(error) ? alreadyRunning(folder, pidFile) : unusable(lockFile, error)
  }
  const held = database
  return {
    release: () => {
      if (held.isOpen) {
        rmSync(pidFile, { force: true })
        held.close()
      }
    },
  }
}

function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'ax', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw error
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
}

function alreadyRunning(folder: string, pidFile: string): EmbeddedRefusal {
  const pid = readPid(pidFile)
  const who = pid === undefined ? 'Another Holdfast server' : `Another Holdfast server (process ${pid})`
  const stop = pid === undefined ? 'Stop it first' : `Stop it first with \`kill ${pid}\``
  return refuse(
    'already-running',
    `${who} is running on the database in ${folder}. ${stop}, or give this server a data folder of its own.`,
  )
}

function unusable(lockFile: string, error: unknown): EmbeddedRefusal {
  return refuse(
    'unreachable-folder',
    `The lock file ${lockFile} cannot be used (${reasonOf(error)}); with no server running, remove it with \`rm ${quoted(lockFile)}\` and start again.`,
  )
}

/** Only for the sentence: the pid says whom to stop, the kernel's lock alone says that one runs. */
function readPid(pidFile: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10)
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}
