// Methods added, turned on and off, removed, and the changes that wait, over HTTP.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accountOf } from '../../../test/api/rows.ts'
import { softKey } from '../../../test/kit/authenticator.ts'
import { Browser } from '../../../test/kit/browser.ts'
import { act, addKey, later, listOf, type Waits, withKey } from '../../../test/kit/methods.ts'
import {
  approveByMail,
  type Challenge,
  keyHand,
  must,
  PIN,
  prove,
  refusal,
  setupKey,
  signIn,
  signUp,
  startOn,
  totpAt,
} from '../../../test/kit/person.ts'
import { seed } from '../../../test/kit/seeded.ts'
import { type World, world } from '../../../test/kit/world.ts'
import { DAY, HOUR, MINUTE } from '../../lib/time.ts'
import type { RequestOptions } from '../../lib/webauthn-fields.ts'
import { settleDueChanges } from './jobs.ts'

let w: World
before(async () => {
  w = await world()
})
after(() => w.stop())

test('a security key is added after one right answer and a proof, and signs in', async () => {
  const person = await signUp(w)
  const key = softKey({ u2f: true })
  const input = await addKey(w, person, key, 'sign-in')
  assert.equal((await listOf(person)).methods.length, 1, 'it counts before it was proved')
  const asked = await person.browser.api.methods.add(input)
  assert.ok(!asked.ok && asked.problem.code === 'proof-required')
  const proof = await prove(w, person, person.browser, asked.problem.challenge as Challenge)
  must(await person.browser.api.methods.add(input, { proof }))
  const listed = (await listOf(person)).methods.find(({ method }) => method === 'webauthn')
  assert.deepEqual(
    [listed?.name, listed?.grade, listed?.purposes, listed?.synced, listed?.verifiesUser],
    ['Desk key', 'A', ['sign-in'], false, false],
  )
  // The same enrolment makes no second one.
  assert.equal(refusal(await person.browser.api.methods.add(input, { proof })), 'challenge-ended')

  const browser = new Browser({ origin: w.origin })
  const { challenge } = must(await startOn(browser, person))
  assert.deepEqual(
    challenge.steps.find(({ kind }) => kind === 'factor')?.methods.map(({ method }) => method),
    ['webauthn', 'totp'],
    'the strongest stands first',
  )
  const offered = must(await browser.api.signIn.offer({ method: 'webauthn' }))
  assert.ok(offered.shown.kind === 'browser')
  const response = await key.get(offered.shown.options as RequestOptions, w.origin)
  const answer = { method: 'webauthn', response } as const
  const other = new Browser({ origin: w.origin })
  must(await startOn(other, person))
  assert.equal(refusal(await other.api.signIn.answer({ answer })), 'answer-wrong', 'of another sign-in')
  assert.equal(
    must(await browser.api.signIn.answer({ answer })).state,
    'more',
    'a young key stands for no device',
  )
  assert.equal(refusal(await browser.api.signIn.answer({ answer })), 'answer-wrong', 'a second time')
  await approveByMail(w, person, browser)
})

test('a key of another site, another account or another challenge is wrong', async () => {
  const [person, stranger] = [await signUp(w), await signUp(w)]
  const { key } = await withKey(w, person)
  const { key: foreign } = await withKey(w, stranger)
  const browser = new Browser({ origin: w.origin })
  must(await startOn(browser, person))
  const offered = must(await browser.api.signIn.offer({ method: 'webauthn' }))
  assert.ok(offered.shown.kind === 'browser')
  const options = offered.shown.options as RequestOptions
  const answers = [
    await key.get(options, w.origin, { clientData: { origin: 'https://portal.evil.test' } }),
    await key.get({ ...options, challenge: Buffer.alloc(64, 1).toString('base64url') }, w.origin),
    await foreign.get(
      { ...options, allowCredentials: [{ ...options.allowCredentials[0]!, id: foreign.id }] },
      w.origin,
    ),
    await key.get(options, w.origin, { flags: { present: false } }),
  ]
  for (const response of answers)
    assert.equal(
      refusal(await browser.api.signIn.answer({ answer: { method: 'webauthn', response } })),
      'answer-wrong',
    )
})

