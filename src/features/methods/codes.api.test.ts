// Backup codes over HTTP: the last one is kept for the list, a new list takes the place of the old, a code is tested.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Browser } from '../../../test/kit/browser.ts'
import { act, givenCode, later, listOf, newList, withCodes } from '../../../test/kit/methods.ts'
import {
  approveByMail,
  type Challenge,
  knownBrowser,
  must,
  type Person,
  PIN,
  prove,
  refusal,
  signIn,
  signUp,
  startOn,
} from '../../../test/kit/person.ts'
import { type World, world } from '../../../test/kit/world.ts'
import { DAY, HOUR } from '../../lib/time.ts'

let w: World
before(async () => {
  w = await world()
})
after(() => w.stop())

/** Signs in by a code of the list, as far as that goes. */
async function byCode(person: Person, code: string) {
  const browser = knownBrowser(person)
  must(await startOn(browser, person))
  return { browser, answered: await browser.api.signIn.answer({ answer: { method: 'backup-code', code } }) }
}

/** A list that is on for sign-in, of which one code is left. */
async function atItsEnd(person: Person) {
  const { id, codes } = await withCodes(w, person)
  for (const code of codes.slice(1, 9)) must((await byCode(person, code)).answered)
  return { id, codes, last: codes[9]! }
}
const codesOf = async (person: Person) =>
  (await listOf(person)).methods.find(({ method }) => method === 'backup-code')

test('the last code signs nobody in before a new list is made with it, and that is made once', async () => {
  const person = await signUp(w)
  const { id, last } = await atItsEnd(person)
  await w.mailTo(person.email, (one) => one.subject.startsWith('Only 3 backup codes are left'))
  await w.mailTo(person.email, (one) => one.subject.startsWith('Only the last backup code is left'))
  const other = await byCode(person, last)
  const { browser, answered } = await byCode(person, last)
  const more = must(answered)
  assert.ok(more.state === 'more')
  assert.deepEqual(
    more.challenge.steps.map(({ kind, state }) => `${kind} ${state}`),
    ['password done', 'factor done', 'new-list now'],
  )
  assert.equal(refusal(await browser.api.sessions.me()), 'sign-in-required')
  assert.equal(refusal(await browser.api.signIn.enrol({ method: 'totp' })), 'state-forbids')
  assert.equal(
    refusal(await browser.api.signIn.answer({ answer: { method: 'backup-code', code: last } })),
    'answer-wrong',
    'a list was not made yet',
  )
  const { shown } = must(await browser.api.signIn.enrol({ method: 'backup-code' }))
  assert.ok(shown.kind === 'codes')
  const wrong = { method: 'backup-code', code: last } as const
  assert.equal(refusal(await browser.api.signIn.answer({ answer: wrong })), 'answer-wrong')
  must(await other.browser.api.signIn.enrol({ method: 'backup-code' }))
  const right = { method: 'backup-code', code: shown.codes[4]! } as const
  assert.equal(must(await browser.api.signIn.answer({ answer: right })).state, 'signed-in')
  // The other sign-in by the same code has come too late, and so has the session that was there before.
  assert.equal(refusal(await other.browser.api.signIn.answer({ answer: right })), 'challenge-ended')
  assert.equal(refusal(await person.browser.api.sessions.me()), 'sign-in-required')
  assert.equal(refusal((await byCode(person, last)).answered), 'answer-wrong', 'the old list is over')

  const list = await codesOf({ ...person, browser })
  assert.deepEqual([list?.codesLeft, list?.purposes], [10, ['sign-in']])
  assert.notEqual(list?.id, id)
  // One code that is kept from approving must not become ten that do.
  const asked = await browser.api.methods.turnOff({ id: list!.id })
  assert.ok(!asked.ok && asked.problem.code === 'proof-required')
  const { id: challenge } = asked.problem.challenge as Challenge
  must(await browser.api.stepUp.answer({ id: challenge, answer: { method: 'pin', pin: PIN } }))
  const young = { method: 'backup-code', code: shown.codes[5]! } as const
  assert.equal(refusal(await browser.api.stepUp.answer({ id: challenge, answer: young })), 'answer-wrong')
  await w.mailTo(person.email, (one) => one.subject.includes('new list of backup codes'))
})

