import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Browser } from '../../../test/kit/browser.ts'
import {
  beginSignUp,
  must,
  PASSWORD,
  prove,
  refusal,
  setupKey,
  signIn,
  signUp,
  totpAt,
} from '../../../test/kit/person.ts'
import { codeIn, type World, world } from '../../../test/kit/world.ts'
import { verifyLogs } from '../../audit/store.ts'
import { transaction } from '../../db/tx.ts'
import { TRIES_PER_CHALLENGE } from '../../limits/table.ts'
import { applyDecision } from '../../notify/outbox.ts'

let w: World
before(async () => {
  w = await world()
})
after(() => w.stop())

test('a client signs up with an address, a code, a name, a password and an authenticator, and is signed in', async () => {
  const person = await signUp(w)
  const me = must(await person.browser.api.sessions.me())
  assert.equal(me.username, person.username)
  assert.equal(me.state, 'active')
})

test('a client signs in again with name or address, password and a code', async () => {
  const person = await signUp(w)
  const browser = await signIn(w, person)
  assert.equal(must(await browser.api.sessions.me()).email, person.email)
  const other = await signIn(w, { ...person, username: person.email })
  assert.equal(must(await other.api.sessions.me()).username, person.username)
})

test('a password without a code opens nothing', async () => {
  const person = await signUp(w)
  const browser = new Browser({ origin: w.origin })
  must(await browser.api.signIn.start({ identifier: person.username, password: PASSWORD }))
  assert.equal(refusal(await browser.api.sessions.me()), 'sign-in-required')
})

test('changing the password needs the old one and a code, ends other sessions and keeps this one', async () => {
  const person = await signUp(w)
  const other = await signIn(w, person)
  const first = await person.browser.api.password.change({ newPassword: 'a quite different sentence' })
  assert.ok(!first.ok && first.problem.code === 'proof-required')
  const proof = await prove(w, person, person.browser, first.problem.challenge as never)
  const before = person.browser.cookie('')
  must(await person.browser.api.password.change({ newPassword: 'a quite different sentence' }, { proof }))
  assert.notEqual(person.browser.cookie(''), before)
  assert.equal(refusal(await other.api.sessions.me()), 'sign-in-required')
  must(await person.browser.api.sessions.me())
  assert.equal(
    refusal(
      await new Browser({ origin: w.origin }).api.signIn.start({
        identifier: person.username,
        password: PASSWORD,
      }),
    ),
    'credentials-wrong',
  )
  await signIn(w, { ...person, password: 'a quite different sentence' })
})

test('a code that was used is refused, and so is one ahead of time', async () => {
  const person = await signUp(w)
  const code = totpAt(person.key, w.now())
  const one = new Browser({ origin: w.origin })
  must(await one.api.signIn.start({ identifier: person.username, password: PASSWORD }))
  must(await one.api.signIn.answer({ answer: { method: 'totp', code } }))
  const two = new Browser({ origin: w.origin })
  must(await two.api.signIn.start({ identifier: person.username, password: PASSWORD }))
  assert.equal(refusal(await two.api.signIn.answer({ answer: { method: 'totp', code } })), 'answer-replayed')
  // A clock that is behind is explained; one that is ahead is not, to a stranger: the code would be right later.
  const behind = await two.api.signIn.answer({
    answer: { method: 'totp', code: totpAt(person.key, w.now() - 120_000) },
  })
  assert.ok(!behind.ok && behind.problem.code === 'answer-wrong' && behind.problem.clockOffSeconds === -120)
  const ahead = await two.api.signIn.answer({
    answer: { method: 'totp', code: totpAt(person.key, w.now() + 90_000) },
  })
  assert.ok(!ahead.ok && ahead.problem.code === 'answer-wrong' && ahead.problem.clockOffSeconds === undefined)
})

test('a header of the right shape makes the page for a new password tell nothing about the present one', async () => {
  const person = await signUp(w)
  for (const newPassword of [PASSWORD, 'some other sentence altogether']) {
    const answer = await person.browser.api.password.change({ newPassword }, { proof: 'A'.repeat(43) })
    assert.ok(!answer.ok && answer.problem.code === 'proof-required', JSON.stringify(answer))
  }
})

