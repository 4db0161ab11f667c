// Server and database are killed at random moments while clients are at work: what was acknowledged holds.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { Browser } from '../kit/browser.ts'
import { PASSWORD } from '../kit/person.ts'
import { type Chance, chance, ROUNDS, tally } from './chance.ts'
import { type Holdfast, newHoldfast } from './holdfast.ts'
import { newAddress, spread } from './nodes.ts'
import { type Kept, moved, newKept, startTraffic } from './traffic.ts'

const TIMEOUT_MS = 90_000 + ROUNDS * 20_000
/** A killed database is back within this, under a server that goes on (measured from the kill). */
const HEALED_MS = 5_000
/** A moment of a kill: early enough to meet a start, late enough to meet every act. */
const MOMENT_MS = { least: 50, most: 1_500 } as const
/** Sessions looked at after each kill; all of them are looked at in the end. */
const SAMPLE = 40
const AT_ONCE = 8

const median = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[list.length >> 1] ?? 0

const FIRST_TRAFFIC_MS = 3_000

test('kills of server and database lose nothing that was acknowledged', {
  timeout: TIMEOUT_MS,
}, async (t) => {
  const dice = chance()
  process.stdout.write(`seed ${dice.seed}\n`)
  const holdfast = await newHoldfast(t)
  const kept = newKept()
  const starts = [await holdfast.start()]
  const heals: number[] = []
  await amid(holdfast, dice, kept, () => wait(FIRST_TRAFFIC_MS))
  for (let round = 1; round <= ROUNDS; round += 1) {
    starts.push(await killServer(holdfast, dice, kept))
    await holds(dice, kept, SAMPLE)
    const healed = await killDatabase(holdfast, dice, kept)
    heals.push(healed)
    await holds(dice, kept, SAMPLE)
    assert.ok(healed < HEALED_MS, `round ${round}: healed after ${healed.toFixed(0)} ms; seed ${dice.seed}`)
  }
  await holds(dice, kept, Infinity)
  await canSignIn(holdfast, kept)
  const committed = await countCommitted(holdfast, kept)
  await holdfast.stop()
  assert.deepEqual(holdfast.orphans(), [], 'a process of PostgreSQL is left')
  await chainsHold(holdfast, kept)
  assert.deepEqual(holdfast.orphans(), [], 'a process of PostgreSQL is left by the command')
  report(kept, starts, heals, committed)
})

/** Kills the server amid traffic and starts it again. @returns milliseconds until it was ready. */
async function killServer(holdfast: Holdfast, dice: Chance, kept: Kept): Promise<number> {
  await amid(holdfast, dice, kept, () => holdfast.kill())
  return holdfast.start()
}

/** Kills the database amid traffic, which goes on. @returns milliseconds until the server served again. */
async function killDatabase(holdfast: Holdfast, dice: Chance, kept: Kept): Promise<number> {
  return amid(holdfast, dice, kept, () => holdfast.killDatabase())
}

/** Lets clients work, does something at a random moment, and lets them finish: they never outlive a failure. */
async function amid<T>(holdfast: Holdfast, dice: Chance, kept: Kept, act: () => Promise<T>): Promise<T> {
  const traffic = startTraffic(holdfast, dice, kept)
  try {
    await wait(dice.between(MOMENT_MS.least, MOMENT_MS.most))
    return await act()
  } finally {
    await traffic.stop()
  }
}

function some<T>(dice: Chance, all: ReadonlySet<T>, most: number): readonly T[] {
  if (all.size <= most) return [...all]
  const list = [...all]
  return Array.from({ length: most }, () => dice.pick(list))
}

/** Sessions that were begun answer, and those that were ended do not. */
async function holds(dice: Chance, kept: Kept, most: number): Promise<void> {
  await spread(some(dice, kept.live, most), AT_ONCE, async (held) => {
    const answer = await held.browser.api.sessions.me()
    const says = answer.ok ? answer.value.username : answer.problem.code
    assert.equal(says, held.client.username, `a session that was acknowledged is lost; seed ${dice.seed}`)
  })
  await spread(some(dice, kept.ended, most), AT_ONCE, async (held) => {
    const answer = await moved(held).api.sessions.me()
    const says = answer.ok ? answer.value.username : answer.problem.code
    assert.equal(says, 'sign-in-required', `a session that was ended lives again; seed ${dice.seed}`)
  })
}

/** Every account that was acknowledged is there, and knows its password. */
async function canSignIn(holdfast: Holdfast, kept: Kept): Promise<void> {
  await spread(kept.clients, AT_ONCE, async ({ username, email }) => {
    const start = (identifier: string) =>
      new Browser({ origin: holdfast.origin, address: newAddress() }).api.signIn.start({
        identifier,
        password: PASSWORD,
      })
    const answer = await start(username)
    // Kills between a claim and its release count as failures; the address has a budget of its own.
    const isSlowed = !answer.ok && answer.problem.code === 'slow-down'
    const last = isSlowed ? await start(email) : answer
    assert.ok(last.ok, `${username}: ${last.ok || last.problem.code}`)
  })
}

/** How many of the sign-ups that were refused with "nothing was changed" are accounts all the same. */
async function countCommitted(holdfast: Holdfast, kept: Kept): Promise<number> {
  const found = await spread(kept.denied, AT_ONCE, async ({ username }) => {
    const browser = new Browser({ origin: holdfast.origin, address: newAddress() })
    return (await browser.api.signIn.start({ identifier: username, password: PASSWORD })).ok
  })
  return found.filter(Boolean).length
}

async function chainsHold(holdfast: Holdfast, kept: Kept): Promise<void> {
  const { code, output } = await holdfast.command('audit', 'verify')
  assert.equal(code, 0, output)
  const said = /^(\d+) accounts, (\d+) lines: every chain holds\.$/m.exec(output)
  assert.ok(said, output)
  assert.ok(
    Number(said[1]) >= kept.clients.length,
    `${said[1]} accounts in the log, ${kept.clients.length} acknowledged`,
  )
  process.stdout.write(`audit verify: ${said[0]}\n`)
}

function report(kept: Kept, starts: readonly number[], heals: readonly number[], committed: number): void {
  const ms = (list: readonly number[]): string =>
    `median ${median(list).toFixed(0)} ms, longest ${Math.max(...list).toFixed(0)} ms`
  process.stdout.write(
    [
      `kills: ${ROUNDS} of the server (start: ${ms(starts)}), ${ROUNDS} of the database (healed: ${ms(heals)})`,
      `acknowledged: ${kept.clients.length} accounts, ${kept.live.size} sessions live, ${kept.ended.size} ended`,
      `refused as unchanged while the database was away, yet made: ${committed} of ${kept.denied.length}`,
      tally(kept.words.toSorted()),
      '',
    ].join('\n'),
  )
}
