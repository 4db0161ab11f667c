/**
 * Keeps PostgreSQL running as long as the server wants it: when the postmaster ends unasked, what it
 * left behind is cleared and it is started again. The death of a backend is PostgreSQL's own affair:
 * its postmaster stays and recovers within a fraction of a second.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { boundLog } from './log-file.ts'
import { type Launch, launch, type Postmaster } from './postmaster.ts'
import { clearProcesses } from './processes.ts'

export type OnState = (state: 'up' | 'down', detail?: string) => void

export type Supervised = {
  readonly pid: () => number | undefined
  readonly stop: () => Promise<void>
}

/** At once, then slower and slower: a full disk is not healed by a hundred starts a second. */
const RETRY_MS = [0, 100, 250, 500, 1_000, 2_000, 5_000]

type Watch = {
  readonly what: Launch
  readonly onState: OnState
  readonly stopping: AbortController
  current: Postmaster | undefined
}

export function supervise(what: Launch, first: Postmaster, onState: OnState): Supervised {
  const watch: Watch = { what, onState, stopping: new AbortController(), current: first }
  const stopBoundingLog = boundLog(what.home.log)
  const interruptAtExit = (): void => interrupt(watch.current)
  process.once('exit', interruptAtExit)
  const watching = keepRunning(watch)
  return {
    pid: () => watch.current?.pid,
    stop: async () => {
      watch.stopping.abort()
      await watch.current?.stop()
      await watching
      // A postmaster that was killed just before leaves processes that nobody was to clear any more.
      await clearProcesses(what.home.cluster)
      stopBoundingLog()
      process.removeListener('exit', interruptAtExit)
    },
  }
}

/** Ends when the server stops, and at no other time. */
async function keepRunning(watch: Watch): Promise<void> {
  while (watch.current !== undefined) {
    const reason = await watch.current.ended
    watch.current = undefined
    if (!watch.stopping.signal.aborted) {
      watch.onState('down', `PostgreSQL stopped unasked (${reason}) and is started again`)
      watch.current = await restart(watch)
    }
  }
}

async function restart(watch: Watch): Promise<Postmaster | undefined> {
  for (let attempt = 0; !watch.stopping.signal.aborted; attempt += 1) {
    await pause(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 0, watch.stopping.signal)
    if (watch.stopping.signal.aborted) {
      return undefined
    }
    const launched = await launch(watch.what)
    if (launched.kind === 'failed') {
      watch.onState('down', `PostgreSQL does not start (${launched.reason}); trying again`)
    } else if (watch.stopping.signal.aborted) {
      await launched.stop()
    } else {
      watch.onState('up')
      return launched
    }
  }
  return undefined
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // An abort rejects the wait, and it is just what ends it.
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}

/** Where there is no setpriv, a server that ends without `stop` still takes its database along. */
function interrupt(postmaster: Postmaster | undefined): void {
  if (postmaster !== undefined) {
    try {
      process.kill(postmaster.pid, 'SIGINT')
    } catch {
      // It has ended by itself.
    }
  }
}
