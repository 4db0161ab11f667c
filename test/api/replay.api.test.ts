// What was used is used: codes, proofs and nonces serve once, for the one thing they were made for, on all nodes together.

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
import { codeIn, type World } from '../kit/world.ts'
import { accountOf, value } from './rows.ts'
import {
  closeWorlds,
  copyOf,
  openNode,
  openWorld,
  outcome,
  startKnown,
  startSignIn,
  tally,
  UNWAITED,
} from './scene.ts'

let w: World
let other: World
// Fifty right codes at once are fifty tries in flight: with the budget of five the budget would refuse, and not the
// replay guard that is looked at here.
before(async () => {
  w = await openWorld({ limits: UNWAITED })
  other = await openNode(w, { limits: UNWAITED })
})
after(closeWorlds)

const sessionsOf = async (person: Person): Promise<number> =>
  Number(
    await value<string>(w.database, 'select count(*) from holdfast.session where account = $1', [
      await accountOf(w.database, person.username),
    ]),
  )

const nodeOf = (n: number): World => [w, other][n % 2]!

test('fifty sign-ins with one right code at once, over two nodes, make exactly one session', async () => {
  for (let round = 0; round < 2; round++) {
    const person = await signUp(w)
    const browsers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => startKnown(person, nodeOf(n).origin)),
    )
    const before = await sessionsOf(person)
    const code = totpAt(person.key, w.now())
    const answer = async (browser: Browser): Promise<string> =>
      outcome(await browser.api.signIn.answer({ answer: { method: 'totp', code } }))
    const outcomes = await Promise.all(browsers.map(answer))
    assert.equal(tally(outcomes).ok, 1)
    assert.equal(await sessionsOf(person), before + 1)
    // Whoever was too late for the others is asked again, one after the other: used is what all of them hear.
    const late = browsers.filter((_, n) => outcomes[n] !== 'ok')
    for (const browser of late) assert.equal(await answer(browser), 'answer-replayed')
    assert.equal(await sessionsOf(person), before + 1)
    await w.pass(30_000)
  }
})

test('fifty posts of one right code to one sign-in at once, over two nodes, make exactly one session', async () => {
  const person = await signUp(w)
  const browser = await startKnown(person, w.origin)
  const twins = [browser, copyOf(browser, other.origin)]
  const before = await sessionsOf(person)
  const code = totpAt(person.key, w.now())
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, async (_, n) =>
      outcome(await copyOf(twins[n % 2]!).api.signIn.answer({ answer: { method: 'totp', code } })),
    ),
  )
  assert.equal(tally(outcomes).ok, 1)
  assert.equal(await sessionsOf(person), before + 1)
  assert.equal(
    refusal(await browser.api.signIn.answer({ answer: { method: 'totp', code } })),
    'challenge-ended',
  )
})

test('as many tries as the budget leaves may be under way at once: none is told to wait for another', async () => {
  const person = await signUp(w)
  const said: string[] = []
  for (let round = 0; round < 6; round++) {
    const password = `not the one ${round}`
    const browsers = Array.from({ length: 8 }, (_, n) => new Browser({ origin: nodeOf(n).origin }))
    said.push(
      ...(await Promise.all(
        browsers.map(async (browser) =>
          outcome(await browser.api.signIn.start({ identifier: person.username, password })),
        ),
      )),
    )
  }
  assert.deepEqual(tally(said), { 'credentials-wrong': 48 })
})

test('one code in several spellings succeeds once in total', async () => {
  const person = await signUp(w)
  const code = totpAt(person.key, w.now())
  const spellings = [
    code,
    ` ${code}`,
    `${code} `,
    `${code.slice(0, 3)} ${code.slice(3)}`,
    [...code].join(' '),
  ]
  const said: string[] = []
  for (const spelling of spellings) {
    const browser = await startSignIn(w.origin, person)
    said.push(outcome(await browser.api.signIn.answer({ answer: { method: 'totp', code: spelling } })))
  }
  assert.deepEqual(said, ['ok', ...spellings.slice(1).map(() => 'answer-replayed')])
})

test('a code older than one that was used is refused, though its time is not over', async () => {
  const person = await signUp(w)
  await w.pass(60_000)
  const older = totpAt(person.key, w.now() - 30_000)
  must(
    await (await startSignIn(w.origin, person)).api.signIn.answer({
      answer: {
        method: 'totp',
        code: totpAt(person.key, w.now()),
      },
    }),
  )
  const browser = await startSignIn(w.origin, person)
  assert.equal(
    refusal(await browser.api.signIn.answer({ answer: { method: 'totp', code: older } })),
    'answer-replayed',
  )
  await w.pass(30_000)
})

