/**
 * The place of a database that cannot live in its data folder, and the pointer that the data folder
 * keeps to it. The place is under /var/lib, which outlives a restart of the machine as /tmp may not.
 */
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeHome, makeParents } from './folders.ts'
import { type EmbeddedRefusal, quoted, reasonOf, refuse } from './refusal.ts'
import type { RunUser } from './run-user.ts'

const ROOT = '/var/lib/holdfast'
const PLACES_MAX = 100

export type Elsewhere = {
  readonly pointer: string
  read(): string | undefined
  make(user: RunUser): string | EmbeddedRefusal
  write(folder: string): void
}

export function elsewhereFor(dataFolder: string): Elsewhere {
  const pointer = join(dataFolder, 'database-folder')
  return {
    pointer,
    read: () => readPointer(pointer),
    make: (user) => makePlace(dataFolder, user),
    write: (folder) => writePointer(pointer, folder),
  }
}

function readPointer(pointer: string): string | undefined {
  try {
    const folder = readFileSync(pointer, 'utf8').trim()
    return folder.startsWith('/') ? folder : undefined
  } catch {
    return undefined
  }
}

/** Whole or not at all: a torn pointer would be taken for none and begin an empty database. */
function writePointer(pointer: string, folder: string): void {
  writeFileSync(`${pointer}.new`, `${folder}\n`, { mode: 0o600, flush: true })
  renameSync(`${pointer}.new`, pointer)
}

/**
 * The name follows from the path of the data folder, so two first starters meet in one place and its
 * lock decides. A place that holds a cluster without a pointer to it belonged to an earlier data
 * folder of the same path, now deleted; its keys are gone, so it is left alone and the next is taken.
 */
function makePlace(dataFolder: string, user: RunUser): string | EmbeddedRefusal {
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16)
  for (let attempt = 1; attempt <= PLACES_MAX; attempt += 1) {
    const folder = join(ROOT, attempt === 1 ? name : `${name}-${attempt}`)
    if (!existsSync(join(folder, 'cluster'))) {
      return makeRoot() ?? makeHome(folder, user) ?? folder
    }
  }
  return refuse(
    'unreachable-folder',
    `${ROOT} holds ${PLACES_MAX} databases of deleted data folders at ${dataFolder}; remove those no longer wanted with \`rm -r ${quoted(join(ROOT, `${name}-…`))}\`.`,
  )
}

function makeRoot(): EmbeddedRefusal | undefined {
  try {
    makeParents(ROOT)
    chmodSync(ROOT, 0o711)
    return undefined
  } catch (error) {
    return refuse(
      'unreachable-folder',
      `The database cannot live in the data folder, nor in ${ROOT} (${reasonOf(error)}); choose a data folder that every parent of lets other OS users pass, such as /srv/holdfast.`,
    )
  }
}
