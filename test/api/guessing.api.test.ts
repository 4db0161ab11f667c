// How many guesses are compared, counted from the answers: `answer-wrong` and `credentials-wrong` are guesses that were
// looked at, everything else is one that was not. The budget is five at once, then one after each wait, twenty a day.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Browser } from '../kit/browser.ts'
import { addAuthenticator } from '../kit/methods.ts'
import { knownBrowser, must, PASSWORD, type Person, signIn, signUp, startOn, totpAt } from '../kit/person.ts'
import type { World } from '../kit/world.ts'
import { change, value } from './rows.ts'
import {
  addressNo,
  closeWorlds,
  copyOf,
  openDoor,
  openNode,
  openWorld,
  outcome,
  startSignIn,
  tally,
  wrongCodes,
} from './scene.ts'

const AT_ONCE = 5
const PER_DAY = 20
/** One of the two names of an account has half of the account's budget for passwords. */
const PASSWORDS_PER_DAY = 10
const MINUTE = 60_000
const HOUR = 60 * MINUTE

let w: World
let other: World
before(async () => {
  w = await openWorld()
  other = await openNode(w)
})
after(closeWorlds)

const answer = async (browser: Browser, code: string): Promise<string> =>
  outcome(await browser.api.signIn.answer({ answer: { method: 'totp', code } }))

/**
 * Browsers of strangers who know the password, each from an address of its own, on both nodes in turn. One after the
 * other: a password that is being compared counts as a failure until it was right.
 */
async function strangers(person: Person, count: number, from = 0): Promise<Browser[]> {
  const browsers: Browser[] = []
  for (let n = 0; n < count; n++)
    browsers.push(await startSignIn([w, other][n % 2]!.origin, person, { address: addressNo(from + n) }))
  return browsers
}

test('a thousand wrong codes over fifty connections, two nodes and fifty addresses: exactly five are compared', async () => {
  const person = await signUp(w)
  const browsers = await strangers(person, 50)
  const codes = wrongCodes(person.key, w.now(), 1000)
  const outcomes = await Promise.all(
    browsers.map(async (browser, n) => {
      const own: string[] = []
      for (const code of codes.slice(n * 20, n * 20 + 20)) own.push(await answer(browser, code))
      return own
    }),
  )
  assert.deepEqual(tally(outcomes.flat()), { 'answer-wrong': AT_ONCE, 'slow-down': 1000 - AT_ONCE })
  // The right one is not looked at either: the wait is over the factor, and not over who was wrong.
  assert.equal(await answer(await startSignIn(w.origin, person), totpAt(person.key, w.now())), 'slow-down')
})

test('after each wait one more code is compared, twenty in a day and no more, whatever is tried at once', async () => {
  const person = await signUp(w)
  let compared = 0
  const rounds: number[] = []
  for (let round = 0; round < 22; round++) {
    const browsers = await strangers(person, 4, round * 4)
    const codes = wrongCodes(person.key, w.now(), 40, round * 40)
    const outcomes = await Promise.all(codes.map((code, n) => answer(browsers[n % 4]!, code)))
    rounds.push(outcomes.filter((one) => one === 'answer-wrong').length)
    compared += rounds.at(-1)!
    await w.pass(61 * MINUTE)
  }
  assert.deepEqual(rounds.slice(0, 16), [AT_ONCE, ...Array.from({ length: 15 }, () => 1)])
  assert.equal(compared, PER_DAY)
})

test('a hundred codes are compared and no more: on new devices it answers again only when it is bound anew', async () => {
  const person = await signUp(w)
  const perDay: number[] = []
  for (let day = 0; day < 6; day++) {
    let compared = 0
    // Sixteen waits of an hour use a day up; on the sixth day one try tells as much.
    for (let round = 0; round < (day < 5 ? 16 : 1); round++) {
      const browser = await startSignIn(w.origin, person)
      const tries = round === 0 ? AT_ONCE + 1 : 2
      for (const code of wrongCodes(person.key, w.now(), tries, round * 6))
        compared += (await answer(browser, code)) === 'answer-wrong' ? 1 : 0
      await w.pass(61 * MINUTE)
    }
    perDay.push(compared)
    await w.pass(24 * HOUR)
  }
  assert.deepEqual(perDay, [PER_DAY, PER_DAY, PER_DAY, PER_DAY, PER_DAY, 0])
  await w.mailTo(person.email, ({ subject }) => subject.includes('no longer answers on new devices'))
  // Thirty days later there are tries again, and the method is not looked at all the same: the right code tells.
  await w.pass(25 * 24 * HOUR)
  const late = await startSignIn(other.origin, person)
  const refused = await late.api.signIn.answer({
    answer: { method: 'totp', code: totpAt(person.key, w.now()) },
  })
  assert.ok(!refused.ok && refused.problem.code === 'answer-wrong' && refused.problem.reason === 'closed')
  // Its owner has noticed nothing on a known device, and binds it anew there.
  const owner = { ...person, browser: await signIn(w, person, knownBrowser(person)) }
  const [closed] = must(await owner.browser.api.methods.list()).methods
  assert.ok(closed?.closed)
  const anew = { ...owner, key: await addAuthenticator(w, owner) }
  must(await (await signIn(w, anew)).api.sessions.me())
})

