// What several topics need: limits that do not stand in the way, two nodes on one database, copies of a browser.

import type { Answer } from '../../sdk/client.ts'
import { createApp } from '../../src/app.ts'
import type { AttemptBudget, Limits } from '../../src/limits/table.ts'
import type { Deps } from '../../src/serve/deps.ts'
import { Browser } from '../kit/browser.ts'
import type { TestDatabase } from '../kit/database.ts'
import { knownBrowser, must, type Person, startOn, totpAt } from '../kit/person.ts'
import { freePort, WIDE_LIMITS, type World, type WorldOptions, world } from '../kit/world.ts'
import type { Sent } from './wire.ts'

const MANY: AttemptBudget = { waits: [0], perDay: 128, perMonth: 128 }

/** For tests in which something other than the budget of guesses must be what refuses. */
export const UNWAITED: Limits = {
  attempts: {
    password: MANY,
    'password-known-device': MANY,
    factor: MANY,
    'factor-known-device': MANY,
    'mailed-code': MANY,
    enrolment: MANY,
    pin: MANY,
    'pin-account': MANY,
  },
  rates: WIDE_LIMITS.rates,
}

/** The same browser seen by another node, or a thief's copy of its cookies. */
export function copyOf(browser: Browser, origin = browser.origin, withKey = true): Browser {
  const copy = new Browser({
    origin,
    address: browser.headers['x-forwarded-for'] ?? '203.0.113.7',
    clock: browser.clock,
  })
  for (const [name, held] of browser.jar) copy.jar.set(name, held)
  if (withKey) {
    copy.key = browser.key
    copy.sessionKeys = browser.sessionKeys
  }
  return copy
}

/** A request as the client of this browser would send it, at the time of the world: with cookies and signature. */
export const sentBy = async (w: Pick<World, 'now'>, browser: Browser, wire: Sent): Promise<Sent> => ({
  ...wire,
  headers: { ...wire.headers, ...(await browser.own(wire, w.now())) },
})

/** A browser that has given the right password and nothing else. */
export async function startSignIn(
  origin: string,
  person: Pick<Person, 'username' | 'password'>,
  options: { readonly address?: string; readonly browser?: Browser } = {},
): Promise<Browser> {
  const browser =
    options.browser ??
    new Browser({ origin, ...(options.address !== undefined && { address: options.address }) })
  must(await browser.api.signIn.start({ identifier: person.username, password: person.password }))
  return browser
}

/** The same on a device that the account knows: the factor is the last that is asked. */
export async function startKnown(
  person: Pick<Person, 'username' | 'password' | 'browser'>,
  origin: string,
): Promise<Browser> {
  const browser = knownBrowser(person, origin)
  must(await startOn(browser, person))
  return browser
}

/** Codes that are certainly wrong: none of them is right within half an hour of now. */
export function wrongCodes(key: string, now: number, count: number, from = 0): string[] {
  const right = new Set<string>()
  for (let step = -60; step <= 60; step++) right.add(totpAt(key, now + step * 30_000))
  const codes: string[] = []
  for (let drawn = 1 + from; codes.length < count; drawn++) {
    const code = String((drawn * 7_919) % 1_000_000).padStart(6, '0')
    if (!right.has(code)) codes.push(code)
  }
  return codes
}

/** The code of the refusal, or `ok`. */
export const outcome = <Op>(answer: Answer<Op>): string => (answer.ok ? 'ok' : answer.problem.code)

export const tally = (outcomes: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const one of outcomes) counts[one] = (counts[one] ?? 0) + 1
  return counts
}

/** An address of its own for each number, for tests with many networks. */
export const addressNo = (number: number): string =>
  `198.18.${Math.floor(number / 250)}.${1 + (number % 250)}`

/** The worlds on each database: time passes for all of them. */
const together = new Map<TestDatabase, Set<World>>()
/** What this file has opened and not closed: a test that fails in the middle leaves nothing running. */
const opened: { stop(): Promise<void> }[] = []
export const closeLater = (stop: () => Promise<void>): void => void opened.push({ stop })
/** Several nodes a file, and several files at once, share the connections of one PostgreSQL. */
const POOL = 8

/**
 * A world whose time has passed, on each of its nodes, when `pass` returns. A server's estimate of the clock may be
 * reading it at that very moment and come back with the time of before; a code of the half minute before is then made,
 * and refused as used.
 */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const w = await world(options)
  w.pool.options.max = POOL
  const nodes = together.get(w.database) ?? new Set()
  together.set(w.database, nodes.add(w))
  const linked: World = {
    ...w,
    async pass(ms) {
      const after = w.now() + ms
      await w.pass(ms)
      await Promise.all([...nodes].map((node) => caughtUp(node, after)))
    },
    async stop() {
      const at = opened.indexOf(linked)
      if (at < 0) return
      opened.splice(at, 1)
      nodes.delete(w)
      await w.stop()
    },
  }
  opened.push(linked)
  return linked
}

/** Another door to a world: the same server with something about it changed. @returns its origin. */
export async function openDoor(
  w: World,
  changed: Partial<Omit<Deps, 'settings'>> & { readonly trustedHops?: number },
): Promise<string> {
  const { trustedHops = 1, ...other } = changed
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const app = createApp(
    { ...w.deps, ...other, settings: { ...w.deps.settings, origin, trustedHops } },
    { portalFolder: '/nonexistent' },
  )
  await app.listen({ port, host: 'localhost' })
  closeLater(() => app.close())
  return origin
}

/** Closes what is open, the newest first: the first world of a database takes the database with it. */
export async function closeWorlds(): Promise<void> {
  for (const one of opened.toReversed()) await one.stop()
}

async function caughtUp(w: World, after: number): Promise<void> {
  // Two nodes guess the same moment a few milliseconds apart.
  while (w.now() < after - 20) {
    await new Promise((next) => setTimeout(next, 2))
    await w.deps.clock.refresh()
  }
}

/** A second node on the same database, beside the first. It sends no mail, so that the first one's mailbox has all. */
export const openNode = (w: World, options: WorldOptions = {}): Promise<World> =>
  openWorld({ ...options, database: w.database, work: false })

/** Asks until the answer is as it must become, for as long as the rules allow. @returns after how many milliseconds. */
export async function within(limitMs: number, isSo: () => Promise<boolean>): Promise<number> {
  const began = performance.now()
  for (;;) {
    if (await isSo()) return performance.now() - began
    if (performance.now() - began > limitMs) throw new Error(`still not so after ${limitMs} ms`)
    await new Promise((next) => setTimeout(next, 5))
  }
}
