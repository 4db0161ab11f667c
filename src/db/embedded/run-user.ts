/**
 * Who runs the database. PostgreSQL refuses to run as root, so a server that runs as root drops to
 * another user for it; any other server runs it as itself.
 */
import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { type EmbeddedRefusal, refuse } from './refusal.ts'

export type RunUser = {
  readonly name: string
  readonly uid: number
  readonly gid: number
  /** Whether the server is root and has to change its ids for what it starts. */
  readonly drop: boolean
}

export type Owner = { readonly uid: number; readonly gid: number }

const FALLBACK_USERS = ['postgres', 'nobody']

/**
 * The owner of a cluster that is there already runs it, so that a user called `postgres` who comes
 * later (with a package of the system, say) does not lock the server out of its own data.
 */
export function chooseRunUser(clusterOwner: Owner | undefined): RunUser | EmbeddedRefusal {
  const uid = process.getuid?.()
  const gid = process.getgid?.()
  if (uid === undefined || gid === undefined) {
    return refuse(
      'start-failed',
      'The embedded database runs on Linux only; set DATABASE_URL to a PostgreSQL 15 or newer instead.',
    )
  }
  if (uid !== 0) {
    return { name: ownName(uid), uid, gid, drop: false }
  }
  const users = readUsers()
  if (clusterOwner !== undefined && clusterOwner.uid !== 0) {
    const name = users.find((user) => user.uid === clusterOwner.uid)?.name ?? `#${clusterOwner.uid}`
    return { name, ...clusterOwner, drop: true }
  }
  for (const name of FALLBACK_USERS) {
    const user = users.find((candidate) => candidate.name === name && candidate.uid !== 0)
    if (user !== undefined) {
      return { ...user, drop: true }
    }
  }
  return refuse(
    'start-failed',
    'PostgreSQL does not run as root and this system has no user `postgres` or `nobody` to drop to; make one with `useradd --system postgres`.',
  )
}

/** A container may run us under a number that has no name. */
function ownName(uid: number): string {
  try {
    return userInfo().username
  } catch {
    return `#${uid}`
  }
}

function readUsers(): readonly Omit<RunUser, 'drop'>[] {
  let text: string
  try {
    text = readFileSync('/etc/passwd', 'utf8')
  } catch {
    return []
  }
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    if (name === undefined || uid === undefined || gid === undefined) {
      return []
    }
    return [{ name, uid: Number(uid), gid: Number(gid) }]
  })
}
