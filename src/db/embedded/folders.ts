import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type EmbeddedRefusal, quoted, reasonOf, refuse } from './refusal.ts'
import type { Owner, RunUser } from './run-user.ts'

/**
 * Makes the data folder, or takes the one that is there, and answers its real path. A folder that we
 * make, or find empty and ours, is closed to all others; one with content keeps the mode its owner
 * gave it. Missing parents get the ordinary mode: closed ones would bar the user who runs the database.
 */
export function makeDataFolder(dataFolder: string): string | EmbeddedRefusal {
  const folder = resolve(dataFolder)
  try {
    makeParents(dirname(folder))
    makeIfMissing(folder, 0o700)
    const real = realpathSync(folder)
    accessSync(real, constants.W_OK | constants.X_OK)
    const { uid, mode } = statSync(real)
    const isShared = (mode & 0o1000) !== 0
    if (uid === process.getuid?.() && !isShared && readdirSync(real).length === 0) {
      chmodSync(real, 0o700)
    }
    return real
  } catch (error) {
    return refuse(
      'unreachable-folder',
      `The data folder ${folder} cannot be made or written (${reasonOf(error)}); make it with \`sudo mkdir -p ${quoted(folder)} && sudo chown ${process.getuid?.() ?? 0} ${quoted(folder)}\`.`,
    )
  }
}

/**
 * Makes the folder around a cluster. The server owns it and the run user passes by its group, with
 * no right to list or to write: lock, log and copied programs cannot be swapped by whoever gets hold
 * of the run user.
 */
export function makeHome(folder: string, user: RunUser): EmbeddedRefusal | undefined {
  try {
    makeIfMissing(folder, 0o700)
    if (user.drop) {
      chownSync(folder, 0, user.gid)
      chmodSync(folder, 0o710)
    } else {
      chmodSync(folder, 0o700)
    }
    return undefined
  } catch (error) {
    const server = user.drop ? 'root' : user.name
    return refuse(
      'unreachable-folder',
      `The server's OS user ${server} cannot keep a database in ${folder} (${reasonOf(error)}); hand it over with \`sudo chown -R ${server} ${quoted(folder)}\`.`,
    )
  }
}

/** One by one: the recursive mkdir of Node turns forever where the kernel makes no folders (/proc). */
export function makeParents(folder: string): void {
  if (!existsSync(folder)) {
    makeParents(dirname(folder))
    makeIfMissing(folder, 0o777)
  }
}

/** Another server that starts at the same moment may make it first. */
function makeIfMissing(folder: string, mode: number): void {
  try {
    mkdirSync(folder, { mode })
  } catch (error) {
    if (!existsSync(folder)) {
      throw error
    }
  }
}

/**
 * A data folder of our own with mode 0700 lets the run user's group pass, and no more: the keys in
 * it stay unlisted and, by their own mode, unreadable. A folder that is another's is left alone.
 */
export function openToGroup(dataFolder: string, user: RunUser): boolean {
  const { uid, mode } = statSync(dataFolder)
  if (!user.drop || uid !== 0 || (mode & 0o077) !== 0) {
    return false
  }
  chownSync(dataFolder, 0, user.gid)
  chmodSync(dataFolder, 0o710)
  return true
}

export function ownerOf(path: string): Owner | undefined {
  try {
    const { uid, gid } = statSync(path)
    return { uid, gid }
  } catch {
    return undefined
  }
}
