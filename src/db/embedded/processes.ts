/**
 * Which PostgreSQL processes still live on a cluster, and how they are ended before a new one
 * starts. A process is known by its working folder, which for PostgreSQL is the cluster, and by its
 * name; a pid in a file proves nothing, because the number may belong to another program by now, or
 * to a dead process that nobody reaped (PID 1 of many containers does not).
 * The caller holds the lock of the folder, so what is found here belongs to no living server.
 */
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { until } from './wait.ts'

const FAST_SHUTDOWN_MS = 10_000
const QUIT_MS = 1_000
const KILL_MS = 2_000

/** Lists the living processes on this cluster. Where there is no /proc, none can be seen. */
export function processesOn(cluster: string): readonly number[] {
  let entries: readonly string[]
  try {
    entries = readdirSync('/proc')
  } catch {
    return []
  }
  return entries.filter((entry) => /^\d+$/.test(entry) && isOn(entry, cluster)).map(Number)
}

function isOn(pid: string, cluster: string): boolean {
  try {
    // A zombie has no working folder any more: the link cannot be read and it counts as gone.
    return (
      readlinkSync(`/proc/${pid}/cwd`) === cluster &&
      readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres')
    )
  } catch {
    return false
  }
}

/**
 * Ends whatever runs on the cluster: a postmaster by the fast shutdown, which writes everything out;
 * processes without their postmaster at once, since they can do nothing useful any more and hold the
 * shared memory that the next postmaster waits for. Says whether the cluster is free now.
 */
export async function clearProcesses(cluster: string): Promise<boolean> {
  const isClear = (): boolean => processesOn(cluster).length === 0
  const postmaster = readPostmasterPid(cluster)
  if (postmaster !== undefined && processesOn(cluster).includes(postmaster)) {
    signal([postmaster], 'SIGINT')
    await until(isClear, { everyMs: 10, atMostMs: FAST_SHUTDOWN_MS })
  }
  if (!isClear()) {
    signal(processesOn(cluster), 'SIGQUIT')
    await until(isClear, { everyMs: 10, atMostMs: QUIT_MS })
  }
  if (!isClear()) {
    signal(processesOn(cluster), 'SIGKILL')
    await until(isClear, { everyMs: 10, atMostMs: KILL_MS })
  }
  if (isClear()) {
    dropStalePidFile(cluster)
    return true
  }
  return false
}

export function readPostmasterPid(cluster: string): number | undefined {
  const pid = Number(readPostmasterFile(cluster)[0])
  return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined
}

/** The lines of postmaster.pid; the eighth is the state, as `pg_ctl` reads it. */
export function readPostmasterFile(cluster: string): readonly string[] {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return []
  }
}

/**
 * PostgreSQL takes any living process with the number in postmaster.pid for a postmaster and refuses
 * to start. A reused number or an unreaped zombie would then block every start, so the file goes
 * when its number still answers, after /proc has shown that nothing runs here. Should that look have
 * missed a process (one in another container, say), PostgreSQL still refuses, because it finds its
 * shared memory by the inode of the cluster and sees that it is in use.
 */
function dropStalePidFile(cluster: string): void {
  const pid = readPostmasterPid(cluster)
  if (pid !== undefined && existsSync('/proc/self/cwd') && answers(pid)) {
    rmSync(join(cluster, 'postmaster.pid'), { force: true })
  }
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** A process that is gone in the meantime is what was wanted, so that failure is not one. */
export function signal(pids: readonly number[], name: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch {}
  }
}
