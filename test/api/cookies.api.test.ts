// Cookies, fixation, and the ends that come by themselves.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Browser } from '../kit/browser.ts'
import {
  choosePin,
  knownBrowser,
  must,
  type Person,
  prove,
  refusal,
  setupKey,
  signIn,
  signUp,
  totpAt,
} from '../kit/person.ts'
import { codeIn, type World } from '../kit/world.ts'
import { value } from './rows.ts'
import { closeWorlds, copyOf, openNode, openWorld, startSignIn } from './scene.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

let w: World
before(async () => {
  w = await openWorld()
})
after(closeWorlds)

/** A browser that writes down each Set-Cookie as it came. */
class Noting extends Browser {
  readonly lines: string[] = []
  override async fetch(url: string, init?: RequestInit): Promise<Response> {
    const response = await super.fetch(url, init)
    this.lines.push(...response.headers.getSetCookie())
    return response
  }
}

/** Everything that sets a cookie, in one life of a client. */
async function wholeLife(browser: Noting): Promise<readonly string[]> {
  const username = `cookies-${process.pid}`
  const email = `${username}@example.test`
  const password = 'mooring lines in pairs'
  const tokens: string[] = []
  const note = (): void => {
    for (const held of browser.jar.values()) if (!tokens.includes(held)) tokens.push(held)
  }
  const { signUp: id } = must(await browser.api.signUp.start({ email }))
  note()
  must(await browser.api.signUp.confirm({ signUp: id, code: codeIn(await w.mailTo(email)) }))
  note()
  must(await browser.api.signUp.finish({ signUp: id, username, password }))
  note()
  await choosePin(browser)
  const key = setupKey(must(await browser.api.signIn.enrol({ method: 'totp' })))
  must(await browser.api.signIn.answer({ answer: { method: 'totp', code: totpAt(key, w.now()) } }))
  note()
  await w.pass(30_000)
  await signIn(w, { username, email, password, key }, browser)
  note()
  const raised = await browser.api.password.change({ newPassword: 'mooring lines in threes' })
  assert.ok(!raised.ok)
  const proof = await prove(
    w,
    { password, key },
    browser,
    raised.problem.challenge as { id: string; steps: { kind: string }[] },
  )
  must(await browser.api.password.change({ newPassword: 'mooring lines in threes' }, { proof }))
  note()
  must(await browser.api.credentialsHelp.start({ email }))
  note()
  must(await browser.api.credentialsHelp.cancel())
  must(await browser.api.sessions.signOut({}))
  return tokens
}

test('every cookie is of this very host, for no script, for no other site, and over TLS alone', async () => {
  const browser = new Noting({ origin: w.origin })
  const tokens = await wholeLife(browser)
  assert.ok(browser.lines.length >= 8)
  assert.deepEqual(
    new Set(browser.lines.map((line) => line.split('=', 1)[0])),
    new Set([
      '__Host-holdfast',
      '__Host-holdfast-sign-in',
      '__Host-holdfast-sign-up',
      '__Host-holdfast-reset',
    ]),
  )
  for (const line of browser.lines) {
    const parts = line.split('; ').slice(1)
    assert.deepEqual(
      parts.filter((part) => !part.startsWith('Max-Age')).sort(),
      ['HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure'],
      line.split('=', 1)[0],
    )
    assert.ok(!/domain/i.test(line))
  }
  // Before the factor, after it, after a new sign-in, after a new password, for a forgotten one: each time another token of full length.
  assert.equal(tokens.length, 6)
  for (const token of tokens) assert.match(token, /^[A-Za-z0-9_-]{43}$/)
})

test('a token planted before a sign-in is worth nothing after it', async () => {
  const person = await signUp(w)
  const planted = 'P'.repeat(43)
  const browser = new Browser({ origin: w.origin })
  for (const name of ['__Host-holdfast', '__Host-holdfast-sign-in', '__Host-holdfast-sign-up'])
    browser.jar.set(name, planted)
  await signIn(w, person, browser)
  assert.notEqual(browser.cookie(''), planted)
  const attacker = new Browser({ origin: w.origin })
  for (const name of ['__Host-holdfast', '__Host-holdfast-sign-in']) attacker.jar.set(name, planted)
  assert.equal(refusal(await attacker.api.sessions.me()), 'sign-in-required')
  assert.equal(refusal(await attacker.api.signIn.pending()), 'challenge-ended')
})

test('a pending sign-in that an attacker planted ends when its browser begins its own', async () => {
  const [victim, attacker] = [await signUp(w), await signUp(w)]
  const planted = await startSignIn(w.origin, attacker)
  const browser = copyOf(planted)
  await signIn(w, victim, browser)
  assert.equal(must(await browser.api.sessions.me()).username, victim.username)
  assert.equal(refusal(await planted.api.signIn.pending()), 'challenge-ended')
  assert.equal(
    refusal(
      await planted.api.signIn.answer({ answer: { method: 'totp', code: totpAt(attacker.key, w.now()) } }),
    ),
    'challenge-ended',
  )
})