test('on a device that is not known, a list made by the last code lets nothing in: it counts with that code', async () => {
  const person = await signUp(w)
  const { last } = await atItsEnd(person)
  const browser = new Browser({ origin: w.origin })
  must(await startOn(browser, person))
  must(await browser.api.signIn.answer({ answer: { method: 'backup-code', code: last } }))
  const { shown } = must(await browser.api.signIn.enrol({ method: 'backup-code' }))
  assert.ok(shown.kind === 'codes')
  const [first, second] = shown.codes
  const made = must(await browser.api.signIn.answer({ answer: { method: 'backup-code', code: first! } }))
  assert.ok(made.state === 'more')
  assert.deepEqual(
    made.challenge.steps.at(-1)?.methods.map(({ method }) => method),
    ['email-code'],
  )
  const again = { method: 'backup-code', code: second! } as const
  assert.equal(refusal(await browser.api.signIn.answer({ answer: again })), 'answer-wrong')
  assert.equal(
    refusal(await person.browser.api.sessions.me()),
    'sign-in-required',
    'what was replaced ends them',
  )
  await approveByMail(w, person, browser)
})

test('the last code proves no act and no purpose, but ends the list', async () => {
  const begun = await signUp(w)
  const { id, last } = await atItsEnd(begun)
  const person = await later(w, begun, DAY + HOUR)
  const { methods, stepUp, sessions } = person.browser.api
  const code = { method: 'backup-code', code: last } as const
  const [authenticator] = (await listOf(person)).methods
  for (const asked of [
    await sessions.changeIdle({ minutes: 20 }),
    await methods.turnOff({ id: authenticator!.id }),
    await methods.turnOnCodes({ id, purpose: 'funding' }),
  ]) {
    assert.ok(!asked.ok && asked.problem.code === 'proof-required')
    const { id: challenge, steps } = asked.problem.challenge as Challenge
    if (steps[0]?.kind === 'pin')
      must(await stepUp.answer({ id: challenge, answer: { method: 'pin', pin: PIN } }))
    const refused = await stepUp.answer({ id: challenge, answer: code })
    assert.ok(!refused.ok && refused.problem.code === 'answer-wrong', JSON.stringify(refused))
    assert.equal(refused.problem.reason, 'last-code')
  }
  assert.equal((await codesOf(person))?.codesLeft, 1, 'it was spent by a refusal')
  const given = { itself: givenCode(last) }
  const done = await act<{ state: string }>(w, person, (o) => methods.giveUp({ id }, o), given)
  assert.equal(done.state, 'done')
  assert.equal(await codesOf(person), undefined)
})

test('with a code of the old list and another method the new one takes its place at once', async () => {
  let person = await signUp(w)
  const { id, codes } = await withCodes(w, person)
  person = await later(w, person, DAY + HOUR)
  const other = await signIn(w, person)
  const { methods } = person.browser.api
  const made = await newList(person)
  assert.equal((await codesOf(person))?.id, id, 'the old one goes before the new one is there')
  const send = (o: { proof?: string }) => methods.renewCodes({ id, enrolment: made.enrolment }, o)
  const asked = await send({})
  assert.ok(!asked.ok && asked.problem.code === 'proof-required')
  const challenge = asked.problem.challenge as Challenge
  assert.deepEqual(
    challenge.steps.map(({ kind, methods: by }) => [kind, by?.map((one) => one.factor === id)]),
    [
      ['itself', [true]],
      ['factor', [false]],
    ],
    'one list never answers twice',
  )
  const answers = person.browser.api.stepUp
  must(await answers.answer({ id: challenge.id, answer: { method: 'backup-code', code: codes[1]! } }))
  const twice = { method: 'backup-code', code: codes[2]! } as const
  assert.equal(refusal(await answers.answer({ id: challenge.id, answer: twice })), 'answer-wrong')
  const { id: renewed } = await act<{ id: string }>(w, person, send, { itself: givenCode(codes[3]!) })

  const list = await codesOf(person)
  assert.deepEqual([list?.id, list?.codesLeft, list?.purposes], [renewed, 10, ['sign-in']])
  assert.ok(Date.parse(list!.ripeAt) <= w.now(), 'as ripe as the one it replaced')
  assert.equal(refusal(await other.api.sessions.me()), 'sign-in-required')
  assert.equal(refusal((await byCode(person, codes[4]!)).answered), 'answer-wrong')
  assert.equal(must((await byCode(person, made.codes[0]!)).answered).state, 'signed-in')
  assert.equal(refusal(await send({})), 'not-found', 'a second time')
})

