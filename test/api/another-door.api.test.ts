// There is one way to a session. Every operation is tried with everything a browser can hold before it.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Browser } from '../kit/browser.ts'
import {
  beginSignUp,
  must,
  type Person,
  prove,
  refusal,
  setupKey,
  signIn,
  signUp,
  totpAt,
} from '../kit/person.ts'
import { askReset, proveReset } from '../kit/reset.ts'
import { codeIn, type World } from '../kit/world.ts'
import { DOOR, INSIDE, OPERATIONS, PLATFORM, sampleOf, wireOf } from './samples.ts'
import { closeWorlds, copyOf, openWorld, sentBy, startSignIn, wrongCodes } from './scene.ts'
import { codeOf, cookiesOf, type Got, send } from './wire.ts'

let w: World
let person: Person
before(async () => {
  w = await openWorld()
  person = await signUp(w)
})
after(closeWorlds)

const SESSION = '__Host-holdfast'
/** Pages of the server itself, the same for everyone. */
const PLAIN = ['/healthz', '/openapi.json', '/plain.css', '/readyz', '/reference']

async function callAll(cookie: string | undefined): Promise<ReadonlyMap<string, Got>> {
  const answers = new Map<string, Got>()
  for (const op of OPERATIONS) {
    const wire = wireOf(op, w.origin)
    answers.set(
      op.id,
      await send(w.origin, {
        ...wire,
        headers: { ...wire.headers, ...(cookie !== undefined && { cookie }) },
      }),
    )
  }
  return answers
}

function assertShut(answers: ReadonlyMap<string, Got>, held: string): void {
  for (const op of INSIDE) {
    const got = answers.get(op.id)!
    assert.equal(`${got.status} ${codeOf(got)}`, '401 sign-in-required', `${op.id} with ${held}`)
  }
  for (const name of PLATFORM) {
    const got = answers.get(name)!
    assert.equal(`${got.status} ${codeOf(got)}`, '401 credential-required', `${name} with ${held}`)
  }
  for (const [name, got] of answers)
    assert.ok(!cookiesOf(got).get(SESSION), `${name} with ${held} gave a session`)
}

/** A browser in each state before a session: what it holds is a promise and not a key. */
async function holders(): Promise<readonly (readonly [string, Browser])[]> {
  const pending = await startSignIn(w.origin, person)
  const asked = new Browser({ origin: w.origin })
  must(await asked.api.signUp.start({ email: 'asked@example.test' }))
  const confirmed = new Browser({ origin: w.origin })
  const { signUp: id } = must(await confirmed.api.signUp.start({ email: 'confirmed@example.test' }))
  must(
    await confirmed.api.signUp.confirm({
      signUp: id,
      code: codeIn(await w.mailTo('confirmed@example.test')),
    }),
  )
  const { browser: enrolling } = await beginSignUp(w)
  must(await enrolling.api.signIn.enrol({ method: 'totp' }))
  const forgetful = await signUp(w)
  const { browser: forgotten } = await askReset(w, forgetful.email)
  const proved = await proveReset(w, forgetful)
  return [
    ['a right password', pending],
    ['a reset begun', forgotten],
    ['a reset with mailbox and factor proved', proved],
    ['a sign-up begun', asked],
    ['a proved mailbox', confirmed],
    ['an account without a factor', enrolling],
  ]
}

test('every address of the server is that of a contract, or one of the plain pages', () => {
  const known = new Set([...OPERATIONS.map((op) => op.path.replaceAll(/\{(\w+)\}/g, ':$1')), ...PLAIN])
  const parts: string[] = []
  const found: string[] = []
  for (const line of w.app.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent, part, methods] = /^([ │]*)[├└]── (\S*)( \(.*\))?$/.exec(line) ?? []
    if (indent === undefined || part === undefined) continue
    parts.splice(indent.length / 4, Infinity, part)
    if (methods) found.push(parts.join(''))
  }
  assert.deepEqual(new Set(found), known)
})

test('the door is no wider than the list of it', () => {
  const names = new Set(OPERATIONS.map((op) => op.id))
  assert.deepEqual(
    [...DOOR].filter((name) => !names.has(name)),
    [],
  )
  assert.equal(INSIDE.length, OPERATIONS.length - DOOR.size - PLATFORM.size)
  for (const op of OPERATIONS)
    assert.ok(op.input.safeParse(sampleOf(op)).success, `the sample of ${op.id} is not well-formed`)
})

