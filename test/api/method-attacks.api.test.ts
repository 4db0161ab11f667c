// Known ways round a second factor, tried with every method there is: guessed elsewhere, answered for someone else,
// swapped, weakened, copied, or begun anew over the one that is on.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { METHODS, type MethodName } from '../../src/factors/methods.ts'
import { DAY, MINUTE } from '../../src/lib/time.ts'
import type { CreationOptions, RequestOptions } from '../../src/lib/webauthn-fields.ts'
import { LIMITS } from '../../src/limits/table.ts'
import { softKey } from '../kit/authenticator.ts'
import { Browser } from '../kit/browser.ts'
import { act, addKey, listOf } from '../kit/methods.ts'
import {
  approveByMail,
  beginCodes,
  type Challenge,
  must,
  type Person,
  prove,
  refusal,
  signUp,
  startOn,
} from '../kit/person.ts'
import { asking, openPlatform } from '../kit/platform.ts'
import { askReset, confirmReset, NEW_PASSWORD, resetPassword } from '../kit/reset.ts'
import { type Given, inSession, type Place, type Seeded, seed } from '../kit/seeded.ts'
import { WIDE_LIMITS, type World } from '../kit/world.ts'
import { accountOf } from './rows.ts'
import { OPERATIONS, wireOf } from './samples.ts'
import { closeWorlds, openWorld, sentBy, UNWAITED } from './scene.ts'
import { codeOf, send } from './wire.ts'

const NAMES = Object.keys(METHODS) as MethodName[]

let w: World
before(async () => {
  w = await openWorld({ limits: UNWAITED })
})
after(closeWorlds)

type Client = { readonly person: Person; readonly methods: ReadonlyMap<MethodName, Seeded> }
let numbers = 0
/** A client with one method of each kind, all for signing in. */
async function clientIn(of: World): Promise<Client> {
  const person = await signUp(of)
  const account = await accountOf(of.database, person.username)
  const methods = new Map<MethodName, Seeded>()
  for (const method of NAMES) {
    const address = { mailbox: `client-${++numbers}@codes.test`, number: `+3361238${1000 + numbers}` }
    methods.set(method, await seed(of, { account, method, purposes: ['sign-in'], address }))
  }
  return { person, methods }
}
const door = ({ api }: Browser): Place => ({
  offer: api.signIn.offer,
  answer: (given) => api.signIn.answer({ answer: given }),
})
async function doorOf(of: World, person: Person, password = person.password): Promise<Place> {
  const browser = new Browser({ origin: of.origin })
  must(await startOn(browser, { ...person, password }))
  return door(browser)
}
const codeOfSaid = (said: Awaited<ReturnType<Place['answer']>>): string =>
  said.ok ? 'ok' : said.problem.code

test('a right answer of any method does not make up for a wrong password, at the door or in a session, and is not used up', async () => {
  const { person, methods } = await clientIn(w)
  for (const method of methods.values()) {
    const browser = new Browser({ origin: w.origin })
    assert.equal(
      refusal(await startOn(browser, { ...person, password: `${person.password}!` })),
      'credentials-wrong',
    )
    const asked = await person.browser.api.password.change({ newPassword: NEW_PASSWORD })
    assert.ok(!asked.ok && asked.problem.code === 'proof-required')
    const { id } = asked.problem.challenge as Challenge
    const wrong = { method: 'password', password: `${person.password}!` } as const
    assert.equal(refusal(await person.browser.api.stepUp.answer({ id, answer: wrong })), 'answer-wrong')
    const place = await doorOf(w, person)
    const given = await method.right(place)
    assert.equal(codeOfSaid(await door(browser).answer(given)), 'challenge-ended')
    assert.equal(codeOfSaid(await inSession(person.browser, id).answer(given)), 'answer-wrong')
    assert.equal(codeOfSaid(await place.answer(given)), 'ok', method.method)
    await w.pass(30_000)
  }
})

test('an answer of one client is nothing to another, in any place of the request, and stays good for its owner', async () => {
  const [owner, thief] = [await clientIn(w), await clientIn(w)]
  for (const method of owner.methods.values()) {
    const own = await doorOf(w, owner.person)
    const given = await method.right(own)
    const foreign = thief.methods.get(method.method)!
    const dressed: readonly Given[] = [given, { ...given, ...('factor' in given && { factor: foreign.id }) }]
    for (const one of dressed) {
      const place = await doorOf(w, thief.person)
      await place.offer({ method: 'webauthn' })
      assert.equal(codeOfSaid(await place.answer(one)), 'answer-wrong', method.method)
    }
    // Naming the owner beside it does not help: what a request may not say, it does not say.
    const browser = new Browser({ origin: w.origin })
    must(await startOn(browser, thief.person))
    const wire = wireOf(OPERATIONS.find((op) => op.id === 'answerSignIn')!, w.origin, {
      answer: given,
      account: owner.person.username,
      username: owner.person.username,
    })
    const got = await send(w.origin, await sentBy(w, browser, wire))
    assert.equal(codeOf(got), 'input-invalid')
    assert.equal(codeOfSaid(await own.answer(given)), 'ok', `${method.method} was used up by another`)
    await w.pass(30_000)
  }
})

