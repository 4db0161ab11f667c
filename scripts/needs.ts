// What the tests need of the machine beside npm's packages: found, else installed, else said in one line. Never skipped.
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export type Need = 'chromium' | 'oathtool' | 'zbarimg' | 'postgresql'

type Recipe = {
  find(): string | undefined
  /** Debian's packages that bring it: the first that the archive has is installed. */
  readonly packages: readonly string[]
}

const CLUSTERS = '/usr/lib/postgresql'
/** The oldest that the SQL is written for; its server is what the second lane runs on, where the archive has it. */
const OLDEST_POSTGRES = 15

const RECIPES: Readonly<Record<Need, Recipe>> = {
  chromium: { find: () => onPath('chromium'), packages: ['chromium'] },
  oathtool: { find: () => onPath('oathtool'), packages: ['oathtool'] },
  zbarimg: { find: () => onPath('zbarimg'), packages: ['zbar-tools'] },
  postgresql: { find: findPostgres, packages: [`postgresql-${OLDEST_POSTGRES}`, 'postgresql'] },
}

/** @returns where each need is. @throws with the line to type, when one is missing and may not be installed. */
export async function ensureNeeds<N extends Need>(names: readonly N[]): Promise<Readonly<Record<N, string>>> {
  const missing = names.filter((name) => RECIPES[name].find() === undefined)
  if (missing.length > 0) await install(missing)
  const entries = names.map((name) => [name, whereIs(name)] as const)
  return Object.fromEntries(entries) as Record<N, string>
}

/** The program of a need; of PostgreSQL the folder of its programs. @throws when it is not there. */
export function whereIs(name: Need): string {
  const found = RECIPES[name].find()
  if (found === undefined) throw new Error(sentence([name], 'is not on this machine'))
  return found
}

function onPath(program: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin']
  return folders.map((folder) => join(folder, program)).find(isProgram)
}

function findPostgres(): string | undefined {
  const versions = (existsSync(CLUSTERS) ? readdirSync(CLUSTERS) : [])
    .map(Number)
    .filter((major) => major >= OLDEST_POSTGRES)
  const folders = versions.sort((a, b) => a - b).map((major) => join(CLUSTERS, String(major), 'bin'))
  return folders.find((folder) => isProgram(join(folder, 'postgres')) && isProgram(join(folder, 'initdb')))
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function install(missing: readonly Need[]): Promise<void> {
  const mayInstall =
    process.getuid?.() === 0 && existsSync('/etc/debian_version') && isProgram('/usr/bin/apt-get')
  if (!mayInstall) throw new Error(sentence(missing, 'must be installed first'))
  process.stdout.write(`Installing ${missing.join(', ')} with apt-get\n`)
  await apt(missing, ['update'])
  const packages: string[] = []
  for (const name of missing) packages.push(await available(name))
  await apt(missing, ['install', '-y', '--no-install-recommends', ...packages])
}

async function available(name: Need): Promise<string> {
  for (const candidate of RECIPES[name].packages) {
    if ((await run('apt-cache', ['show', candidate])).code === 0) return candidate
  }
  throw new Error(sentence([name], `is not in the archive of this Debian`))
}

async function apt(missing: readonly Need[], args: readonly string[]): Promise<void> {
  // Another apt may be at work on a new machine: wait for it.
  const { code, output } = await run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args])
  if (code !== 0) throw new Error(`${sentence(missing, 'could not be installed')}\n${output.slice(-4000)}`)
}

function run(
  command: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-20_000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

function sentence(names: readonly Need[], says: string): string {
  const packages = names.map((name) => RECIPES[name].packages[0] ?? name)
  return `${names.join(', ')} ${says}. Type: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`
}