test('without a session nothing but the door answers', async () => {
  const answers = await callAll(undefined)
  assertShut(answers, 'nothing')
  const open = OPERATIONS.filter((op) => answers.get(op.id)!.status === 200).map((op) => op.id)
  assert.deepEqual(open.sort(), [
    'cancelPasswordReset',
    'cancelSignIn',
    'getPasskeyOptions',
    'getProfile',
    'getSignInNonce',
    'listSigningKeys',
    'remindUsername',
    'startPasswordReset',
    'startSignUp',
  ])
})

test('what a browser holds before the second factor opens nothing but its own next step', async () => {
  for (const [held, browser] of await holders()) {
    assert.ok(browser.jar.size > 0, held)
    assertShut(await callAll(browser.cookies()), held)
  }
})

test('what a browser was given before the second factor is no session token, wherever it is put', async () => {
  for (const [held, browser] of await holders()) {
    const { nonce } = must(await browser.api.signIn.nonce())
    const pending = await browser.api.signIn.pending()
    const given = [...browser.jar.values(), nonce, ...(pending.ok ? [pending.value.challenge.id] : [])]
    for (const value of given) {
      const places: Record<string, string>[] = [
        { cookie: `${SESSION}=${value}` },
        { cookie: `holdfast=${value}` },
        { cookie: `session=${value}` },
        { authorization: `Bearer ${value}` },
        { 'holdfast-proof': value },
        { 'x-session': value },
      ]
      for (const headers of places) {
        const got = await send(w.origin, { path: '/v1/session', headers: { origin: w.origin, ...headers } })
        assert.equal(codeOf(got), 'sign-in-required', `${held}: ${Object.keys(headers).join()}`)
      }
    }
  }
})

test('a cookie with one character changed, doubled, emptied or cut is none', async () => {
  const { browser } = person
  const token = browser.cookie('')!
  const pending = await startSignIn(w.origin, person)
  const step = pending.cookie('-sign-in')!
  const other = (text: string, at: number): string =>
    `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`
  const session = async (cookie: string): Promise<string> => {
    const path = '/v1/session'
    const own = await browser.own({ path }, w.now())
    return codeOf(await send(w.origin, { path, headers: { ...own, cookie } }))
  }
  const begun = async (cookie: string): Promise<string> =>
    codeOf(await send(w.origin, { path: '/v1/sign-in/pending', headers: { cookie } }))
  assert.equal(await session(`${SESSION}=${token}`), '')
  assert.equal(await begun(`${SESSION}-sign-in=${step}`), '')
  for (let at = 0; at < token.length; at += 6) {
    assert.equal(await session(`${SESSION}=${other(token, at)}`), 'sign-in-required')
    assert.equal(await begun(`${SESSION}-sign-in=${other(step, at)}`), 'challenge-ended')
  }
  for (const cookie of [
    `${SESSION}=`,
    `${SESSION}=${token}; ${SESSION}=${token}`,
    `${SESSION}=${token}; ${SESSION}=x`,
    `${SESSION}=${token.slice(0, -1)}`,
    `${SESSION}="${token}"`,
  ]) {
    assert.equal(await session(cookie), 'sign-in-required', cookie.replace(token, 'TOKEN'))
  }
})

test('a right code does not make up for a wrong password, and is not used up by the try', async () => {
  const browser = new Browser({ origin: w.origin })
  assert.equal(
    refusal(await browser.api.signIn.start({ identifier: person.username, password: `${person.password}!` })),
    'credentials-wrong',
  )
  const code = totpAt(person.key, w.now())
  assert.equal(
    refusal(await browser.api.signIn.answer({ answer: { method: 'totp', code } })),
    'challenge-ended',
  )
  // With what is left of a sign-in that was given up.
  const given = await startSignIn(w.origin, person)
  const copy = copyOf(given)
  must(await given.api.signIn.cancel())
  assert.equal(refusal(await copy.api.signIn.answer({ answer: { method: 'totp', code } })), 'challenge-ended')
  await signIn(w, person)
})