test('beginning again touches nothing that is on, and another session cannot finish it', async () => {
  const person = await signUp(w)
  const before = await listOf(person)
  const first = must(await person.browser.api.methods.begin({ method: 'totp' }))
  const second = must(await person.browser.api.methods.begin({ method: 'totp' }))
  const late = { method: 'totp', code: totpAt(setupKey(first), w.now()) } as const
  assert.equal(
    refusal(await person.browser.api.methods.confirm({ enrolment: first.enrolment, answer: late })),
    'challenge-ended',
  )
  const other = await signIn(w, person)
  const good = { method: 'totp', code: totpAt(setupKey(second), w.now()) } as const
  assert.equal(
    refusal(await other.api.methods.confirm({ enrolment: second.enrolment, answer: good })),
    'challenge-ended',
  )
  assert.equal(
    refusal(await person.browser.api.methods.add({ enrolment: second.enrolment })),
    'challenge-ended',
    'added without an answer',
  )
  assert.deepEqual((await listOf(person)).methods.length, before.methods.length)
})

test('an enrolment takes five wrong answers and ten minutes, no more', async () => {
  const person = await signUp(w)
  const { methods } = person.browser.api
  const begun = must(await methods.begin({ method: 'totp' }))
  const { enrolment } = begun
  for (let tried = 0; tried < 5; tried++) {
    const answer = { method: 'totp', code: '000000' } as const
    assert.equal(refusal(await methods.confirm({ enrolment, answer })), 'answer-wrong')
  }
  const right = () => ({ method: 'totp', code: totpAt(setupKey(begun), w.now()) }) as const
  assert.equal(refusal(await methods.confirm({ enrolment, answer: right() })), 'challenge-ended')
  const next = must(await methods.begin({ method: 'totp' }))
  await w.pass(10 * MINUTE + 1000)
  const late = { method: 'totp', code: totpAt(setupKey(next), w.now()) } as const
  assert.equal(refusal(await methods.confirm({ enrolment: next.enrolment, answer: late })), 'challenge-ended')
})

test('the last method for sign-in is never removed', async () => {
  const person = await signUp(w)
  const [only] = (await listOf(person)).methods
  for (const call of ['turnOff', 'giveUp'] as const) {
    const refused = await person.browser.api.methods[call]({ id: only!.id })
    assert.ok(!refused.ok && refused.problem.code === 'method-refused')
    assert.equal(refused.problem.reason, 'last-method')
  }
})

test('the last one for sign-in that no channel carries is neither removed nor said to be lost', async () => {
  const person = await signUp(w)
  const account = await accountOf(w.database, person.username)
  const address = { mailbox: 'only-mail@example.test', number: '' }
  await seed(w, { account, method: 'email-code', purposes: ['sign-in'], address })
  const id = (await listOf(person)).methods.find(({ method }) => method === 'totp')!.id
  for (const call of ['turnOff', 'giveUp', 'lost'] as const) {
    const refused = await person.browser.api.methods[call]({ id })
    assert.ok(!refused.ok && refused.problem.code === 'method-refused', call)
    assert.equal(refused.problem.reason, 'only-channels-left')
  }
})

test('removed with another method it waits a day, is announced, and can be cancelled until the end', async () => {
  let person = await signUp(w)
  const { id } = await withKey(w, person)
  const { change, state } = await act<Waits>(w, person, (o) => person.browser.api.methods.turnOff({ id }, o))
  assert.equal(state, 'waits')
  const mail = await w.mailTo(person.email, (one) => one.subject.includes('waits until'))
  assert.match(mail.text, /\/stop\/[A-Za-z0-9_-]{43}/)
  const { messages } = must(await person.browser.api.messages.list({}))
  assert.ok(
    messages.length > 0 && !JSON.stringify(messages).includes('/stop/'),
    'the link is in the mail alone',
  )
  const again = await person.browser.api.methods.turnOff({ id })
  assert.ok(!again.ok && again.problem.reason === 'already-waits')

  person = await later(w, person, DAY - HOUR)
  assert.equal((await listOf(person)).methods.length, 2, 'it came early')
  must(await person.browser.api.methods.cancel({ id: change }))
  person = await later(w, person, 2 * HOUR)
  assert.equal((await listOf(person)).methods.length, 2)
  assert.equal(refusal(await person.browser.api.methods.cancel({ id: change })), 'not-found')
})

