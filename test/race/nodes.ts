// Servers of one system, each a process of its own on one database, and what a test needs to race clients over them.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import pg from 'pg'
import type { Mail } from '../../src/notify/mail.ts'
import { Browser } from '../kit/browser.ts'
import { createDatabase, moveClock, type TestDatabase } from '../kit/database.ts'
import type { World } from '../kit/world.ts'

export type Race = {
  readonly origins: readonly string[]
  readonly database: TestDatabase
  /** The first server as the kit knows one, for what clients do one after another. */
  readonly world: World
  /** The one number that a query answers with. */
  count(text: string, values?: readonly unknown[]): Promise<number>
}

type Told =
  | { readonly kind: 'listening'; readonly origin: string }
  | { readonly kind: 'mail'; readonly mail: Mail }
  | { readonly kind: 'seen'; readonly ahead: number }

const START_MS = 30_000
const STOP_MS = 10_000
const MAIL_MS = 15_000
const SEE_MS = 20_000

/** A server, and by how much it last said that its clock is ahead. */
type Server = { readonly child: ChildProcess; ahead: number }

/** Starts the servers; they end, and the database goes, with the test. */
export async function startRace(
  t: TestContext,
  limits: 'default' | 'wide' | 'raised',
  servers = 2,
): Promise<Race> {
  const database = await createDatabase()
  const nodes: Server[] = []
  const client = new pg.Client({ connectionString: database.ownerUrl })
  // The database is dropped under it at the end, if the test fails early.
  client.on('error', () => undefined)
  t.after(async () => {
    await Promise.all(nodes.map(({ child }) => endChild(child)))
    await client.end()
    await database.drop()
  })
  await client.connect()
  // The table holds 128 marks at most, the largest budget of the product; a race without budgets has more in flight.
  if (limits === 'raised')
    await client.query('alter table holdfast.attempt drop constraint attempt_times_check')
  const mails: Mail[] = []
  const starting = Array.from({ length: servers }, () => startNode(database, limits, nodes, mails))
  const origins = await Promise.all(starting)
  return {
    origins,
    database,
    world: asWorld(origins[0] ?? '', database, mails, nodes),
    async count(text, values = []) {
      const { rows } = await client.query<{ count: string }>(text, [...values])
      return Number(rows[0]?.count)
    },
  }
}

async function startNode(
  database: TestDatabase,
  limits: string,
  nodes: Server[],
  mails: Mail[],
): Promise<string> {
  const script = join(import.meta.dirname, 'node-process.ts')
  const child = spawn(process.execPath, [script, JSON.stringify(database), limits], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const server: Server = { child, ahead: 0 }
  nodes.push(server)
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('a server of the race does not start')), START_MS)
    child.once('exit', (code) => reject(new Error(`a server of the race ended with ${code}`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const told = JSON.parse(line) as Told
      if (told.kind === 'mail') mails.push(told.mail)
      if (told.kind === 'seen') server.ahead = told.ahead
      if (told.kind === 'listening') {
        clearTimeout(late)
        resolve(told.origin)
      }
    })
  })
}

/** Waits until a server has seen where the clock is now: it reads it once a second, and what a client signs is held against it. */
async function seeTime(server: Server, ahead: number): Promise<void> {
  server.child.stdin?.write(`${ahead}\n`)
  const until = performance.now() + SEE_MS
  while (server.ahead !== ahead) {
    assert.ok(performance.now() < until, 'a server of the race does not see its clock')
    await new Promise((next) => setTimeout(next, 5))
  }
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.stdin?.end()
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(timer)
}

/** What the people of the kit ask of a world: where it is, its mailbox, and its clock. */
function asWorld(
  origin: string,
  database: TestDatabase,
  mails: readonly Mail[],
  nodes: readonly Server[],
): World {
  let offset = 0
  const seen = new Set<string>()
  const pick: Pick<World, 'origin' | 'database' | 'now' | 'pass' | 'mailTo'> = {
    origin,
    database,
    now: () => Date.now() + offset,
    async pass(ms) {
      offset = await moveClock(database, ms)
      await Promise.all(nodes.map((server) => seeTime(server, offset)))
    },
    async mailTo(address, which = () => true) {
      const until = performance.now() + MAIL_MS
      for (;;) {
        const found = mails.find((mail) => mail.to === address && !seen.has(mail.id) && which(mail))
        if (found) {
          seen.add(found.id)
          return found
        }
        assert.ok(performance.now() < until, `no mail came to ${address}`)
        await new Promise((next) => setTimeout(next, 10))
      }
    },
  }
  return pick as World
}

let addresses = 0
/** A network of its own for each client, so that limits of networks say nothing here. */
export function newAddress(): string {
  addresses += 1
  return `100.${64 + ((addresses >> 16) & 63)}.${(addresses >> 8) & 255}.${addresses & 255}`
}

/** The same browser as seen by another server: with its cookies and its key, at the other's address. */
export function moved(browser: Browser, origin: string): Browser {
  const other = new Browser({ origin, address: browser.headers['x-forwarded-for'] ?? newAddress() })
  for (const [name, value] of browser.jar) other.jar.set(name, value)
  other.key = browser.key
  other.sessionKeys = browser.sessionKeys
  return other
}

/** Runs work over a list, so many at once: a queue of the server refuses more than it holds. */
export async function spread<T, R>(
  list: readonly T[],
  atOnce: number,
  work: (one: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const entries = list.entries()
  const worker = async (): Promise<void> => {
    for (const [index, one] of entries) results[index] = await work(one, index)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}