test('a right password does not make up for a wrong code', async () => {
  const browser = await startSignIn(w.origin, person)
  const [code = ''] = wrongCodes(person.key, w.now(), 1)
  assert.equal(refusal(await browser.api.signIn.answer({ answer: { method: 'totp', code } })), 'answer-wrong')
  assert.equal(browser.cookie(''), undefined)
  assert.equal(refusal(await browser.api.sessions.me()), 'sign-in-required')
})

test('the steps of a challenge are proved in their order, each for itself', async () => {
  const browser = await signIn(w, person)
  const raised = await browser.api.password.change({ newPassword: 'lanterns along the quay' })
  assert.ok(!raised.ok && raised.problem.code === 'proof-required')
  const challenge = raised.problem.challenge as { id: string; steps: { kind: string }[] }
  assert.deepEqual(
    challenge.steps.map((step) => step.kind),
    ['password', 'factor'],
  )
  const code = totpAt(person.key, w.now())
  const answer = { method: 'totp', code } as const
  assert.equal(refusal(await browser.api.stepUp.answer({ id: challenge.id, answer })), 'answer-wrong')
  assert.equal(
    refusal(
      await browser.api.stepUp.answer({
        id: challenge.id,
        answer: { method: 'password', password: 'not this one' },
      }),
    ),
    'answer-wrong',
  )
  assert.equal(refusal(await browser.api.stepUp.answer({ id: challenge.id, answer })), 'answer-wrong')
  // The password alone yields no proof; the code that was refused out of turn is still good in its turn.
  const more = must(
    await browser.api.stepUp.answer({
      id: challenge.id,
      answer: { method: 'password', password: person.password },
    }),
  )
  assert.equal(more.state, 'more')
  assert.equal(must(await browser.api.stepUp.answer({ id: challenge.id, answer })).state, 'proved')
  await w.pass(30_000)
})

test('a protected act answers proof-required to a session without proof, whatever stands in the header', async () => {
  const browser = await signIn(w, person)
  const raised = await browser.api.sessions.changeIdle({ minutes: 30 })
  assert.ok(!raised.ok)
  const { id } = raised.problem.challenge as { id: string }
  const proof = await prove(w, person, browser, { id, steps: [{ kind: 'factor' }] })
  const wrong = [
    '',
    ' ',
    'null',
    'true',
    id,
    browser.cookie('')!,
    `${proof}A`,
    proof.slice(1),
    proof.toUpperCase(),
    `${proof},${proof}`,
    `Bearer ${proof}`,
  ]
  for (const header of wrong) {
    const sent = {
      ...wireOf(OPERATIONS.find((op) => op.id === 'changeIdleTime')!, w.origin, { minutes: 30 }),
    }
    const got = await send(
      w.origin,
      await sentBy(w, browser, { ...sent, headers: { ...sent.headers, 'holdfast-proof': header } }),
    )
    assert.equal(codeOf(got), 'proof-required', `Holdfast-Proof of ${header.length} characters`)
  }
  must(await browser.api.sessions.changeIdle({ minutes: 30 }, { proof }))
})

test('a second factor begun in two browsers is made in one: the other is refused, not an error', async () => {
  const begun = await beginSignUp(w)
  const other = new Browser({ origin: w.origin })
  must(await other.api.signIn.start({ identifier: begun.username, password: begun.password }))
  must(await other.api.signIn.offer({ method: 'email-code' }))
  must(
    await other.api.signIn.answer({
      answer: { method: 'email-code', code: codeIn(await w.mailTo(begun.email)) },
    }),
  )
  const first = setupKey(must(await begun.browser.api.signIn.enrol({ method: 'totp' })))
  const second = setupKey(must(await other.api.signIn.enrol({ method: 'totp' })))
  assert.equal(
    must(await begun.browser.api.signIn.answer({ answer: { method: 'totp', code: totpAt(first, w.now()) } }))
      .state,
    'signed-in',
  )
  const late = await other.api.signIn.answer({ answer: { method: 'totp', code: totpAt(second, w.now()) } })
  assert.equal(refusal(await other.api.sessions.me()), 'sign-in-required')
  assert.equal(must(await begun.browser.api.methods.list()).methods.length, 1)
  assert.ok(!late.ok)
  assert.ok(late.status < 500, `answered ${late.status} ${late.problem.code}`)
})