test('a reset touches no method: each of them is asked as before, and none was left out', async () => {
  const { person, methods } = await clientIn(w)
  const before = (await listOf(person)).methods.map(({ id, purposes }) => [id, purposes])
  const browser = await resetPassword(w, person)
  assert.equal(refusal(await browser.api.sessions.me()), 'sign-in-required')
  const opened = new Browser({ origin: w.origin })
  for (const method of methods.values()) {
    must(await startOn(opened, { ...person, password: NEW_PASSWORD }))
    const place = door(opened)
    assert.equal(codeOfSaid(await place.answer(await method.right(place))), 'ok')
    // New to the account at first, and known from then on.
    if (!(await opened.api.sessions.me()).ok) await approveByMail(w, person, opened)
    await w.pass(30_000)
    const after = (await listOf({ ...person, browser: opened })).methods.map(({ id, purposes }) => [
      id,
      purposes,
    ])
    assert.deepEqual(after, before)
    must(await opened.api.sessions.signOut({}))
  }
})

test('beginning a method anew, and giving up, leaves the one that is on as it was', async () => {
  const { person, methods } = await clientIn(w)
  for (const method of methods.values()) {
    const { most, usedUp } = METHODS[method.method].properties
    const begun =
      method.method === 'backup-code'
        ? await beginCodes(person.browser)
        : await person.browser.api.methods.begin({
            method: method.method,
            ...(method.method === 'sms-code' && { to: '+33 6 12 34 56 78' }),
          })
    // A list is made anew beside the one that it is to replace.
    assert.equal(begun.ok, most > 1 || usedUp, method.method)
    const place = await doorOf(w, person)
    assert.equal(codeOfSaid(await place.answer(await method.right(place))), 'ok', method.method)
    await w.pass(30_000)
  }
})

for (const name of NAMES.filter((one) => METHODS[one].properties.grade === 'C'))
  test(`a ${name} is good until its ten minutes are over, and not a second longer`, async () => {
    const { person, methods } = await clientIn(w)
    const ahead = 10 * MINUTE - 2_000
    for (const [passed, said] of [
      [ahead, ['ok']],
      // The sign-in itself ends at that moment too.
      [10 * MINUTE + 1_000, ['answer-wrong', 'challenge-ended']],
    ] as const) {
      const place = await doorOf(w, person)
      const given = await methods.get(name)!.right(place)
      await w.pass(passed)
      const got = codeOfSaid(await place.answer(given))
      assert.ok((said as readonly string[]).includes(got), `${passed} ms: ${got}`)
    }
  })

test('with a key for funding nothing weaker answers, whatever the request, the browser or its words say', async () => {
  const { person, methods } = await clientIn(w)
  const account = await accountOf(w.database, person.username)
  const address = { mailbox: 'none@codes.test', number: '+33612380000' }
  const key = await seed(w, { account, method: 'webauthn', purposes: ['funding'], address })
  const platform = await openPlatform(w)
  const { browser } = person
  for (const said of [
    {},
    { 'user-agent': 'Lynx/2.8.9rel.1' },
    { 'accept-language': 'tlh', 'sec-ch-ua-mobile': '?1' },
    { 'x-api-version': '0', 'holdfast-version': '2019-01-01', 'x-no-webauthn': '1' },
  ]) {
    Object.assign(browser.headers, said)
    const { id } = must(await platform.api.ask(asking(person, { purpose: 'funding' })))
    const raised = await browser.api.approvals.approve({ id })
    assert.ok(!raised.ok)
    const challenge = raised.problem.challenge as Challenge
    assert.deepEqual(
      challenge.steps.find(({ kind }) => kind === 'factor')?.methods?.map(({ factor }) => factor),
      [key.id],
    )
    const proof = await prove(w, person, browser, challenge, {
      async factor(question) {
        const place = inSession(browser, question)
        // Five wrong ones would end the question: those that name themselves are not even compared.
        for (const method of methods.values())
          for await (const given of method.tries(place))
            if ('factor' in given) assert.equal(codeOfSaid(await place.answer(given)), 'answer-wrong')
        return key.right(place)
      },
    })
    must(await browser.api.approvals.approve({ id }, { proof }))
  }
})

/** Over the wire, with a key that is real but for one thing. */
test('a key that was copied gives itself away by its counter, and what it signed for one question answers no other', async () => {
  const person = await signUp(w)
  const key = softKey({ u2f: true })
  const input = await addKey(w, person, key, 'sign-in')
  await act(w, person, (o) => person.browser.api.methods.add(input, o))
  const answer = async (browser: Browser): Promise<Given> => {
    const { shown } = must(await browser.api.signIn.offer({ method: 'webauthn' }))
    assert.ok(shown.kind === 'browser')
    return { method: 'webauthn', response: await key.get(shown.options as RequestOptions, w.origin) }
  }
  const opened = async (): Promise<Browser> => {
    const browser = new Browser({ origin: w.origin })
    must(await startOn(browser, person))
    return browser
  }
  const first = await opened()
  must(await first.api.signIn.answer({ answer: await answer(first) }))
  const copied = key.counter
  const second = await opened()
  must(await second.api.signIn.answer({ answer: await answer(second) }))
  key.counter = copied - 1
  const third = await opened()
  assert.match(refusal(await third.api.signIn.answer({ answer: await answer(third) })), /^answer-/)
  key.counter = copied + 10
  // An older offer of the same sign-in is none any more.
  const stale = await answer(third)
  must(await third.api.signIn.offer({ method: 'webauthn' }))
  assert.equal(refusal(await third.api.signIn.answer({ answer: stale })), 'answer-wrong')
  must(await third.api.signIn.answer({ answer: await answer(third) }))
})

