// Processor time of this process, and of a database that it started: unlike a rate, it says the same on a busy machine.
import { readdirSync, readFileSync } from 'node:fs'

/** Milliseconds since each of them began. */
export type ProcessorTime = { readonly serverMs: number; readonly databaseMs: number }

/** USER_HZ is 100 on every Linux that Node runs on. */
const TICK_MS = 10

export function processorTime(postmaster: number | undefined): ProcessorTime {
  const { user, system } = process.cpuUsage()
  const serverMs = (user + system) / 1000
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))
  const ticks = postmaster === undefined ? [] : pids.map((pid) => ticksOf(pid, postmaster))
  return { serverMs, databaseMs: ticks.reduce((sum, one) => sum + one, 0) * TICK_MS }
}

/** Of a postmaster or a child of it, those that the postmaster has outlived among its own; of any other, none. */
function ticksOf(pid: string, postmaster: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name stands in brackets and may hold anything; the numbers follow the last of them (proc(5)).
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [, parent, , , , , , , , , , user = 0, system = 0, ended = 0, endedSystem = 0] = fields
    if (Number(pid) === postmaster) return user + system + ended + endedSystem
    return parent === postmaster ? user + system : 0
  } catch {
    return 0
  }
}
