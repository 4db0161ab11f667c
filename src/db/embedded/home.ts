/**
 * Where the database of a data folder lives: `<data folder>/database`, or, when the user who runs
 * PostgreSQL cannot pass a parent of it (`/root` is closed to all others), a folder under
 * /var/lib/holdfast that the data folder points at with a file. The pointer is what counts from then
 * on: opening the parent later, or moving the data folder, must never make the server begin an empty
 * database beside the full one.
 */
import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { type Elsewhere, elsewhereFor } from './elsewhere.ts'
import { makeDataFolder, makeHome, openToGroup, ownerOf } from './folders.ts'
import { type EmbeddedRefusal, isRefusal, quoted, refuse } from './refusal.ts'
import { prepareRunAs, type RunAs, run } from './run-as.ts'
import { chooseRunUser, type RunUser } from './run-user.ts'

export type Home = {
  /** Holds all of the below; the server owns it and the run user may only pass through. */
  readonly folder: string
  readonly cluster: string
  readonly socket: string
  readonly log: string
  readonly as: RunAs
}

export type Notify = (sentence: string) => void

const REACH_MS = 5_000

export async function settleHome(dataFolder: string, notify: Notify): Promise<Home | EmbeddedRefusal> {
  const real = makeDataFolder(dataFolder)
  if (typeof real !== 'string') {
    return real
  }
  const elsewhere = elsewhereFor(real)
  const pointed = elsewhere.read()
  if (pointed !== undefined && !existsSync(pointed)) {
    return refuse(
      'unreachable-folder',
      `The database of ${real} is kept in ${pointed}, which is gone; put it back from a backup, or begin an empty database with \`rm ${quoted(elsewhere.pointer)}\`.`,
    )
  }
  const folder = pointed ?? join(real, 'database')
  const cluster = join(folder, 'cluster')
  const user = chooseRunUser(ownerOf(cluster))
  if (isRefusal(user)) {
    return user
  }
  const refusal = makeHome(folder, user) ?? refuseForeignCluster(cluster, user)
  if (refusal !== undefined) {
    return refusal
  }
  if (user.drop && user.name === 'nobody' && !existsSync(cluster)) {
    notify(
      `The database runs as the OS user nobody, which other programs may share and then read it by; give it a user of its own, with the server stopped, by \`useradd --system postgres && chown -R postgres ${quoted(cluster)}\`.`,
    )
  }
  const as = await prepareRunAs(user)
  if (await canReach(as, folder)) {
    return homeIn(folder, as)
  }
  if (openToGroup(real, user) && (await canReach(as, folder))) {
    return homeIn(folder, as)
  }
  const barrier = await firstBarrier(as, folder)
  if (pointed !== undefined || existsSync(cluster)) {
    return refuse(
      'unreachable-folder',
      `The OS user ${user.name}, who runs the database, cannot pass ${barrier} to the database in ${folder}; let it pass with \`chmod o+x ${quoted(barrier)}\`.`,
    )
  }
  return await moveElsewhere({ dataFolder: real, elsewhere, as, barrier, notify })
}

async function moveElsewhere(from: {
  readonly dataFolder: string
  readonly elsewhere: Elsewhere
  readonly as: RunAs
  readonly barrier: string
  readonly notify: Notify
}): Promise<Home | EmbeddedRefusal> {
  const { as, barrier } = from
  const folder = from.elsewhere.make(as.user)
  if (typeof folder !== 'string') {
    return folder
  }
  if (!(await canReach(as, folder))) {
    return refuse(
      'unreachable-folder',
      `The OS user ${as.user.name}, who runs the database, can pass neither ${barrier} nor ${folder}; let it pass with \`chmod o+x ${quoted(barrier)}\`, or choose a data folder that it can reach.`,
    )
  }
  // Before the first file of the cluster: from here on, no start looks for it in another place.
  from.elsewhere.write(folder)
  from.notify(
    `The database of ${from.dataFolder} is kept in ${folder}, because the OS user ${as.user.name}, who runs it, cannot pass ${barrier}. Back up both folders.`,
  )
  return homeIn(folder, as)
}

function homeIn(folder: string, as: RunAs): Home {
  // PostgreSQL's processes are known by their working folder, which the kernel tells without links.
  const real = realpathSync(folder)
  return {
    folder: real,
    cluster: join(real, 'cluster'),
    socket: join(real, 'socket'),
    log: join(real, 'postgres.log'),
    as,
  }
}

function refuseForeignCluster(cluster: string, user: RunUser): EmbeddedRefusal | undefined {
  const owner = ownerOf(cluster)
  if (owner === undefined || owner.uid === user.uid) {
    return undefined
  }
  return refuse(
    'unreachable-folder',
    `The database in ${cluster} belongs to the OS user number ${owner.uid} and not to ${user.name}, who runs it; hand it over with \`sudo chown -R ${user.name} ${quoted(cluster)}\`.`,
  )
}

/** Asks the kernel and not the mode bits, which say nothing of access lists and mounts. */
async function canReach(as: RunAs, folder: string): Promise<boolean> {
  if (!as.user.drop) {
    return true
  }
  const answer = await run(as, '/bin/sh', ['-c', 'test -x "$1"', 'sh', folder], {
    death: 'KILL',
    atMostMs: REACH_MS,
  })
  return answer.code === 0
}

async function firstBarrier(as: RunAs, folder: string): Promise<string> {
  const parts = folder.split('/').filter((part) => part !== '')
  for (let length = 1; length < parts.length; length += 1) {
    const ancestor = `/${parts.slice(0, length).join('/')}`
    if (!(await canReach(as, ancestor))) {
      return ancestor
    }
  }
  return folder
}
