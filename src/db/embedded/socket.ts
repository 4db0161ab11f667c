/**
 * The folder of the socket. It is open to the run user alone (and root), which is what keeps every
 * other user of the machine off the database: see `initdbArguments`.
 */
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Home } from './home.ts'
import type { RunUser } from './run-user.ts'

/** Names the socket only, as nothing listens on TCP. */
export const PORT = 5432

/** The kernel's `sun_path` has 108 bytes, the last of which is zero. */
const PATH_BYTES_MAX = 107
const SHORT_PREFIX = 'holdfast-'
const SOCKET_FILE = `.s.PGSQL.${PORT}`

export function makeSocketFolder(home: Home): string {
  removeSocketFolder(home)
  if (fits(home.socket)) {
    mkdirSync(home.socket, { mode: 0o700 })
    own(home.socket, home.as.user)
    return home.socket
  }
  // A name that nobody can guess, made anew at each start: under a fixed name in /tmp another user
  // could wait with a folder, and a false database, of his own. The link tells a person, and the
  // next start, where it is.
  const folder = mkdtempSync(join(shortFolder(), SHORT_PREFIX))
  own(folder, home.as.user)
  symlinkSync(folder, home.socket)
  return folder
}

/**
 * Removes the socket, its lock file (whose number a dead and unreaped process may still hold, which
 * would make PostgreSQL refuse) and the folder. Only these names are touched, never what is in a
 * folder of /tmp that came to bear the name since.
 */
export function removeSocketFolder(home: Home): void {
  clearSocket(home.socket)
  const short = readLink(home.socket)
  if (short === undefined) {
    rmSync(home.socket, { recursive: true, force: true })
    return
  }
  if (basename(short).startsWith(SHORT_PREFIX)) {
    try {
      rmdirSync(short)
    } catch {
      // Somebody cleaned /tmp before us, or the folder is not ours any more.
    }
  }
  rmSync(home.socket, { force: true })
}

/**
 * Before each start on a folder made earlier: makes it again if a cleaner of /tmp took it, and
 * throws if another user has put a folder of his own in its place.
 */
export function prepareSocketFolder(folder: string, user: RunUser): void {
  if (!existsSync(folder)) {
    mkdirSync(folder, { mode: 0o700 })
    own(folder, user)
  }
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== user.uid) {
    throw new Error(`the socket folder ${folder} belongs to another user`)
  }
  clearSocket(folder)
}

function clearSocket(folder: string): void {
  for (const name of [SOCKET_FILE, `${SOCKET_FILE}.lock`]) {
    rmSync(join(folder, name), { force: true })
  }
}

function own(folder: string, user: RunUser): void {
  chmodSync(folder, 0o700)
  if (user.drop) {
    chownSync(folder, user.uid, user.gid)
  }
}

function shortFolder(): string {
  return fits(join(tmpdir(), `${SHORT_PREFIX}123456`)) ? tmpdir() : '/tmp'
}

function fits(folder: string): boolean {
  return Buffer.byteLength(join(folder, SOCKET_FILE)) <= PATH_BYTES_MAX
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}