test('of two browsers that add a first factor to one account at once, one is signed in and the other has come too late', async () => {
  for (let round = 0; round < 5; round++) {
    const begun = await beginSignUp(w)
    const other = new Browser({ origin: w.origin })
    must(await other.api.signIn.start({ identifier: begun.username, password: PASSWORD }))
    must(await other.api.signIn.offer({ method: 'email-code' }))
    const mail = await w.mailTo(begun.email, (one) => one.subject.includes('sign in'))
    must(await other.api.signIn.answer({ answer: { method: 'email-code', code: codeIn(mail) } }))
    const keys = await Promise.all(
      [begun.browser, other].map(async (browser) =>
        setupKey(must(await browser.api.signIn.enrol({ method: 'totp' }))),
      ),
    )
    const answers = await Promise.all(
      [begun.browser, other].map((browser, at) =>
        browser.api.signIn.answer({ answer: { method: 'totp', code: totpAt(keys[at]!, w.now()) } }),
      ),
    )
    assert.deepEqual(answers.map((one) => (one.ok ? 'in' : one.problem.code)).sort(), [
      'challenge-ended',
      'in',
    ])
    const { rows } = await w.pool.query(
      'select 1 from factor f join account a on a.id = f.account where a.username = $1',
      [begun.username],
    )
    assert.equal(rows.length, 1)
  }
})

test('a password thief who fails at the second factor is told of to the owner', async () => {
  const person = await signUp(w)
  const thief = new Browser({ origin: w.origin })
  must(await thief.api.signIn.start({ identifier: person.username, password: PASSWORD }))
  for (const code of ['000000', '000001']) await thief.api.signIn.answer({ answer: { method: 'totp', code } })
  const mail = await w.mailTo(person.email, (one) => one.subject.includes('failed at the second factor'))
  assert.match(mail.text, /someone knows your password/)
})

test('an answer of another method, and one that has to wait, take none of the tries of a sign-in', async () => {
  const person = await signUp(w)
  const browser = new Browser({ origin: w.origin })
  const tries = async () => must(await browser.api.signIn.pending()).challenge.triesLeft
  const begin = async () =>
    must(await browser.api.signIn.start({ identifier: person.username, password: PASSWORD }))
  await begin()
  for (let again = 0; again < TRIES_PER_CHALLENGE + 1; again++) {
    const other = await browser.api.signIn.answer({ answer: { method: 'email-code', code: '000000' } })
    assert.ok(!other.ok && other.problem.reason === 'other-method')
  }
  assert.equal(await tries(), TRIES_PER_CHALLENGE)
  for (let wrong = 0; wrong < TRIES_PER_CHALLENGE; wrong++)
    await browser.api.signIn.answer({ answer: { method: 'totp', code: '000000' } })
  await begin()
  for (let again = 0; again < TRIES_PER_CHALLENGE + 1; again++) {
    const slowed = await browser.api.signIn.answer({ answer: { method: 'totp', code: '000000' } })
    assert.equal(refusal(slowed), 'slow-down')
  }
  assert.equal(await tries(), TRIES_PER_CHALLENGE)
})

test('two decisions in one transaction are two lines of one chain', async () => {
  const person = await signUp(w)
  const me = must(await person.browser.api.sessions.me())
  const data = { address: '203.0.113.9', place: '', device: 'Firefox on Linux' }
  await transaction(w.pool, async (tx) => {
    for (const event of ['session.ended', 'session.signed-out'] as const)
      await applyDecision(
        tx,
        w.deps,
        { id: me.account, email: person.email },
        { audit: [{ event, data }], notices: [] },
      )
  })
  assert.deepEqual((await verifyLogs(w.pool, () => undefined)).breaks, [])
  const { events } = must(await person.browser.api.activity.list({}))
  assert.deepEqual(
    events.slice(0, 2).map((one) => one.event),
    ['session.signed-out', 'session.ended'],
  )
})