test('an attacker who shares a session gains nothing from the sign-in that follows in it', async () => {
  const [victim, attacker] = [await signUp(w), await signUp(w)]
  const browser = copyOf(attacker.browser, w.origin, false)
  await signIn(w, victim, browser)
  assert.equal(must(await browser.api.sessions.me()).username, victim.username)
  // The attacker's own session was never this browser's, and so stays what it was: the attacker's.
  assert.equal(must(await attacker.browser.api.sessions.me()).username, attacker.username)
  const { sessions } = must(await browser.api.sessions.list())
  assert.equal(sessions.length, 2, 'that of the sign-up and this one')
  attacker.browser.jar.set('__Host-holdfast', browser.cookie('')!)
  assert.equal(refusal(await attacker.browser.api.sessions.me()), 'not-this-browser')
})

/** A node without workers: what has expired there is refused because it is read, and not because it was swept. */
async function unswept(
  work: (node: World, person: Person, browser: Browser) => Promise<void>,
): Promise<void> {
  const first = await openWorld()
  const person = await signUp(first)
  await first.deps.jobs.stop()
  const node = await openNode(first)
  await work(node, person, copyOf(person.browser, node.origin))
  await node.stop()
  await first.stop()
}

const rowsOf = async (node: World, table: string): Promise<number> =>
  Number(await value<string>(node.database, `select count(*) from holdfast.${table}`))

test('a session that rests ends after its idle time, with no worker running', async () => {
  await unswept(async (node, person, browser) => {
    await node.pass(14 * MINUTE)
    must(await browser.api.sessions.me())
    await node.pass(15 * MINUTE - 10_000)
    must(await browser.api.sessions.me())
    await node.pass(15 * MINUTE + 1_000)
    assert.equal(refusal(await browser.api.sessions.me()), 'sign-in-required')
    assert.equal(await rowsOf(node, 'session'), 1)
    await signIn(node, person, knownBrowser(person, node.origin))
  })
})

test('a session in use ends after twelve hours, with no worker running', async () => {
  await unswept(async (node, _, browser) => {
    const { endsAt } = must(await browser.api.sessions.me())
    for (let passed = 0; node.now() + 10 * MINUTE < Date.parse(endsAt); passed += 10) {
      await node.pass(10 * MINUTE)
      must(await browser.api.sessions.me())
    }
    await node.pass(Date.parse(endsAt) - node.now() + 1_000)
    assert.equal(refusal(await browser.api.sessions.me()), 'sign-in-required')
    assert.equal(await rowsOf(node, 'session'), 1)
  })
})

test('a pending sign-in and a challenge end after ten minutes and a nonce after five, with no worker running', async () => {
  await unswept(async (node, person, browser) => {
    const pending = await startSignIn(node.origin, person)
    const raised = await browser.api.sessions.changeIdle({ minutes: 20 })
    assert.ok(!raised.ok)
    const { id } = raised.problem.challenge as { id: string }
    const device = (await browser.deviceProof(person.username))!
    await node.pass(5 * MINUTE + 1_000)
    const late = must(
      await new Browser({ origin: node.origin }).api.signIn.start({
        identifier: person.username,
        password: person.password,
        device,
      }),
    )
    assert.equal(
      await value(node.database, 'select device from holdfast.challenge where id = $1', [late.challenge.id]),
      null,
    )
    await node.pass(5 * MINUTE)
    must(await browser.api.sessions.me())
    const answer = { method: 'totp', code: totpAt(person.key, node.now()) } as const
    assert.equal(refusal(await pending.api.signIn.pending()), 'challenge-ended')
    assert.equal(refusal(await pending.api.signIn.answer({ answer })), 'challenge-ended')
    assert.equal(refusal(await browser.api.stepUp.see({ id })), 'challenge-ended')
    assert.equal(refusal(await browser.api.stepUp.answer({ id, answer })), 'challenge-ended')
    assert.ok((await rowsOf(node, 'challenge')) >= 2, 'the rows are still there')
  })
})

async function chooseIdle(person: Person, browser: Browser, minutes: number): Promise<void> {
  const raised = await browser.api.sessions.changeIdle({ minutes })
  assert.ok(!raised.ok)
  const proof = await prove(
    w,
    person,
    browser,
    raised.problem.challenge as { id: string; steps: { kind: string }[] },
  )
  must(await browser.api.sessions.changeIdle({ minutes }, { proof }))
}

test('the idle time that a client chooses holds from the next session on, shorter or longer', async () => {
  const person = await signUp(w)
  await chooseIdle(person, person.browser, 5)
  const short = await signIn(w, person)
  await w.pass(6 * MINUTE)
  assert.equal(refusal(await short.api.sessions.me()), 'sign-in-required')
  must(await person.browser.api.sessions.me())
  await chooseIdle(person, person.browser, 720)
  const long = await signIn(w, person)
  await w.pass(11 * HOUR)
  must(await long.api.sessions.me())
  assert.equal(refusal(await person.browser.api.sessions.me()), 'sign-in-required')
  await w.pass(HOUR)
  assert.equal(refusal(await long.api.sessions.me()), 'sign-in-required')
})