test('what waits takes effect at its time: the method answers no more, and other sessions end', async () => {
  let person = await signUp(w)
  const { id, key } = await withKey(w, person)
  await act(w, person, (o) => person.browser.api.methods.turnOff({ id }, o))
  await w.pass(DAY - MINUTE)
  person = { ...person, browser: await signIn(w, person) }
  await settleDueChanges(w.deps)
  assert.equal((await listOf(person)).methods.length, 2)
  const begun = new Browser({ origin: w.origin })
  must(await startOn(begun, person))
  const offered = must(await begun.api.signIn.offer({ method: 'webauthn' }))
  await w.pass(MINUTE)
  await settleDueChanges(w.deps)
  assert.equal(
    refusal(await person.browser.api.sessions.me()),
    'sign-in-required',
    'a session that did not ask',
  )
  assert.ok(offered.shown.kind === 'browser')
  const response = await key.get(offered.shown.options as RequestOptions, w.origin)
  assert.equal(
    refusal(await begun.api.signIn.answer({ answer: { method: 'webauthn', response } })),
    'challenge-ended',
    'a sign-in that had begun',
  )
  person = { ...person, browser: await signIn(w, person) }
  assert.deepEqual(
    (await listOf(person)).methods.map(({ method }) => method),
    ['totp'],
  )
  assert.deepEqual((await listOf(person)).waiting, [])
  const { holds } = must(await person.browser.api.holds.list())
  assert.deepEqual(
    holds.map(({ cause, beganAt, endsAt }) => [cause, Date.parse(endsAt) - Date.parse(beganAt)]),
    [['method-weakened', DAY]],
  )
})

test('given up with itself it goes at once, while another ripe method stays', async () => {
  const person = await signUp(w)
  const { id, key } = await withKey(w, person)
  const other = await signIn(w, person)
  const hands = { itself: keyHand(person.browser, key, w.origin) }
  const done = await act<Waits>(w, person, (o) => person.browser.api.methods.giveUp({ id }, o), hands)
  assert.equal(done.state, 'done')
  assert.equal((await listOf(person)).methods.length, 1)
  assert.deepEqual(must(await person.browser.api.holds.list()).holds, [], 'another ripe method stays')
  assert.equal(refusal(await other.api.sessions.me()), 'sign-in-required')
})

test('an unripe method approves nothing that weakens', async () => {
  let person = await signUp(w)
  const { key } = await withKey(w, person)
  const [authenticator] = (await listOf(person)).methods
  const asked = await person.browser.api.methods.turnOff({ id: authenticator!.id })
  assert.ok(!asked.ok && asked.problem.code === 'proof-required')
  const { id } = asked.problem.challenge as Challenge
  const young = await person.browser.api.stepUp.offer({ id, method: 'webauthn' })
  assert.equal(refusal(young), 'state-forbids', 'it is asked nothing')
  person = await later(w, person, DAY + MINUTE)
  const send = (o: { proof?: string }) => person.browser.api.methods.turnOff({ id: authenticator!.id }, o)
  const outcome = await act<Waits>(w, person, send, { factor: keyHand(person.browser, key, w.origin) })
  assert.equal(outcome.state, 'waits')
})

test('a purpose with its own method is changed at once only with that method', async () => {
  let person = await signUp(w)
  const { key, id, outcome } = await withKey(w, person, 'funding')
  assert.equal(outcome.state, 'done', 'the first own one puts something where nothing was')
  assert.deepEqual((await listOf(person)).methods.find((one) => one.id === id)?.purposes, ['funding'])
  const second = softKey({ u2f: true })
  const bySignIn = await addKey(w, person, second, 'funding', 'sign-in')
  const waited = await act<{ outcome: Waits }>(w, person, (o) => person.browser.api.methods.add(bySignIn, o))
  assert.equal(waited.outcome.state, 'waits')
  person = await later(w, person, 2 * DAY)
  const third = softKey({ u2f: true })
  const byFunding = await addKey(w, person, third, 'funding', 'funding')
  const hands = { factor: keyHand(person.browser, key, w.origin) }
  const done = await act<{ outcome: Waits }>(
    w,
    person,
    (o) => person.browser.api.methods.add(byFunding, o),
    hands,
  )
  assert.equal(done.outcome.state, 'done')
  // A key for funding alone signs nobody in.
  const browser = new Browser({ origin: w.origin })
  const { challenge } = must(await startOn(browser, person))
  assert.deepEqual(
    challenge.steps.find(({ kind }) => kind === 'factor')?.methods.map(({ method }) => method),
    ['totp'],
  )
  assert.equal(refusal(await browser.api.signIn.offer({ method: 'webauthn' })), 'state-forbids')
})

