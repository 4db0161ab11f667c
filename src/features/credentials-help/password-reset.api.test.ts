// What a reset of a forgotten password brings, and what it ends.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accountOf, change, settled, value } from '../../../test/api/rows.ts'
import { closeWorlds, openWorld, startSignIn, within, wrongCodes } from '../../../test/api/scene.ts'
import { Browser } from '../../../test/kit/browser.ts'
import {
  beginSignUp,
  must,
  type Person,
  prove,
  refusal,
  setupKey,
  signIn,
  signUp,
  startOn,
  totpAt,
} from '../../../test/kit/person.ts'
import { askReset, confirmReset, NEW_PASSWORD, proveReset, resetPassword } from '../../../test/kit/reset.ts'
import { codeIn, type World } from '../../../test/kit/world.ts'

const HOUR = 3_600_000
const MINUTE = 60_000

let w: World
before(async () => {
  w = await openWorld()
})
after(closeWorlds)

const renewed = (person: Person): Person => ({ ...person, password: NEW_PASSWORD })

test('mailbox and second factor bring a new password and no session; the old password opens nothing', async () => {
  const person = await signUp(w)
  const methods = must(await person.browser.api.methods.list()).methods
  const browser = await resetPassword(w, person)
  assert.equal(browser.jar.size, 0, 'nothing is left of it in the browser')
  assert.equal(refusal(await browser.api.sessions.me()), 'sign-in-required')
  assert.equal(refusal(await startOn(new Browser({ origin: w.origin }), person)), 'credentials-wrong')
  await signIn(w, renewed(person), browser)
  const kept = must(await browser.api.methods.list()).methods
  const facts = (list: typeof kept) => list.map((one) => ({ ...one, lastUsedAt: null }))
  assert.deepEqual(facts(kept), facts(methods), 'the second factor is as it was')
})

test('the steps stand in order, and a reload finds them', async () => {
  const person = await signUp(w)
  const asked = await askReset(w, person.email)
  const { api } = asked.browser
  const steps = (challenge: { readonly steps: readonly { kind: string; state: string }[] }) =>
    challenge.steps.map((step) => `${step.kind} ${step.state}`)
  assert.equal(refusal(await api.credentialsHelp.pending()), 'challenge-ended')
  const { challenge } = must(await confirmReset(asked))
  assert.deepEqual(steps(challenge), ['email done', 'factor now'])
  assert.deepEqual(
    challenge.steps[1]?.methods.map((one) => one.method),
    ['totp'],
  )
  assert.deepEqual(must(await api.credentialsHelp.pending()).challenge, challenge)
  assert.equal(refusal(await api.credentialsHelp.finish({ newPassword: NEW_PASSWORD })), 'state-forbids')
  const answer = { method: 'totp', code: totpAt(person.key, w.now()) } as const
  const proved = must(await api.credentialsHelp.answer({ answer })).challenge
  assert.deepEqual(steps(proved), ['email done', 'factor done'])
  assert.deepEqual(must(await api.credentialsHelp.pending()).challenge, proved)
})

test('every session of the account ends and none of another; what was about to be proved ends too', async () => {
  const [person, other] = [await signUp(w), await signUp(w)]
  const second = await signIn(w, person)
  const pending = await startSignIn(w.origin, person)
  const raised = await second.api.sessions.changeIdle({ minutes: 20 })
  assert.ok(!raised.ok)
  const challenge = raised.problem.challenge as { id: string; steps: { kind: string }[] }
  const proof = await prove(w, person, second, challenge)
  await resetPassword(w, person)
  for (const browser of [person.browser, second])
    assert.equal(refusal(await browser.api.sessions.me()), 'sign-in-required')
  assert.equal(refusal(await pending.api.signIn.pending()), 'challenge-ended')
  const answer = { method: 'totp', code: totpAt(person.key, w.now()) } as const
  assert.equal(refusal(await pending.api.signIn.answer({ answer })), 'challenge-ended')
  assert.equal(refusal(await second.api.sessions.changeIdle({ minutes: 20 }, { proof })), 'sign-in-required')
  assert.equal(must(await other.browser.api.sessions.me()).username, other.username)
  assert.deepEqual(must(await other.browser.api.holds.list()).holds, [])
  assert.equal(must(await other.browser.api.review.see()).since, null)
  const account = await accountOf(w.database, person.username)
  for (const table of ['challenge', 'proof', 'password_reset'])
    assert.equal(
      Number(await value(w.database, `select count(*) from holdfast.${table} where account = $1`, [account])),
      0,
      table,
    )
})