test('the code before the present one is taken, so that a slow typist gets in', async () => {
  const person = await signUp(w)
  await w.pass(60_000)
  const browser = await startSignIn(w.origin, person)
  must(
    await browser.api.signIn.answer({
      answer: { method: 'totp', code: totpAt(person.key, w.now() - 30_000) },
    }),
  )
})

test('the code that set the authenticator up does not sign in', async () => {
  const begun = await beginSignUp(w)
  const key = setupKey(must(await begun.browser.api.signIn.enrol({ method: 'totp' })))
  const code = totpAt(key, w.now())
  must(await begun.browser.api.signIn.answer({ answer: { method: 'totp', code } }))
  const again = await startSignIn(w.origin, begun)
  assert.equal(
    refusal(await again.api.signIn.answer({ answer: { method: 'totp', code } })),
    'answer-replayed',
  )
})

test('a second factor made in two browsers at once, over two nodes, is made in one of them', async () => {
  for (let round = 0; round < 5; round++) {
    const begun = await beginSignUp(w)
    const second = await startSignIn(other.origin, begun)
    // By the node whose worker hears of it at once.
    must(await copyOf(second, w.origin).api.signIn.offer({ method: 'email-code' }))
    const code = codeIn(await mailAt(begun.email))
    must(await second.api.signIn.answer({ answer: { method: 'email-code', code } }))
    const answers = await Promise.all(
      [begun.browser, second].map(async (browser) => ({
        browser,
        key: setupKey(must(await browser.api.signIn.enrol({ method: 'totp' }))),
      })),
    )
    const outcomes = await Promise.all(
      answers.map(async ({ browser, key }) =>
        outcome(await browser.api.signIn.answer({ answer: { method: 'totp', code: totpAt(key, w.now()) } })),
      ),
    )
    assert.equal(tally(outcomes).ok, 1, outcomes.join())
    const account = await accountOf(w.database, begun.username)
    for (const table of ['factor', 'session']) {
      const count = await value<string>(
        w.database,
        `select count(*) from holdfast.${table} where account = $1`,
        [account],
      )
      assert.equal(Number(count), 1, `${table}s`)
    }
  }
})

/** The newest mail to an address: the sign-up's own code has come and gone. */
const mailAt = (email: string): ReturnType<World['mailTo']> =>
  w.mailTo(email, (mail) => mail.subject.includes('to sign in'))

test('a code that signed in proves no act afterwards, and one that proved an act does not sign in', async () => {
  const person = await signUp(w)
  const code = totpAt(person.key, w.now())
  must(await (await startSignIn(w.origin, person)).api.signIn.answer({ answer: { method: 'totp', code } }))
  const { id } = await raise(person.browser, 20)
  assert.equal(
    refusal(await person.browser.api.stepUp.answer({ id, answer: { method: 'totp', code } })),
    'answer-replayed',
  )
  await w.pass(30_000)
  const next = totpAt(person.key, w.now())
  assert.equal(
    must(await person.browser.api.stepUp.answer({ id, answer: { method: 'totp', code: next } })).state,
    'proved',
  )
  assert.equal(
    refusal(
      await (await startSignIn(w.origin, person)).api.signIn.answer({
        answer: { method: 'totp', code: next },
      }),
    ),
    'answer-replayed',
  )
})

test('an emailed code is taken once', async () => {
  const begun = await beginSignUp(w)
  const browser = await startSignIn(w.origin, begun)
  must(await browser.api.signIn.offer({ method: 'email-code' }))
  const code = codeIn(await w.mailTo(begun.email))
  const copies = Array.from({ length: 20 }, () => copyOf(browser))
  const outcomes = await Promise.all(
    copies.map(async (copy) =>
      outcome(await copy.api.signIn.answer({ answer: { method: 'email-code', code } })),
    ),
  )
  assert.equal(tally(outcomes).ok, 1)
  assert.notEqual(outcome(await browser.api.signIn.answer({ answer: { method: 'email-code', code } })), 'ok')
})

type Raised = { readonly id: string; readonly steps: readonly { readonly kind: string }[] }
async function raise(browser: Browser, minutes: number): Promise<Raised> {
  const raised = await browser.api.sessions.changeIdle({ minutes })
  assert.ok(!raised.ok && raised.problem.code === 'proof-required')
  return raised.problem.challenge as Raised
}
const proofFor = async (person: Person, browser: Browser, minutes: number): Promise<string> =>
  prove(w, person, browser, await raise(browser, minutes))
const act = async (browser: Browser, minutes: number, proof: string): Promise<string> =>
  outcome(await browser.api.sessions.changeIdle({ minutes }, { proof }))

test('a proof opens one act, once', async () => {
  const person = await signUp(w)
  const proof = await proofFor(person, person.browser, 20)
  assert.equal(await act(person.browser, 20, proof), 'ok')
  assert.equal(await act(person.browser, 20, proof), 'proof-required')
})