test('backup codes: kept, switched on with a code, each good once, and spent ones told apart', async () => {
  const person = await signUp(w)
  const { methods } = person.browser.api
  type Begun = { enrolment: string; shown: { kind: string; codes: readonly string[] } }
  const begun = await act<Begun>(w, person, (o) => methods.beginCodes({}, o))
  assert.ok(begun.shown.kind === 'codes')
  const { codes } = begun.shown
  const { enrolment } = begun
  must(await methods.confirm({ enrolment, answer: { method: 'backup-code', code: codes[0]! } }))
  const { id } = await act<{ id: string }>(w, person, (o) => methods.addCodes({ enrolment }, o))
  const unfit = await methods.turnOn({ id, purpose: 'sign-in' })
  assert.ok(!unfit.ok && unfit.problem.reason === 'proof-unfit', 'a switch asks for a code of the list')
  const code = (at: number) => () => Promise.resolve({ method: 'backup-code', code: codes[at]! } as const)
  const on = await act<Waits>(w, person, (o) => methods.turnOnCodes({ id, purpose: 'sign-in' }, o), {
    itself: code(1),
  })
  assert.equal(on.state, 'done', 'as good as the authenticator, proved with both')
  const list = (await listOf(person)).methods.find((one) => one.id === id)
  assert.deepEqual([list?.codesLeft, list?.purposes], [9, ['sign-in']])

  const signInWith = async (given: string) => {
    must(await startOn(person.browser, person))
    return person.browser.api.signIn.answer({ answer: { method: 'backup-code', code: given } })
  }
  assert.equal(must(await signInWith(codes[2]!.toLowerCase().replaceAll('-', ' '))).state, 'signed-in')
  assert.equal(refusal(await signInWith(codes[2]!)), 'answer-replayed')
  assert.equal(refusal(await signInWith(codes[1]!)), 'answer-replayed', 'spent at the switch')
  assert.equal(refusal(await signInWith('7K3M-9QWX-2ADF')), 'answer-wrong')
})

test('guesses at a method count together, whichever step asks for it', async () => {
  const person = await signUp(w)
  await withKey(w, person)
  const [authenticator] = (await listOf(person)).methods
  const { api } = person.browser
  const guess = async (asked: Awaited<ReturnType<typeof api.methods.giveUp>>): Promise<string> => {
    assert.ok(!asked.ok && asked.problem.code === 'proof-required')
    const { id } = asked.problem.challenge as Challenge
    must(await api.stepUp.answer({ id, answer: { method: 'pin', pin: PIN } }))
    return refusal(await api.stepUp.answer({ id, answer: { method: 'totp', code: '000000' } }))
  }
  for (let tried = 0; tried < 5; tried++)
    assert.equal(await guess(await api.methods.giveUp({ id: authenticator!.id })), 'answer-wrong')
  assert.equal(await guess(await api.methods.turnOff({ id: authenticator!.id })), 'slow-down')
})

test('a proof for one change is none for another', async () => {
  const person = await signUp(w)
  const { id } = await withKey(w, person)
  const asked = await person.browser.api.methods.turnOff({ id })
  assert.ok(!asked.ok && asked.problem.code === 'proof-required')
  const proof = await prove(w, person, person.browser, asked.problem.challenge as Challenge)
  for (const other of [
    await person.browser.api.methods.turnOff({ id, purpose: 'sign-in' }, { proof }),
    await person.browser.api.methods.turnOn({ id, purpose: 'funding' }, { proof }),
  ])
    assert.ok(
      !other.ok && other.problem.code === 'proof-required' && other.problem.reason === 'proof-refused',
    )
})