test('of the devices this browser stays known, and only if it was', async () => {
  for (const isKnown of [true, false]) {
    const person = await signUp(w)
    await signIn(w, person)
    const browser = isKnown ? person.browser : new Browser({ origin: w.origin })
    await resetPassword(w, person, browser)
    await signIn(w, renewed(person), browser)
    const { devices } = must(await browser.api.sessions.devices())
    assert.deepEqual(
      devices.map((one) => one.current),
      [true],
      `known: ${isKnown}`,
    )
    const { events } = must(await browser.api.activity.list({}))
    const completed = events.find((one) => one.event === 'sign-in.completed')
    assert.equal(completed?.details.newDevice, !isKnown, `known: ${isKnown}`)
  }
})

test('a reset in a browser where someone else is signed in leaves that session', async () => {
  const [person, other] = [await signUp(w), await signUp(w)]
  await resetPassword(w, person, other.browser)
  assert.equal(must(await other.browser.api.sessions.me()).username, other.username)
})

test('withdrawals are held for 24 hours: told with cause and end, and never changed', async () => {
  const person = await signUp(w)
  await resetPassword(w, person)
  const browser = await signIn(w, renewed(person))
  const { holds } = must(await browser.api.holds.list())
  assert.equal(holds.length, 1)
  assert.equal(holds[0]?.cause, 'password-reset')
  assert.equal(Date.parse(holds[0].endsAt) - Date.parse(holds[0].beganAt), 24 * HOUR)
  assert.ok(Math.abs(Date.parse(holds[0].beganAt) - w.now()) < 2 * MINUTE)
  await assert.rejects(w.pool.query('delete from hold'), /permission denied/)
  await assert.rejects(w.pool.query(`update hold set ends_at = now()`), /permission denied/)
  await assert.rejects(change(w.database, 'delete from holdfast.hold'), /append-only/)
  await w.pass(24 * HOUR)
  const later = await signIn(w, renewed(person))
  assert.deepEqual(must(await later.api.holds.list()).holds, [])
})

test('the owner reads of it in the log, in the message centre and by mail, at the start and at the end', async () => {
  const person = await signUp(w)
  const { code } = await askReset(w, person.email)
  await resetPassword(w, person)
  const mail = await w.mailTo(person.email, ({ subject }) => subject.endsWith('password was reset'))
  assert.match(mail.text, /Withdrawals are held until/)
  await settled(w.database)
  const { api } = await signIn(w, renewed(person))
  const { events } = must(await api.activity.list({}))
  const count = (name: string) => events.filter((one) => one.event === name).length
  assert.deepEqual([count('password.reset-asked'), count('password.reset')], [2, 1])
  const { messages } = must(await api.messages.list({}))
  assert.ok(messages.some((one) => one.subject === mail.subject && mail.text.startsWith(one.text)))
  const asked = messages.filter((one) => one.event === 'password.reset-asked')
  assert.equal(asked.length, 2)
  // The mail has the code; nothing else has.
  for (const one of messages) {
    assert.ok(!one.text.includes(`${code.slice(0, 3)} ${code.slice(3)}`))
    assert.doesNotMatch(one.text, /^[0-9]{3} [0-9]{3}$/m)
  }
})

test('a wrong code stands in the log, and from the second wrong factor on the owner hears of it, once a day', async () => {
  const person = await signUp(w)
  const asked = await askReset(w, person.email)
  const wrong = String((Number(asked.code) + 1) % 1_000_000).padStart(6, '0')
  assert.equal(refusal(await confirmReset({ ...asked, code: wrong })), 'answer-wrong')
  must(await confirmReset(asked))
  for (const code of wrongCodes(person.key, w.now(), 4)) {
    const answer = { method: 'totp', code } as const
    assert.equal(refusal(await asked.browser.api.credentialsHelp.answer({ answer })), 'answer-wrong')
  }
  await within(10_000, async () => {
    const { events } = must(await person.browser.api.activity.list({}))
    const failed = events
      .filter((one) => one.event === 'password.reset-failed')
      .map((one) => one.details.step)
    return failed.filter((step) => step === 'factor').length === 4 && failed.includes('email')
  })
  await settled(w.database)
  const subjects = w.mails.filter((one) => one.to === person.email).map((one) => one.subject)
  assert.equal(subjects.filter((one) => one.includes('failed at your second factor')).length, 1)
})

test('after the next sign-in the account is to be looked through, until its owner has', async () => {
  const person = await signUp(w)
  assert.equal(must(await person.browser.api.review.see()).since, null)
  const begun = w.now()
  await resetPassword(w, person)
  const { api } = await signIn(w, renewed(person))
  const { since } = must(await api.review.see())
  assert.ok(since !== null && Date.parse(since) >= begun)
  must(await api.review.finish())
  assert.equal(must(await api.review.see()).since, null)
  must(await api.review.finish())
  const { events } = must(await api.activity.list({}))
  assert.equal(events.filter((one) => one.event === 'review.finished').length, 1)
})

