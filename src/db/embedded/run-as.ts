/**
 * Starts programs as the user who owns the cluster. Three things hold for each of them:
 * - its environment is empty but for the words below: the server's own carries keys and mail
 *   passwords, and any process of the run user could read a copy of it in /proc;
 * - it stands in `/`, because the run user may be barred from the folder the server stands in;
 * - where `setpriv` is there, the kernel signals it when the server dies, `kill -9` included, so
 *   that it does not stay behind as an orphan.
 */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import type { RunUser } from './run-user.ts'

export type DeathSignal = 'INT' | 'KILL'

export type RunResult = { readonly code: number | undefined; readonly output: string }

const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
const SETPRIV_PLACES = ['/usr/bin/setpriv', '/bin/setpriv', '/usr/local/bin/setpriv']
const OUTPUT_BYTES_MAX = 64 * 1024

export type RunAs = {
  readonly user: RunUser
  /** The path of a `setpriv` that knows `--pdeathsig`; busybox has one that does not. */
  readonly setpriv: string | undefined
}

/** Finds out once a start whether the kernel can be asked to signal the child at our death. */
export async function prepareRunAs(user: RunUser): Promise<RunAs> {
  const setpriv = SETPRIV_PLACES.find(isExecutable)
  if (setpriv === undefined) {
    return { user, setpriv }
  }
  const trial = await run({ user, setpriv }, '/bin/sh', ['-c', ':'], { death: 'KILL', atMostMs: 5_000 })
  return { user, setpriv: trial.code === 0 ? setpriv : undefined }
}

export function start(
  as: RunAs,
  command: string,
  args: readonly string[],
  how: { readonly death: DeathSignal; readonly stdio: StdioOptions },
): ChildProcess {
  const guard = as.setpriv === undefined ? [] : [as.setpriv, '--pdeathsig', how.death, '--']
  const [program = command, ...rest] = [...guard, command, ...args]
  return spawn(program, rest, {
    cwd: '/',
    env: ENVIRONMENT,
    stdio: how.stdio,
    // A session of its own: Ctrl-C in the terminal reaches the server alone, which then stops its
    // database last, after the requests in flight.
    detached: true,
    // The ids are dropped before setpriv runs, because a change of ids clears the death signal.
    // libuv clears the supplementary groups of root on the way.
    ...(as.user.drop ? { uid: as.user.uid, gid: as.user.gid } : {}),
  })
}

/** Runs a program to its end and never throws: one that cannot be started has no exit code. */
export async function run(
  as: RunAs,
  command: string,
  args: readonly string[],
  how: { readonly death: DeathSignal; readonly atMostMs: number },
): Promise<RunResult> {
  return await new Promise((resolve) => {
    const child = startOrFail(() =>
      start(as, command, args, { death: how.death, stdio: ['ignore', 'pipe', 'pipe'] }),
    )
    if (typeof child === 'string') {
      resolve({ code: undefined, output: child })
      return
    }
    let output = ''
    const collect = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-OUTPUT_BYTES_MAX)
    }
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    const timer = setTimeout(() => child.kill('SIGKILL'), how.atMostMs)
    child.on('error', (error) => {
      clearTimeout(timer)
      resolve({ code: undefined, output: error.message })
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code: code ?? undefined, output: output.trim() })
    })
  })
}

/** `spawn` throws for some refusals of the kernel and emits others; both are one answer here. */
function startOrFail(begin: () => ChildProcess): ChildProcess | string {
  try {
    return begin()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