test('one key has one account: what another client has is not added a second time', async () => {
  const [owner, other] = [await signUp(w), await signUp(w)]
  const key = softKey({ u2f: true })
  const input = await addKey(w, owner, key, 'sign-in')
  await act(w, owner, (o) => owner.browser.api.methods.add(input, o))
  const { methods } = other.browser.api
  const begun = must(await methods.begin({ method: 'webauthn', key: 'security-key' }))
  assert.ok(begun.shown.kind === 'browser')
  const response = await key.create(begun.shown.options as CreationOptions, w.origin)
  must(await methods.confirm({ enrolment: begun.enrolment, answer: { method: 'webauthn', response } }))
  const refused = await methods.add({ enrolment: begun.enrolment, purpose: 'sign-in' })
  assert.ok(!refused.ok && refused.problem.reason === 'known-key')
})

test('a method that strangers have locked is locked at every door that takes it, and open to a session of its owner', async () => {
  const limited = await openWorld({ limits: { attempts: LIMITS.attempts, rates: WIDE_LIMITS.rates } })
  const { person, methods } = await clientIn(limited)
  const wrong: Partial<Record<MethodName, Given>> = {
    totp: { method: 'totp', code: '000000' },
    'backup-code': { method: 'backup-code', code: '7K3M-9QWX-2ADF' },
  }
  for (const [name, answer] of Object.entries(wrong) as [MethodName, Given][]) {
    const stranger = new Browser({ origin: limited.origin, keyless: true })
    must(await startOn(stranger, person))
    for (let tried = 0; tried < 5; tried++)
      assert.equal(codeOfSaid(await door(stranger).answer(answer)), 'answer-wrong')
    const again = new Browser({ origin: limited.origin, keyless: true })
    must(await startOn(again, person))
    const right = await methods.get(name)!.right(door(again))
    assert.equal(codeOfSaid(await door(again).answer(right)), 'slow-down', `${name} at the door`)
    if (name === 'totp') {
      const asked = await askReset(
        limited,
        person.email,
        new Browser({ origin: limited.origin, keyless: true }),
      )
      must(await confirmReset(asked))
      const { credentialsHelp } = asked.browser.api
      assert.equal(
        refusal(await credentialsHelp.answer({ answer: right as never })),
        'slow-down',
        'in a reset',
      )
    }
    const raised = await person.browser.api.sessions.changeIdle({ minutes: 20 })
    assert.ok(!raised.ok)
    const place = inSession(person.browser, (raised.problem.challenge as Challenge).id)
    assert.equal(codeOfSaid(await place.answer(right)), 'ok', `${name} in a session of the owner`)
    await limited.pass(30_000)
  }
  await limited.stop()
})

test('no piece of what a client holds can be changed and still be taken', async () => {
  const person = await signUp(w)
  const { browser } = person
  const raised = await browser.api.sessions.changeIdle({ minutes: 25 })
  assert.ok(!raised.ok)
  const challenge = raised.problem.challenge as Challenge
  const changed = (text: string, at: number): string =>
    `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`
  const proof = await prove(w, person, browser, challenge)
  for (let at = 0; at < proof.length; at++)
    assert.equal(
      refusal(await browser.api.sessions.changeIdle({ minutes: 25 }, { proof: changed(proof, at) })),
      'proof-required',
    )
  must(await browser.api.sessions.changeIdle({ minutes: 25 }, { proof }))
  const asked = await askReset(w, person.email)
  must(await confirmReset(asked))
  const held = asked.browser.cookie('-reset')!
  for (let at = 0; at < held.length; at++) {
    asked.browser.jar.set('__Host-holdfast-reset', changed(held, at))
    assert.equal(refusal(await asked.browser.api.credentialsHelp.pending()), 'challenge-ended')
  }
  asked.browser.jar.set('__Host-holdfast-reset', held)
  must(await asked.browser.api.credentialsHelp.pending())
})

test('what is waiting for a day has no force before, whoever holds it', async () => {
  const { person, methods } = await clientIn(w)
  const code = methods.get('email-code')!
  const { browser } = person
  await act(w, person, (o) => browser.api.methods.turnOff({ id: code.id }, o))
  await w.pass(DAY - MINUTE)
  const place = await doorOf(w, person)
  assert.equal(codeOfSaid(await place.answer(await code.right(place))), 'ok', 'it answers until it is off')
})