test('a right code on a new device ends the row: what comes after is counted from nothing', async () => {
  const person = await signUp(w)
  const guessed = () =>
    value<number>(
      w.database,
      'select f.guessed from holdfast.factor f join holdfast.account a on a.id = f.account where a.username = $1',
      [person.username],
    )
  const browser = await startSignIn(w.origin, person)
  for (const code of wrongCodes(person.key, w.now(), 3)) await answer(browser, code)
  assert.equal(await guessed(), 3)
  // A known device counts for itself.
  const known = knownBrowser(person)
  must(await startOn(known, person))
  await answer(known, wrongCodes(person.key, w.now(), 1)[0]!)
  assert.equal(await guessed(), 3)
  const code = totpAt(person.key, w.now())
  const both = [await startSignIn(w.origin, person), await startSignIn(other.origin, person)]
  assert.equal(await answer(both[0]!, code), 'ok')
  assert.equal(await guessed(), 0)
  // What was forgotten is the guesses, and not that this code was used.
  assert.equal(await answer(both[1]!, code), 'answer-replayed')
})

test('a hundred wrong codes at once for one sign-in: five are compared, and its right code comes too late', async () => {
  const person = await signUp(w)
  const browser = await startSignIn(w.origin, person)
  const twins = [browser, copyOf(browser, other.origin)]
  const outcomes = await Promise.all(
    wrongCodes(person.key, w.now(), 100).map((code, n) => answer(twins[n % 2]!, code)),
  )
  const counts = tally(outcomes)
  assert.equal(counts['answer-wrong'], AT_ONCE)
  assert.equal((counts['slow-down'] ?? 0) + (counts['challenge-ended'] ?? 0), 100 - AT_ONCE)
  assert.notEqual(await answer(browser, totpAt(person.key, w.now())), 'ok')
  const times = await value<number>(w.database, `select max(cardinality(times)) from holdfast.attempt`)
  assert.ok(times >= AT_ONCE, 'the failures are kept')
  await w.pass(2 * MINUTE)
  assert.equal(await answer(browser, totpAt(person.key, w.now())), 'challenge-ended')
})

test('wrong passwords from many addresses, on two nodes, in many spellings of one name: exactly five are compared', async () => {
  const person = await signUp(w, { username: `spelled-${process.pid}` })
  const name = person.username
  const wide = [...name]
    .map((letter) => (/[a-z]/i.test(letter) ? String.fromCodePoint(letter.codePointAt(0)! + 0xfee0) : letter))
    .join('')
  const spellings = [name, name.toUpperCase(), ` ${name}`, `${name}  `, wide, wide.toUpperCase()]
  const outcomes = await Promise.all(
    Array.from({ length: 60 }, async (_, n) => {
      const browser = new Browser({ origin: [w, other][n % 2]!.origin, address: addressNo(n) })
      return outcome(
        await browser.api.signIn.start({
          identifier: spellings[n % spellings.length]!,
          password: `guess number ${n}`,
        }),
      )
    }),
  )
  assert.deepEqual(tally(outcomes), { 'credentials-wrong': AT_ONCE, 'slow-down': 60 - AT_ONCE })
})

test('the two names of an account together have the budget of one account', async () => {
  const person = await signUp(w)
  let compared = 0
  for (let round = 0; round < 14; round++) {
    for (const identifier of [person.username, person.email]) {
      const tries = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          new Browser({ origin: w.origin, address: addressNo(n) }).api.signIn.start({
            identifier,
            password: `guess number ${round}-${n}`,
          }),
        ),
      )
      compared += tries.filter((one) => outcome(one) === 'credentials-wrong').length
    }
    await w.pass(61 * MINUTE)
  }
  assert.equal(compared, 2 * PASSWORDS_PER_DAY)
})

test('a wrong code counts although the request ends in a failure of ours, and although the server begins anew', async () => {
  const person = await signUp(w)
  const node = await openNode(w)
  const codes = wrongCodes(person.key, w.now(), 12)
  const browser = await startSignIn(node.origin, person)
  // The log cannot be written: the transaction that would note the failure is rolled back.
  await change(w.database, 'alter table holdfast.audit_event rename to audit_event_away')
  try {
    for (const code of codes.slice(0, 3)) assert.equal(await answer(browser, code), 'internal')
  } finally {
    await change(w.database, 'alter table holdfast.audit_event_away rename to audit_event')
  }
  await node.stop()
  const anew = await openNode(w)
  const later = copyOf(browser, anew.origin)
  const outcomes: string[] = []
  for (const code of codes.slice(3)) outcomes.push(await answer(later, code))
  await anew.stop()
  assert.deepEqual(outcomes.slice(0, AT_ONCE - 3), ['answer-wrong', 'answer-wrong'])
  assert.ok(
    outcomes.slice(AT_ONCE - 3).every((one) => one === 'slow-down' || one === 'challenge-ended'),
    outcomes.join(),
  )
})

