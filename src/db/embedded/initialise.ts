/**
 * Makes the cluster. It is made under another name and renamed when it is whole, so a cluster either
 * is there entirely or is not: a server killed in the middle leaves a folder that the next start
 * throws away.
 */
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import { type Binaries, systemFolders } from './binaries.ts'
import type { Home } from './home.ts'
import { type EmbeddedRefusal, quoted, reasonOf, refuse } from './refusal.ts'
import { run } from './run-as.ts'

export const SUPERUSER = 'postgres'

const HALF_MADE_PREFIX = 'cluster.new-'
const INITDB_MS = 120_000

/** Leaves a cluster of the programs' own major version in its place, or says why there is none. */
export async function ensureCluster(home: Home, binaries: Binaries): Promise<EmbeddedRefusal | undefined> {
  dropHalfMade(home.folder)
  const version = readMajorVersion(home.cluster)
  if (version === binaries.majorVersion) {
    return undefined
  }
  if (version !== undefined) {
    return refuseOtherVersion(home, version, binaries)
  }
  if (existsSync(home.cluster)) {
    return refuse(
      'start-failed',
      `${home.cluster} holds no whole database (its PG_VERSION is missing or unreadable); put it back from a backup, or begin an empty one with \`mv ${quoted(home.cluster)} ${quoted(`${home.cluster}.broken`)}\`.`,
    )
  }
  return await makeCluster(home, binaries)
}

async function makeCluster(home: Home, binaries: Binaries): Promise<EmbeddedRefusal | undefined> {
  const { user } = home.as
  try {
    const folder = mkdtempSync(join(home.folder, HALF_MADE_PREFIX))
    chmodSync(folder, 0o700)
    if (user.drop) {
      chownSync(folder, user.uid, user.gid)
    }
    const made = await run(home.as, join(binaries.folder, 'initdb'), initdbArguments(folder), {
      death: 'KILL',
      atMostMs: INITDB_MS,
    })
    if (made.code !== 0) {
      rmSync(folder, { recursive: true, force: true })
      return refuseInitdb(home, made.output)
    }
    renameSync(folder, home.cluster)
    syncFolder(home.folder)
    return undefined
  } catch (error) {
    return refuseInitdb(home, reasonOf(error))
  }
}

/**
 * - Locale C with UTF-8: sorting by code point is the same on every system and version, so that an
 *   update of the system's C library can never corrupt an index; words are compared by our code.
 * - `trust` on the socket: the kernel lets only root and the run user into the socket's folder
 *   (0700), and who is either could read the files or change this very setting; a password, which
 *   would lie in the same data folder, would add a secret and no barrier. Nothing is accepted from a
 *   network: no TCP is listened on, and were it, the entry says `reject`.
 * - Checksums, because a ledger must notice a page that the disk has changed.
 */
function initdbArguments(folder: string): readonly string[] {
  return [
    `--pgdata=${folder}`,
    `--username=${SUPERUSER}`,
    '--encoding=UTF8',
    '--locale=C',
    '--auth-local=trust',
    '--auth-host=reject',
    '--data-checksums',
    '--no-instructions',
  ]
}

function readMajorVersion(cluster: string): number | undefined {
  try {
    const version = Number.parseInt(readFileSync(join(cluster, 'PG_VERSION'), 'utf8'), 10)
    return Number.isSafeInteger(version) ? version : undefined
  } catch {
    return undefined
  }
}

function dropHalfMade(folder: string): void {
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith(HALF_MADE_PREFIX))) {
    try {
      rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 3, retryDelay: 50 })
    } catch {
      // An initdb whose server was killed may still be writing its last file; the rest goes at the
      // next start, and nothing reads it until then.
    }
  }
}

/** Without this, a power cut right after the start could bring back a folder without its cluster. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

function refuseInitdb(home: Home, output: string): EmbeddedRefusal {
  const line = output.split('\n').find((text) => /error|fatal|denied|no space/i.test(text)) ?? output
  return refuse(
    'start-failed',
    `The database could not be made in ${home.cluster} (${line.slice(0, 300)}); see that the disk has space with \`df -h ${quoted(home.folder)}\` and start again.`,
  )
}

function refuseOtherVersion(home: Home, version: number, binaries: Binaries): EmbeddedRefusal {
  const [present] = systemFolders(version)
  const old =
    present === undefined
      ? `install PostgreSQL ${version} (\`sudo apt-get install postgresql-${version}\`) and start the server with its programs`
      : `start the server with the programs in ${present}`
  return refuse(
    'other-major-version',
    `The database in ${home.cluster} was made by PostgreSQL ${version} and the programs in ${binaries.folder} are of version ${binaries.majorVersion}, which cannot read it: ${old}; to change over, dump it with pg_dump while that runs, stop, \`mv ${quoted(home.cluster)} ${quoted(`${home.cluster}.${version}`)}\`, start again and load the dump.`,
  )
}
