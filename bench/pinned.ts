// Processes that are held on one core and do what they are told over the channel that Node gives a child.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Core = 'server' | 'load'
export type Pinned = {
  readonly pid: number
  ask<Answer>(command: string, given?: unknown): Promise<Answer>
  /** The ordinary end; a process that does not go is ended after a while. */
  end(): Promise<void>
}

type Question = { readonly id: number; readonly command: string; readonly given: unknown }
type Reply = { readonly id: number; readonly value?: unknown; readonly failure?: string }
type Waiting = { resolve(value: unknown): void; reject(failure: Error): void }

/** What the product itself is started with. */
const PACKAGE = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
  readonly scripts: { readonly start: string }
}
const NODE_FLAGS = PACKAGE.scripts.start.split(' ').filter((word) => word.startsWith('--'))

const END_MS = 15_000

/** Two cores that this process may use: one for server and database, one for who asks them. */
export function cores(): Readonly<Record<Core, number>> {
  const status = readFileSync('/proc/self/status', 'utf8')
  const list = /^Cpus_allowed_list:\s*(.+)$/m.exec(status)?.[1] ?? ''
  const all = list.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
  const [server, load] = all
  if (server === undefined || load === undefined) throw new Error('the benchmark needs two cores')
  return { server, load }
}

export function startPinned(core: Core, script: string, given: unknown = {}): Pinned {
  const path = join(import.meta.dirname, script)
  const args = ['-c', String(cores()[core]), process.execPath, ...NODE_FLAGS, path, JSON.stringify(given)]
  const child = spawn('taskset', args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const waiting = new Map<number, Waiting>()
  child.on('message', (reply: Reply) => {
    const one = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (reply.failure === undefined) one?.resolve(reply.value)
    else one?.reject(new Error(reply.failure))
  })
  child.once('exit', (code) => {
    for (const one of waiting.values()) one.reject(new Error(`${script} ended with ${code}`))
  })
  let asked = 0
  return {
    pid: child.pid ?? 0,
    async ask<Answer>(command: string, about: unknown = {}) {
      asked += 1
      const id = asked
      const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }))
      child.send({ id, command, given: about } satisfies Question)
      return (await answer) as Answer
    },
    end: () => end(child),
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  // The child ends when its channel closes, and so when we are killed too.
  if (child.connected) child.disconnect()
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS)
  await ended
  clearTimeout(timer)
}

export type Commands = Readonly<Record<string, (given: never) => Promise<unknown>>>

/** The child's side: answers one command at a time, and ends with its channel. */
export function answer(commands: Commands, atEnd: () => Promise<void> = () => Promise.resolve()): void {
  process.on('message', ({ id, command, given }: Question) => {
    const run = commands[command]
    const done = run ? run(given as never) : Promise.reject(new Error(`no such command: ${command}`))
    done.then(
      (value) => process.send?.({ id, value } satisfies Reply),
      (failure: unknown) => process.send?.({ id, failure: String(failure) } satisfies Reply),
    )
  })
  process.once('disconnect', () => void atEnd().finally(() => process.exit(0)))
}

/** What the parent gave to a child at its start. */
export const givenAtStart = <Given>(): Given => JSON.parse(process.argv[2] ?? '{}') as Given
