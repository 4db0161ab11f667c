// From `npm start` to ready, in a new data folder and in one that is there, and the memory of server and database.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { processesOn } from '../src/db/embedded/processes.ts'
import { freePort } from '../test/kit/world.ts'
import { ROOT } from '../test/tidy/tree.ts'
import { type Measured, median } from './measure.ts'

const ROUNDS = 3
const BOUNDS = { newMs: 4000, oldMs: 2000, idleMb: 250 } as const
const READY_MS = 60_000
const POLL_MS = 15
/** By then the first work is done and what was needed for the start alone has been freed. */
const IDLE_MS = 5000

export async function measureStartUp(): Promise<Measured> {
  const fresh: number[] = []
  const again: number[] = []
  let memory = { pssMb: NaN, rssMb: NaN, processes: 0 }
  for (let round = 1; round <= ROUNDS; round += 1) {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
    chmodSync(folder, 0o755)
    const data = join(folder, 'data')
    try {
      fresh.push(await started(data, () => Promise.resolve()))
      const measured = async (): Promise<void> => {
        if (round < ROUNDS) return
        await wait(IDLE_MS)
        memory = memoryOf(data)
      }
      again.push(await started(data, measured))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  const { newMs, oldMs, idleMb } = BOUNDS
  const says = (list: readonly number[]): string => `longest ${(Math.max(...list) / 1000).toFixed(2)} s`
  return {
    lines: [
      {
        name: 'start, new data folder',
        value: median(fresh) / 1000,
        unit: 's',
        atMost: newMs / 1000,
        beside: says(fresh),
      },
      {
        name: 'start, existing data folder',
        value: median(again) / 1000,
        unit: 's',
        atMost: oldMs / 1000,
        beside: says(again),
      },
      {
        name: 'memory idle, server and database',
        value: memory.pssMb,
        unit: 'MB',
        atMost: idleMb,
        beside: `PSS of ${memory.processes} processes; RSS ${memory.rssMb.toFixed(0)} MB`,
      },
    ],
    raw: { fresh, again, memory },
  }
}

async function started(data: string, meanwhile: () => Promise<void>): Promise<number> {
  const port = await freePort()
  const kept = Object.entries(process.env).filter(([key]) => !/^(?:DATABASE_|HOLDFAST_|PG)/.test(key))
  const env = { ...Object.fromEntries(kept), HOLDFAST_DATA: data, HOLDFAST_PORT: String(port) }
  const began = performance.now()
  // A group of its own, so that what npm starts is ended with it.
  const child = spawn('npm', ['start'], {
    cwd: ROOT,
    env,
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  try {
    while (!(await isReady(port))) {
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`)
      if (performance.now() - began > READY_MS) throw new Error('npm start does not become ready')
      await wait(POLL_MS)
    }
    const took = performance.now() - began
    await meanwhile()
    return took
  } finally {
    await endGroup(child)
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://localhost:${port}/readyz`)).ok
  } catch {
    return false
  }
}

async function endGroup(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  if (child.pid === undefined || child.exitCode !== null) return
  process.kill(-child.pid, 'SIGTERM')
  await ended
  // npm may be gone before the server is, and the next start needs the folder.
  while (groupLives(child.pid)) await wait(POLL_MS)
}

function groupLives(group: number): boolean {
  try {
    process.kill(-group, 0)
    return true
  } catch {
    return false
  }
}

/** Of the server and all processes of its database; PSS shares out what several of them share. npm is not counted. */
function memoryOf(data: string): { pssMb: number; rssMb: number; processes: number } {
  const home = join(data, 'database')
  const server = Number(readFileSync(join(home, 'server.pid'), 'utf8'))
  const all = [server, ...processesOn(join(home, 'cluster'))].map((pid) => {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    const kb = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1])
    return { pss: kb('Pss'), rss: kb('Rss') }
  })
  const mb = (list: readonly number[]): number => (list.reduce((sum, one) => sum + one, 0) * 1024) / 1e6
  return {
    pssMb: mb(all.map((one) => one.pss)),
    rssMb: mb(all.map((one) => one.rss)),
    processes: all.length,
  }
}
