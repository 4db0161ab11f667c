/**
 * The npm package of PostgreSQL's programs. A package cannot carry symbolic links, so it lists those
 * of its libraries in a file and makes them after its installation; with `--ignore-scripts`, which
 * careful installations use, they are missing and we make them. Where the user who runs the database
 * cannot reach the package, or we cannot write to it, a copy beside the cluster is used.
 */

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { chmod, cp, mkdtemp, readdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { reasonOf } from './refusal.ts'

type Link = { readonly source: string; readonly target: string }

type Copy =
  | { readonly kind: 'copied'; readonly folder: string }
  | { readonly kind: 'failed'; readonly reason: string }

const COPY_PREFIX = 'programs-'

export function isBundle(binFolder: string): boolean {
  return existsSync(join(binFolder, '..', 'pg-symlinks.json'))
}

/** Makes the missing links and says whether there was one and all are there now. */
export function mendLinks(binFolder: string): boolean {
  const packageFolder = resolve(binFolder, '..', '..')
  let made = 0
  try {
    for (const link of readLinks(binFolder)) {
      const target = resolve(packageFolder, link.target)
      // The list comes with a package: a path that leads out of it is not ours to write.
      if (target.startsWith(`${packageFolder}/`) && !existsSync(target)) {
        rmSync(target, { force: true })
        symlinkSync(basename(link.source), target)
        made += 1
      }
    }
  } catch {
    return false
  }
  return made > 0
}

function readLinks(binFolder: string): readonly Link[] {
  const list: unknown = JSON.parse(readFileSync(join(binFolder, '..', 'pg-symlinks.json'), 'utf8'))
  return Array.isArray(list) ? list.filter(isLink) : []
}

function isLink(value: unknown): value is Link {
  return (
    typeof value === 'object' &&
    value !== null &&
    'source' in value &&
    typeof value.source === 'string' &&
    'target' in value &&
    typeof value.target === 'string'
  )
}

/**
 * Copies the package to `<home>/programs-<digest>/native`. The digest changes with the package, so
 * that an update is copied anew; the copy is made under another name and renamed when it is whole.
 */
export async function copyBundle(binFolder: string, home: string): Promise<Copy> {
  const source = resolve(binFolder, '..')
  const { size, mtimeMs } = statSync(join(binFolder, 'postgres'))
  const digest = createHash('sha256').update(`${source} ${size} ${mtimeMs}`).digest('hex').slice(0, 16)
  const wanted = join(home, `${COPY_PREFIX}${digest}`)
  const copied = join(wanted, 'native', 'bin')
  if (existsSync(copied)) {
    return { kind: 'copied', folder: copied }
  }
  try {
    for (const name of readdirSync(home).filter((entry) => entry.startsWith(COPY_PREFIX))) {
      rmSync(join(home, name), { recursive: true, force: true })
    }
    const made = await mkdtemp(join(home, `${COPY_PREFIX}new-`))
    await cp(source, join(made, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      // The archives are for compilers, and nothing here compiles.
      filter: (path) => !path.endsWith('.a'),
    })
    await openModes(made)
    mendLinks(join(made, 'native', 'bin'))
    renameSync(made, wanted)
    return { kind: 'copied', folder: copied }
  } catch (error) {
    return { kind: 'failed', reason: `it could not be copied to ${home} (${reasonOf(error)})` }
  }
}

/** An installation under a strict umask leaves files that only its owner can read. */
async function openModes(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isSymbolicLink()) {
      const isProgram = entry.isDirectory() || basename(entry.parentPath) === 'bin'
      await chmod(join(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644)
    }
  }
}
