// What may happen once happens once, however many ask for it at the same moment on two servers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Browser } from '../kit/browser.ts'
import { must, PASSWORD, prove, signUp } from '../kit/person.ts'
import { codeIn } from '../kit/world.ts'
import { ROUNDS, tally } from './chance.ts'
import { moved, newAddress, type Race, startRace } from './nodes.ts'

const RIVALS = 50
const TIMEOUT_MS = 60_000 + ROUNDS * 8_000

type Outcome = { readonly ok: true } | { readonly ok: false; readonly problem: { readonly code: string } }

const word = (answer: Outcome): string => (answer.ok ? 'done' : answer.problem.code)

/** One act asked for by many at once, by turns on each server, from the same browser. */
async function storm(
  race: Race,
  browser: Browser,
  act: (browser: Browser) => Promise<Outcome>,
): Promise<string[]> {
  const rivals = Array.from({ length: RIVALS }, (_, index) => moved(browser, race.origins[index % 2] ?? ''))
  return (await Promise.all(rivals.map(act))).map(word)
}

function oneDone(answers: readonly string[], others: readonly string[], round: number): void {
  assert.equal(answers.filter((one) => one === 'done').length, 1, `round ${round}: ${tally(answers)}`)
  const strange = answers.filter((one) => one !== 'done' && !others.includes(one))
  assert.deepEqual(strange, [], `round ${round}: ${tally(answers)}`)
}

/** A sign-up that waits for the code that is in `code`. */
async function begun(race: Race, email: string): Promise<{ browser: Browser; id: string; code: string }> {
  const browser = new Browser({ origin: race.world.origin, address: newAddress(), keyless: true })
  const { signUp: id } = must(await browser.api.signUp.start({ email }))
  return { browser, id, code: codeIn(await race.world.mailTo(email)) }
}

async function confirmed(race: Race, email: string): Promise<{ browser: Browser; id: string }> {
  const { browser, id, code } = await begun(race, email)
  must(await browser.api.signUp.confirm({ signUp: id, code }))
  return { browser, id }
}

test('an emailed code confirms once, and a confirmed sign-up becomes one account', {
  timeout: TIMEOUT_MS,
}, async (t) => {
  const race = await startRace(t, 'wide')
  const seen: string[] = []
  for (let round = 1; round <= ROUNDS; round += 1) {
    const email = `once-${round}@example.test`
    const { browser, id, code } = await begun(race, email)
    const confirms = await storm(race, browser, (one) => one.api.signUp.confirm({ signUp: id, code }))
    oneDone(confirms, ['challenge-ended', 'slow-down'], round)
    const username = `once-${round}`
    const finishes = await storm(race, browser, (one) =>
      one.api.signUp.finish({ signUp: id, username, password: PASSWORD }),
    )
    oneDone(finishes, ['challenge-ended', 'username-taken'], round)
    const accounts = await race.count(
      'select count(*) from holdfast.account where username = $1 or email = $2',
      [username, email],
    )
    assert.equal(accounts, 1, `round ${round}: accounts`)
    seen.push(...confirms, ...finishes)
  }
  process.stdout.write(`one mailed code, one sign-up: ${ROUNDS} rounds of 2 x ${RIVALS}: ${tally(seen)}\n`)
})

test('two browsers that prove one mailbox at once: one of them is confirmed', {
  timeout: TIMEOUT_MS,
}, async (t) => {
  const race = await startRace(t, 'wide')
  const seen: string[] = []
  for (let round = 1; round <= ROUNDS; round += 1) {
    const email = `two-${round}@example.test`
    const [one, other] = [await begun(race, email), await begun(race, email)]
    const answers = await Promise.all([
      one.browser.api.signUp.confirm({ signUp: one.id, code: one.code }),
      moved(other.browser, race.origins[1] ?? '').api.signUp.confirm({ signUp: other.id, code: other.code }),
    ])
    oneDone(answers.map(word), ['challenge-ended'], round)
    seen.push(...answers.map(word))
  }
  process.stdout.write(`one mailbox: ${ROUNDS} rounds of 2: ${tally(seen)}\n`)
})

test('two who choose one username at once: one of them has it', { timeout: TIMEOUT_MS }, async (t) => {
  const race = await startRace(t, 'wide')
  const seen: string[] = []
  for (let round = 1; round <= ROUNDS; round += 1) {
    const username = `wanted-${round}`
    const rivals = [
      await confirmed(race, `a-${round}@example.test`),
      await confirmed(race, `b-${round}@example.test`),
    ]
    const answers = await Promise.all(
      rivals.map(({ browser, id }, index) =>
        moved(browser, race.origins[index] ?? '').api.signUp.finish({
          signUp: id,
          username,
          password: PASSWORD,
        }),
      ),
    )
    oneDone(answers.map(word), ['username-taken'], round)
    const accounts = await race.count('select count(*) from holdfast.account where username = $1', [username])
    assert.equal(accounts, 1, `round ${round}: accounts`)
    // The one who came second chooses another name and goes on.
    const second = rivals[answers.findIndex((answer) => !answer.ok)]
    assert.ok(second)
    must(
      await second.browser.api.signUp.finish({
        signUp: second.id,
        username: `${username}-2`,
        password: PASSWORD,
      }),
    )
    seen.push(...answers.map(word))
  }
  process.stdout.write(`one username: ${ROUNDS} rounds of 2: ${tally(seen)}\n`)
})

test('a proof opens one act', { timeout: TIMEOUT_MS }, async (t) => {
  const race = await startRace(t, 'wide')
  const person = await signUp(race.world, { address: newAddress() })
  const changes = (table: string): Promise<number> =>
    race.count(`select count(*) from holdfast.${table} where event = 'idle-time.changed'`)
  const seen: string[] = []
  for (let round = 1; round <= ROUNDS; round += 1) {
    const minutes = 5 + round
    const asked = await person.browser.api.sessions.changeIdle({ minutes })
    assert.ok(!asked.ok && asked.problem.code === 'proof-required')
    const proof = await prove(
      race.world,
      person,
      person.browser,
      asked.problem.challenge as Parameters<typeof prove>[3],
    )
    const answers = await storm(race, person.browser, (one) =>
      one.api.sessions.changeIdle({ minutes }, { proof }),
    )
    oneDone(answers, ['proof-required'], round)
    assert.equal(await changes('audit_event'), round, `round ${round}: lines in the log`)
    assert.equal(await changes('message'), round, `round ${round}: messages`)
    seen.push(...answers)
  }
  process.stdout.write(`one proof: ${ROUNDS} rounds of ${RIVALS}: ${tally(seen)}\n`)
})