test('an account without a second factor needs the mailbox alone, and has nothing but the mailbox to prove with', async () => {
  const begun = await beginSignUp(w)
  const asked = await askReset(w, begun.email)
  const { challenge } = must(await confirmReset(asked))
  assert.deepEqual(
    challenge.steps.map((step) => `${step.kind} ${step.state}`),
    ['email done'],
  )
  must(await asked.browser.api.credentialsHelp.finish({ newPassword: NEW_PASSWORD }))
  assert.equal(
    refusal(await begun.browser.api.signIn.pending()),
    'challenge-ended',
    'the sign-up it began in',
  )
  const browser = new Browser({ origin: w.origin })
  const started = must(await startOn(browser, { ...begun, password: NEW_PASSWORD }))
  assert.deepEqual(
    started.challenge.steps.map((step) => `${step.kind} ${step.state}`),
    ['password done', 'email now', 'enrol next'],
  )
})

test('an account that gets its second factor meanwhile is not reset by the mailbox alone', async () => {
  const begun = await beginSignUp(w)
  const asked = await askReset(w, begun.email)
  must(await confirmReset(asked))
  const key = setupKey(must(await begun.browser.api.signIn.enrol({ method: 'totp' })))
  must(await begun.browser.api.signIn.answer({ answer: { method: 'totp', code: totpAt(key, w.now()) } }))
  const { api } = asked.browser
  assert.equal(refusal(await api.credentialsHelp.finish({ newPassword: NEW_PASSWORD })), 'challenge-ended')
})

test('a frozen or restricted account is reset as another, and stays what it is', async () => {
  for (const state of ['frozen', 'restricted']) {
    const person = await signUp(w)
    const account = await accountOf(w.database, person.username)
    await change(w.database, 'update holdfast.account set state = $2 where id = $1', [account, state])
    await resetPassword(w, person)
    const now = await value(w.database, 'select state from holdfast.account where id = $1', [account])
    assert.equal(now, state)
  }
})

test('a closed account gets the mail that an unknown address gets', async () => {
  const person = await signUp(w)
  const account = await accountOf(w.database, person.username)
  await change(w.database, `update holdfast.account set state = 'closed' where id = $1`, [account])
  const browser = new Browser({ origin: w.origin })
  must(await browser.api.credentialsHelp.start({ email: person.email }))
  const mail = await w.mailTo(person.email, ({ subject }) => subject.startsWith('There is no open account'))
  assert.doesNotMatch(mail.text, /\b[0-9]{3} [0-9]{3}\b/)
})

test('a password that cannot be used is refused with its reason, and the reset stays open', async () => {
  const person = await signUp(w, { username: 'osprey-cliff' })
  const { api } = await proveReset(w, person)
  for (const [newPassword, reason] of [
    ['short', 'too-short'],
    ['password1', 'common'],
    [`${person.username}!`, 'like-the-account'],
    ['x'.repeat(257), 'too-long'],
  ] as const) {
    const answer = await api.credentialsHelp.finish({ newPassword })
    assert.ok(!answer.ok)
    assert.deepEqual(
      [answer.problem.code, answer.problem.reason, answer.problem.field],
      ['password-unsuitable', reason, 'newPassword'],
    )
  }
  must(await api.credentialsHelp.finish({ newPassword: NEW_PASSWORD }))
})

test('a reset that is given up is over', async () => {
  const person = await signUp(w)
  const asked = await askReset(w, person.email)
  const copy = new Browser({ origin: w.origin })
  copy.jar.set('__Host-holdfast-reset', asked.browser.cookie('-reset')!)
  must(await asked.browser.api.credentialsHelp.cancel())
  assert.equal(refusal(await confirmReset({ ...asked, browser: copy })), 'challenge-ended')
  const browser = await proveReset(w, person)
  const held = browser.cookie('-reset')!
  must(await browser.api.credentialsHelp.cancel())
  browser.jar.set('__Host-holdfast-reset', held)
  assert.equal(
    refusal(await browser.api.credentialsHelp.finish({ newPassword: NEW_PASSWORD })),
    'challenge-ended',
  )
  await signIn(w, person)
})

test('the username is mailed to its address, with nothing to press', async () => {
  const person = await signUp(w)
  const browser = new Browser({ origin: w.origin })
  must(await browser.api.credentialsHelp.remindUsername({ email: ` ${person.email.toUpperCase()} ` }))
  const mail = await w.mailTo(person.email, ({ subject }) => subject.startsWith('Your username'))
  assert.match(mail.text, new RegExp(`^${person.username}$`, 'm'))
  assert.doesNotMatch(mail.text, /https?:|\b[0-9]{3} [0-9]{3}\b/)
  assert.equal(browser.jar.size, 0)
  await within(5_000, async () => {
    const { events } = must(await person.browser.api.activity.list({}))
    return events.some((one) => one.event === 'username.asked')
  })
  const codes = w.mails.filter((one) => one.to === person.email && one.subject.startsWith('Your username'))
  assert.equal(codes.length, 1)
  assert.throws(() => codeIn(mail))
})
