// Codes of an authenticator, tried by hundreds at once on two servers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Browser } from '../kit/browser.ts'
import { must, type Person, signUp, startOn, totpAt } from '../kit/person.ts'
import { chance, ROUNDS, tally } from './chance.ts'
import { newAddress, type Race, spread, startRace } from './nodes.ts'

const RIVALS = 200
const GUESSES = 100
/** An account's own sign-ins that may be on their way at once: more of them look like guesses. */
const STARTS_AT_ONCE = 4
/** Wrong answers end a sign-in at five; one below, it is replaced. */
const TRIES = 4
const TIMEOUT_MS = 60_000 + ROUNDS * 12_000

type Pending = { readonly browser: Browser; tries: number }

/** Fills a list of sign-ins that wait for their code, by turns on each server. */
async function fill(
  race: Race,
  person: Person,
  pending: readonly Pending[],
  wanted: number,
  known = false,
): Promise<Pending[]> {
  const fresh = pending.filter(({ tries }) => tries < TRIES)
  const missing = Array.from({ length: wanted - fresh.length }, (_, index) => {
    const origin = race.origins[(fresh.length + index) % race.origins.length] ?? ''
    const browser = new Browser({ origin, address: newAddress(), keyless: !known })
    // On a device that is not known the code is not the last that is asked.
    if (known) browser.key = person.browser.key
    return { browser, tries: 0 }
  })
  await spread(missing, STARTS_AT_ONCE, async ({ browser }) => {
    must(await startOn(browser, person))
  })
  return [...fresh, ...missing]
}

async function answerAll(pending: readonly Pending[], codes: readonly string[]): Promise<string[]> {
  return Promise.all(
    pending.map(async (one, index) => {
      one.tries += 1
      const code = codes[index % codes.length] ?? ''
      const answer = await one.browser.api.signIn.answer({ answer: { method: 'totp', code } })
      return answer.ok ? 'signed in' : answer.problem.code
    }),
  )
}

test('one code opens one session, however many try it at once on two servers', {
  timeout: TIMEOUT_MS,
}, async (t) => {
  const race = await startRace(t, 'raised')
  const person = await signUp(race.world)
  const sessions = (): Promise<number> =>
    race.count(
      'select count(*) from holdfast.session s join holdfast.account a on a.id = s.account where a.username = $1',
      [person.username],
    )
  const seen: string[] = []
  let pending: Pending[] = []
  for (let round = 1; round <= ROUNDS; round += 1) {
    pending = await fill(race, person, pending, RIVALS, true)
    const before = await sessions()
    const answers = await answerAll(pending, [totpAt(person.key, race.world.now())])
    seen.push(...answers)
    assert.equal(answers.filter((one) => one === 'signed in').length, 1, `round ${round}: ${tally(answers)}`)
    assert.equal(await sessions(), before + 1, `round ${round}: sessions in the database`)
    assert.deepEqual(
      answers.filter((one) => one !== 'signed in' && one !== 'answer-replayed'),
      [],
      `round ${round}: ${tally(answers)}`,
    )
    pending = pending.filter((_, index) => answers[index] !== 'signed in')
    await race.world.pass(30_000)
  }
  process.stdout.write(`one code: ${ROUNDS} rounds of ${RIVALS}: ${tally(seen)}\n`)
})

/** Codes that no clock within minutes would show. */
function wrongCodes(person: Person, now: number, seed: number): string[] {
  const right = new Set([-60, -30, 0, 30, 60].map((seconds) => totpAt(person.key, now + seconds * 1000)))
  return Array.from({ length: GUESSES }, (_, index) =>
    String((seed + index * 7919) % 1_000_000).padStart(6, '0'),
  ).filter((code) => !right.has(code))
}

/** Minutes that pass before each storm of guesses, and how many of them may then be looked at: see limits/table.ts. */
const STORMS = [
  { minutes: 0, compared: 5 },
  { minutes: 1, compared: 1 },
  { minutes: 2, compared: 1 },
] as const

test('guesses at once on two servers are looked at as often as the budget allows, and never more', {
  timeout: TIMEOUT_MS,
}, async (t) => {
  const race = await startRace(t, 'default')
  const { seed, between } = chance()
  process.stdout.write(`seed ${seed}\n`)
  const seen: string[] = []
  for (let round = 1; round <= ROUNDS; round += 1) {
    const person = await signUp(race.world, { address: newAddress() })
    const pending = await fill(race, person, [], GUESSES)
    for (const { minutes, compared } of STORMS) {
      await race.world.pass(minutes * 60_000)
      const codes = wrongCodes(person, race.world.now(), between(0, 999_999))
      const answers = await answerAll(pending, codes)
      seen.push(...answers)
      const looked = answers.filter((one) => one === 'answer-wrong').length
      assert.equal(looked, compared, `round ${round}, ${minutes} minutes on: ${tally(answers)}`)
      assert.deepEqual(
        answers.filter((one) => one !== 'answer-wrong' && one !== 'slow-down'),
        [],
        `round ${round}, ${minutes} minutes on: ${tally(answers)}`,
      )
    }
    const logged = await race.count(
      `select count(*) from holdfast.audit_event e join holdfast.account a on a.id = e.account
        where a.username = $1 and e.event = 'sign-in.code-wrong'`,
      [person.username],
    )
    assert.equal(logged, 7, `round ${round}: each guess that was looked at is in the log, and no other`)
  }
  process.stdout.write(`guesses: ${ROUNDS} rounds of ${STORMS.length} x ${GUESSES}: ${tally(seen)}\n`)
})