test('twenty requests with one proof at once, over two nodes, carry out the act once', async () => {
  const person = await signUp(w)
  const proof = await proofFor(person, person.browser, 25)
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, n) => act(copyOf(person.browser, nodeOf(n).origin), 25, proof)),
  )
  assert.deepEqual(tally(outcomes), { ok: 1, 'proof-required': 19 })
  const lines = await value<string>(
    w.database,
    `select count(*) from holdfast.audit_event where event = 'idle-time.changed' and account = $1`,
    [await accountOf(w.database, person.username)],
  )
  assert.equal(Number(lines), 1)
})

test('a proof is for the content that was shown, and is not spent by another', async () => {
  const person = await signUp(w)
  const proof = await proofFor(person, person.browser, 20)
  for (const minutes of [21, 200, 5, 720])
    assert.equal(await act(person.browser, minutes, proof), 'proof-required', `${minutes} minutes`)
  assert.equal(await act(person.browser, 20, proof), 'ok')
})

test('a proof is for one kind of act', async () => {
  const person = await signUp(w)
  const proof = await proofFor(person, person.browser, 20)
  assert.equal(
    refusal(await person.browser.api.password.change({ newPassword: 'oars in the dry shed' }, { proof })),
    'proof-required',
  )
  const raised = await person.browser.api.password.change({ newPassword: 'oars in the dry shed' })
  assert.ok(!raised.ok)
  const other = await prove(w, person, person.browser, raised.problem.challenge as Raised)
  assert.equal(await act(person.browser, 20, other), 'proof-required')
  assert.equal(
    refusal(
      await person.browser.api.password.change({ newPassword: 'another word than shown' }, { proof: other }),
    ),
    'proof-required',
  )
})

test('a proof is for the session that gave it, and for no other of the same account', async () => {
  const person = await signUp(w)
  const second = await signIn(w, person)
  const proof = await proofFor(person, person.browser, 20)
  assert.equal(await act(second, 20, proof), 'proof-required')
  assert.equal(await act(person.browser, 20, proof), 'ok')
})

test('a proof is for one account', async () => {
  const [one, two] = [await signUp(w), await signUp(w)]
  const proof = await proofFor(one, one.browser, 20)
  assert.equal(await act(two.browser, 20, proof), 'proof-required')
  assert.equal(await act(one.browser, 20, proof), 'ok')
})

test('a proof lives five minutes', async () => {
  const person = await signUp(w)
  // Half a minute of its life goes by with the code that made it.
  const kept = await proofFor(person, person.browser, 20)
  await w.pass(4 * 60_000)
  assert.equal(await act(person.browser, 20, kept), 'ok')
  const late = await proofFor(person, person.browser, 30)
  await w.pass(4 * 60_000 + 31_000)
  assert.equal(await act(person.browser, 30, late), 'proof-required')
})

test('a proof and an open challenge of before end with a change of the password', async () => {
  const person = await signUp(w)
  const proof = await proofFor(person, person.browser, 20)
  const open = await raise(person.browser, 30)
  const raised = await person.browser.api.password.change({ newPassword: 'the ferry leaves at nine' })
  assert.ok(!raised.ok)
  const changed = await prove(w, person, person.browser, raised.problem.challenge as Raised)
  must(
    await person.browser.api.password.change({ newPassword: 'the ferry leaves at nine' }, { proof: changed }),
  )
  assert.equal(await act(person.browser, 20, proof), 'proof-required')
  assert.equal(refusal(await person.browser.api.stepUp.see({ id: open.id })), 'challenge-ended')
})

test('the nonce of a device proof serves one sign-in, on all nodes together', async () => {
  const person = await signUp(w)
  const device = (await person.browser.deviceProof(person.username))!
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, async (_, n) =>
      outcome(
        await new Browser({ origin: nodeOf(n).origin }).api.signIn.start({
          identifier: person.username,
          password: person.password,
          device,
        }),
      ),
    ),
  )
  assert.equal(tally(outcomes).ok, 1)
  assert.equal(
    refusal(
      await new Browser({ origin: other.origin }).api.signIn.start({
        identifier: person.username,
        password: person.password,
        device,
      }),
    ),
    'request-malformed',
  )
})

test('the nonce of a device proof that was given at sign-up serves no sign-in', async () => {
  const username = `nonce-${process.pid}`
  const email = `${username}@example.test`
  const browser = new Browser({ origin: w.origin })
  const { signUp: id } = must(await browser.api.signUp.start({ email }))
  must(await browser.api.signUp.confirm({ signUp: id, code: codeIn(await w.mailTo(email)) }))
  const device = (await browser.deviceProof(username))!
  const password = 'a net is mended in winter'
  must(await browser.api.signUp.finish({ signUp: id, username, password, device }))
  assert.equal(
    refusal(
      await new Browser({ origin: w.origin }).api.signIn.start({ identifier: username, password, device }),
    ),
    'request-malformed',
  )
})