test('without a code of the old list it ends at once, and the new one approves nothing for a day', async () => {
  let person = await signUp(w)
  const { id, codes } = await withCodes(w, person)
  person = await later(w, person, DAY + HOUR)
  const made = await newList(person)
  const { methods } = person.browser.api
  await act(w, person, (o) => methods.replaceCodes({ id, enrolment: made.enrolment }, o))
  assert.equal(refusal((await byCode(person, codes[4]!)).answered), 'answer-wrong')
  assert.equal(must((await byCode(person, made.codes[0]!)).answered).state, 'signed-in')
  const list = await codesOf(person)
  assert.equal(Date.parse(list!.ripeAt) - Date.parse(list!.addedAt), DAY)
  await w.mailTo(person.email, (one) => one.text.includes('It approves what matters from 24 hours on'))
})

test('a proof for one new list is none for another, nor for the way without a code', async () => {
  let person = await signUp(w)
  const { id, codes } = await withCodes(w, person)
  person = await later(w, person, DAY + HOUR)
  const { methods } = person.browser.api
  const first = await newList(person)
  const asked = await methods.renewCodes({ id, enrolment: first.enrolment })
  assert.ok(!asked.ok && asked.problem.code === 'proof-required')
  const hands = { itself: givenCode(codes[1]!) }
  const proof = await prove(w, person, person.browser, asked.problem.challenge as Challenge, hands)
  const second = await newList(person)
  for (const other of [
    await methods.renewCodes({ id, enrolment: second.enrolment }, { proof }),
    await methods.replaceCodes({ id, enrolment: second.enrolment }, { proof }),
  ])
    assert.equal(refusal(other), 'proof-required')
  assert.equal(
    refusal(await methods.renewCodes({ id, enrolment: first.enrolment }, { proof })),
    'challenge-ended',
  )
})

test('a code is tested without being spent, proves nothing, and guesses are counted with all others', async () => {
  const person = await signUp(w)
  const { id, codes } = await withCodes(w, person)
  const { methods } = person.browser.api
  const tested = async (code: string) => must(await methods.testCode({ id, code }))
  for (let tried = 0; tried < 12; tried++) assert.deepEqual(await tested(codes[7]!), { code: 'good' })
  assert.deepEqual(await tested(codes[0]!), { code: 'used' })
  assert.equal((await codesOf(person))?.codesLeft, 9, 'it was spent by a test')
  const [authenticator] = (await listOf(person)).methods
  assert.equal(refusal(await methods.testCode({ id: authenticator!.id, code: '000000' })), 'method-refused')
  for (let tried = 0; tried < 4; tried++)
    assert.deepEqual(await tested('7K3M-9QWX-2ADF'), { code: 'unknown' })
  assert.equal(refusal(await methods.testCode({ id, code: codes[7]! })), 'slow-down')
  const { events } = must(await person.browser.api.activity.list({}))
  assert.ok(events.filter(({ event }) => event === 'backup-codes.tested').length >= 17)
})
