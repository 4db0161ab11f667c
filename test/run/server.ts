// The PostgreSQL that a lane runs on: the project's own embedded cluster, or a temporary one of Debian's programs.
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ensureNeeds } from '../../scripts/needs.ts'
import { startEmbedded } from '../../src/db/embedded/embedded.ts'
import { closeAtEnd, execute } from './process.ts'

export type TestServer = { readonly url: string; stop(): Promise<void> }

const READY_WITHIN_MS = 30_000
const STOP_WITHIN_MS = 10_000

export async function startOwnServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-test-'))
  // The user who runs the cluster for root must be able to pass, or it would be kept elsewhere on the machine.
  chmodSync(folder, 0o755)
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  const cluster = await startEmbedded({ dataFolder: join(folder, 'data') })
  if ('kind' in cluster) {
    remove()
    throw new Error(cluster.sentence)
  }
  const stop = closeAtEnd(async () => {
    await cluster.stop()
    remove()
  })
  return { url: cluster.url('postgres', cluster.superuser), stop }
}

type Owner = { readonly uid: number; readonly gid: number }

/** PostgreSQL refuses to run as root: then it is the user whom Debian's package made. */
function owner(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined
  const ask = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: ask('-u'), gid: ask('-g') }
}

export async function startSystemServer(): Promise<TestServer> {
  const { postgresql: programs } = await ensureNeeds(['postgresql'])
  const user = owner()
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-pg-'))
  const [data, sockets, log] = [join(folder, 'data'), join(folder, 's'), join(folder, 'log')]
  for (const each of [data, sockets]) mkdirSync(each, { mode: 0o700 })
  if (user !== undefined) for (const each of [folder, data, sockets]) chownSync(each, user.uid, user.gid)
  const as = { ...user, cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } }
  const init = [
    '-D',
    data,
    '-U',
    'postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--no-sync',
  ]
  execFileSync(join(programs, 'initdb'), init, { ...as, stdio: ['ignore', 'ignore', 'pipe'] })
  // A lost test cluster costs nothing: what is on the disk need not be there.
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${sockets}`,
    'fsync=off',
    'max_connections=100',
    'timezone=UTC',
  ]
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]
  const output = openSync(log, 'a')
  // The kernel ends the server when the runner dies, even by SIGKILL.
  const child = spawn('setpriv', ['--pdeathsig', 'INT', '--', join(programs, 'postgres'), ...args], {
    ...as,
    stdio: ['ignore', output, output],
    detached: true,
  })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const stop = closeAtEnd(async () => {
    child.kill('SIGINT')
    await Promise.race([ended, wait(STOP_WITHIN_MS, undefined, { ref: false })])
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  if (!(await isReady(programs, sockets, () => child.exitCode !== null))) {
    const said = readFileSync(log, 'utf8')
    await stop()
    throw new Error(`PostgreSQL of ${programs} does not start:\n${said}`)
  }
  return { url: `postgresql://postgres@/postgres?host=${encodeURIComponent(sockets)}&port=5432`, stop }
}

async function isReady(programs: string, sockets: string, hasEnded: () => boolean): Promise<boolean> {
  const until = performance.now() + READY_WITHIN_MS
  while (performance.now() < until && !hasEnded()) {
    const asked = ['-q', '-h', sockets, '-p', '5432']
    if ((await execute(join(programs, 'pg_isready'), asked, { limitMs: 5_000, show: false })).code === 0)
      return true
    await wait(100)
  }
  return false
}