test('no cookie kept from before brings a try back', async () => {
  const person = await signUp(w)
  const first = await startSignIn(w.origin, person)
  const kept = new Map(first.jar)
  const second = await startSignIn(w.origin, person)
  const outcomes: string[] = []
  for (const [n, code] of wrongCodes(person.key, w.now(), 12).entries()) {
    const browser = n % 2 === 0 ? first : second
    browser.jar.clear()
    for (const [name, held] of n % 2 === 0 ? kept : second.jar) browser.jar.set(name, held)
    if (n % 2 === 1) await startSignIn(w.origin, person, { browser: second })
    outcomes.push(await answer(browser, code))
  }
  assert.equal(tally(outcomes)['answer-wrong'], AT_ONCE)
  // Nor does a new sign-in after the wait give the old one more than it had: five wrong answers end it.
  await w.pass(5 * MINUTE)
  const shown = await copyOf(first).api.signIn.pending()
  assert.ok(!shown.ok || shown.value.challenge.triesLeft < AT_ONCE)
})

test('a right sign-in of the owner gives a guesser no tries back', async () => {
  const person = await signUp(w)
  const guesser = await startSignIn(w.origin, person)
  for (const code of wrongCodes(person.key, w.now(), 4))
    assert.equal(await answer(guesser, code), 'answer-wrong')
  await signIn(w, person)
  assert.equal(await answer(guesser, wrongCodes(person.key, w.now(), 1, 99)[0]!), 'answer-wrong')
  const again = await startSignIn(w.origin, person)
  assert.equal(await answer(again, wrongCodes(person.key, w.now(), 1, 199)[0]!), 'slow-down')
})

test('uses of one network on two nodes sum to the one cap', async () => {
  const limits = {
    ...w.deps.limits,
    rates: {
      ...w.deps.limits.rates,
      'sign-in': { uses: 12, window: HOUR },
      'sign-up-username': { uses: 20, window: HOUR },
    },
  }
  const doors = [await openDoor(w, { limits }), await openDoor(other, { limits })]
  const address = '198.19.7.7'
  const passwords = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      new Browser({ origin: doors[n % 2]!, address }).api.signIn.start({
        identifier: `nobody-${n}`,
        password: PASSWORD,
      }),
    ),
  )
  assert.deepEqual(tally(passwords.map(outcome)), { 'credentials-wrong': 12, 'slow-down': 28 })
  const names = await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      new Browser({ origin: doors[n % 2]!, address }).api.signUp.checkUsername({
        signUp: crypto.randomUUID(),
        username: `name-${n}`,
      }),
    ),
  )
  assert.deepEqual(tally(names.map(outcome)), { 'challenge-ended': 20, 'slow-down': 40 })
})

test('the owner gets in on a known device while a stranger guesses password and codes, from the same network too', async () => {
  const person = await signUp(w)
  const stop = new AbortController()
  const guess = async (n: number): Promise<readonly string[]> => {
    const said: string[] = []
    for (let tried = 0; !stop.signal.aborted; tried++) {
      const browser = new Browser({
        origin: [w, other][n % 2]!.origin,
        address: n % 3 === 0 ? addressNo(n) : '203.0.113.7',
      })
      const password = n % 4 === 0 ? person.password : `guess ${n} ${tried}`
      said.push(
        outcome(
          await browser.api.signIn.start({ identifier: n % 2 ? person.username : person.email, password }),
        ),
      )
      said.push(await answer(browser, wrongCodes(person.key, w.now(), 1, tried)[0]!))
    }
    return said
  }
  const guessing = Array.from({ length: 8 }, (_, n) => guess(n))
  try {
    for (let day = 0; day < 4; day++) {
      await new Promise((next) => setTimeout(next, 150))
      // The browser of the sign-up: its key is known. Its session is over by now, so that this is a sign-in like any.
      await signIn(w, person, person.browser)
      assert.equal(must(await person.browser.api.sessions.me()).username, person.username)
      await w.pass(6 * HOUR)
    }
  } finally {
    stop.abort()
  }
  const said = tally((await Promise.all(guessing)).flat())
  assert.ok(
    said['slow-down']! > 20 && said['credentials-wrong']! > 0,
    `the stranger was not slowed: ${JSON.stringify(said)}`,
  )
})

test('a stranger on a device of his own has no budget beside that of strangers', async () => {
  const person = await signUp(w)
  const stranger = await signUp(w)
  // The stranger's key is known to his own account; to this one it is nobody's.
  const outcomes: string[] = []
  for (let n = 0; n < 9; n++) {
    const device = (await stranger.browser.deviceProof(person.username))!
    outcomes.push(
      outcome(
        await stranger.browser.api.signIn.start({
          identifier: person.username,
          password: `guess ${n}`,
          device,
        }),
      ),
    )
  }
  assert.deepEqual(tally(outcomes), { 'credentials-wrong': AT_ONCE, 'slow-down': 4 })
})
