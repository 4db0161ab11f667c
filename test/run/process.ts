// Processes of the test runner: each in a group of its own, so that ending it ends what it started; none outlives us.
import { type ChildProcess, spawn } from 'node:child_process'

export type Ended = { readonly code: number; readonly output: string; readonly late: boolean }

export type How = {
  readonly env?: NodeJS.ProcessEnv
  readonly limitMs: number
  /** Shown as it comes, beside being kept. */
  readonly show: boolean
}

const OUTPUT_KEPT = 2_000_000
/** Between asking a process to end and making it. */
const GRACE_MS = 5_000

const running = new Set<ChildProcess>()
const closers = new Set<() => Promise<void>>()

/** Runs a program to its end. One that cannot be started has code 127. */
export function execute(command: string, args: readonly string[], how: How): Promise<Ended> {
  return new Promise((resolve) => {
    const env = how.env ?? process.env
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    running.add(child)
    let output = ''
    let late = false
    const timer = setTimeout(() => {
      late = true
      endGroup(child, 'SIGINT')
      setTimeout(() => endGroup(child, 'SIGKILL'), GRACE_MS).unref()
    }, how.limitMs)
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-OUTPUT_KEPT)
      if (how.show) process.stdout.write(chunk)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const done = (code: number): void => {
      clearTimeout(timer)
      running.delete(child)
      resolve({ code, output, late })
    }
    child.on('error', (error) => {
      output += `${error.message}\n`
      done(127)
    })
    child.on('close', (code) => done(code ?? 1))
  })
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The group is gone already.
  }
}

/** Registers what must be closed when the runner ends early. @returns a function that closes it now, once. */
export function closeAtEnd(close: () => Promise<void>): () => Promise<void> {
  const once = async (): Promise<void> => {
    if (closers.delete(once)) await close()
  }
  closers.add(once)
  return once
}

export function watchSignals(): void {
  process.on('exit', () => {
    for (const child of running) endGroup(child, 'SIGKILL')
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      void leave(signal === 'SIGINT' ? 130 : 143)
    })
  }
}

async function leave(code: number): Promise<void> {
  for (const child of running) endGroup(child, 'SIGKILL')
  await Promise.allSettled([...closers].map((close) => close()))
  process.exit(code)
}
