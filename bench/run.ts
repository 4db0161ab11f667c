// npm run bench: what Holdfast costs, each number beside its yardstick of the same run. Prints a table, adds a line to
// bench/history.jsonl, and fails when a bound is broken. `node bench/run.ts sign-ins portal` measures those alone.
import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensurePortal } from '../src/start/portal-build.ts'
import { freePort } from '../test/kit/world.ts'
import { ROOT } from '../test/tidy/tree.ts'
import { measureEnded } from './ended.ts'
import { isKept, type Line, type Measured, rounded, table } from './measure.ts'
import { type Pinned, startPinned } from './pinned.ts'
import { measurePortal } from './portal.ts'
import { measureProofs } from './proofs.ts'
import type { ServerInfo, ServerStart } from './server.ts'
import { measureSessionChecks } from './session-checks.ts'
import { measureSignIns } from './sign-ins.ts'
import { measureStartUp } from './start-up.ts'

const HISTORY = join(import.meta.dirname, 'history.jsonl')

type Served = { readonly server: Pinned; readonly port: number; readonly info: ServerInfo }

async function startServer(dataFolder: string, databaseUrl?: string): Promise<Served> {
  const port = await freePort()
  const start: ServerStart = { dataFolder, port, ...(databaseUrl !== undefined && { databaseUrl }) }
  const server = startPinned('server', 'server.ts', start)
  return { server, port, info: await server.ask<ServerInfo>('info') }
}

/** A server with a new database for one measurement, gone when it is done. */
async function onServer(
  measure: (served: Served, dataFolder: string) => Promise<Measured>,
): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
  // As root, the database runs as another user, who must pass.
  chmodSync(folder, 0o755)
  try {
    const served = await startServer(join(folder, 'data'))
    try {
      return await measure(served, folder)
    } finally {
      await served.server.end()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Sessions that were never checked in the measurement before, so that they are remembered nowhere. */
const ENDED_FROM = 1_000

async function sessionsOnTwoServers({ server, port, info }: Served, folder: string): Promise<Measured> {
  const checks = await measureSessionChecks(server, port)
  const other = await startServer(join(folder, 'other'), info.databaseUrl)
  try {
    const ended = await measureEnded(server, info.origin, other.info.origin, ENDED_FROM)
    return { lines: [...checks.lines, ...ended.lines], raw: { checks: checks.raw, ended: ended.raw } }
  } finally {
    await other.server.end()
  }
}

const PARTS: Readonly<Record<string, () => Promise<Measured>>> = {
  'sign-ins': () => onServer(({ server, info }) => measureSignIns(server, info.origin)),
  sessions: () => onServer(sessionsOnTwoServers),
  proofs: () => onServer(({ server, info }) => measureProofs(server, info.origin)),
  'start-up': () => measureStartUp(),
  portal: () => onServer(({ info }) => measurePortal(info.origin)),
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim()
}

function remember(lines: readonly Line[], raw: Readonly<Record<string, unknown>>, seconds: number): void {
  const entry = {
    at: new Date().toISOString(),
    commit: git('rev-parse', '--short=12', 'HEAD'),
    changed: git('status', '--porcelain', '--', 'src', 'web', 'sdk', 'package-lock.json') !== '',
    node: process.version,
    processor: cpus()[0]?.model ?? 'unknown',
    seconds: Math.round(seconds),
    kept: lines.every(isKept),
    numbers: Object.fromEntries(lines.map((line) => [line.name, rounded(line.value)])),
    raw,
  }
  const short = (_: string, value: unknown): unknown => (typeof value === 'number' ? rounded(value) : value)
  appendFileSync(HISTORY, `${JSON.stringify(entry, short)}\n`)
}

async function main(wanted: readonly string[]): Promise<number> {
  const began = performance.now()
  await ensurePortal((sentence) => void process.stdout.write(`${sentence}\n`))
  const lines: Line[] = []
  const raw: Record<string, unknown> = {}
  for (const [name, measure] of Object.entries(PARTS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    process.stdout.write(`measuring ${name} …\n`)
    const measured = await measure()
    lines.push(...measured.lines)
    raw[name] = measured.raw
  }
  if (lines.length === 0) throw new Error(`say which of: ${Object.keys(PARTS).join(', ')}`)
  process.stdout.write(`\n${table(lines)}`)
  remember(lines, raw, (performance.now() - began) / 1000)
  const broken = lines.filter((line) => !isKept(line))
  process.stdout.write(
    broken.length === 0 ? 'Every bound is kept.\n' : `${broken.length} bounds are broken.\n`,
  )
  return broken.length === 0 ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2))
