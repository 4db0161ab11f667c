import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { value } from '../../../test/api/rows.ts'
import { softKey } from '../../../test/kit/authenticator.ts'
import { Browser } from '../../../test/kit/browser.ts'
import { act, addKey } from '../../../test/kit/methods.ts'
import {
  approveByMail,
  beginSignUp,
  type Challenge,
  choosePin,
  must,
  type Person,
  PIN,
  refusal,
  setupKey,
  signIn,
  signUp,
  startOn,
  totpAt,
} from '../../../test/kit/person.ts'
import { codeIn, type World, world } from '../../../test/kit/world.ts'
import { MINUTE } from '../../lib/time.ts'
import { LIMITS } from '../../limits/table.ts'

let w: World
before(async () => {
  w = await world()
})
after(() => w.stop())

const OTHER = '935061'
const pinOf = (browser: Browser, pin: string) => browser.api.signIn.answer({ answer: { method: 'pin', pin } })
/** As an account is that was opened before there were PINs. */
const forgetPin = ({ username }: Pick<Person, 'username'>) =>
  value(w.database, 'update holdfast.account set pin_hash = null where username = $1 returning id', [
    username,
  ])

async function afterFactor(person: Person, browser: Browser) {
  must(await startOn(browser, person))
  const code = totpAt(person.key, w.now())
  const answered = must(await browser.api.signIn.answer({ answer: { method: 'totp', code } }))
  await w.pass(30_000)
  return answered
}

/** The question that a change of the PIN raises. */
async function raised(browser: Browser, newPin = OTHER): Promise<Challenge> {
  const asked = await browser.api.pin.change({ newPin })
  assert.ok(!asked.ok && asked.problem.code === 'proof-required', JSON.stringify(asked))
  return asked.problem.challenge as Challenge
}

test('a PIN is chosen while the account is opened, before the second factor; a common one costs no try', async () => {
  const browser = new Browser({ origin: w.origin })
  const email = 'pin-first@example.test'
  const { signUp: id } = must(await browser.api.signUp.start({ email }))
  must(await browser.api.signUp.confirm({ signUp: id, code: codeIn(await w.mailTo(email)) }))
  const { challenge } = must(
    await browser.api.signUp.finish({
      signUp: id,
      username: 'pin-first',
      password: 'a lamp on the long pier',
    }),
  )
  assert.deepEqual(
    challenge.steps.map(({ kind, state }) => `${kind} ${state}`),
    ['password done', 'email done', 'set-pin now', 'enrol next'],
  )
  assert.equal(refusal(await browser.api.signIn.enrol({ method: 'totp' })), 'state-forbids')
  for (const common of ['123456', '111111', '121212', '654321', '123123', '112233', '147258']) {
    const refused = await pinOf(browser, common)
    assert.ok(!refused.ok)
    assert.deepEqual(refused.problem.problems, [{ field: 'answer.pin', problem: 'common' }])
  }
  assert.equal(refusal(await pinOf(browser, '١٢٣٤٥٦')), 'input-invalid', 'other digits are not forgiven')
  assert.equal(must(await pinOf(browser, '204 817')).state, 'more', 'spaces are')
  assert.equal(refusal(await pinOf(browser, OTHER)), 'answer-wrong', 'it is chosen once')
  const key = setupKey(must(await browser.api.signIn.enrol({ method: 'totp' })))
  const done = must(
    await browser.api.signIn.answer({ answer: { method: 'totp', code: totpAt(key, w.now()) } }),
  )
  assert.equal(done.state, 'signed-in')
  const text = "select pin_hash from holdfast.account where username = 'pin-first'"
  assert.match(await value<string>(w.database, text), /^\d+\$argon2id\$/)
})

test('who has chosen one and left is not asked again', async () => {
  const begun = await beginSignUp(w)
  const browser = new Browser({ origin: w.origin })
  const { challenge } = must(
    await browser.api.signIn.start({ identifier: begun.username, password: begun.password }),
  )
  assert.deepEqual(
    challenge.steps.map(({ kind }) => kind),
    ['password', 'email', 'enrol'],
  )
})

test('an account without a PIN chooses one at its next sign-in, and has no session before', async () => {
  const person = await signUp(w)
  await forgetPin(person)
  const refused = await person.browser.api.pin.change({ newPin: OTHER })
  assert.ok(!refused.ok)
  assert.deepEqual([refused.problem.code, refused.problem.reason], ['state-forbids', 'no-pin'])
  const browser = new Browser({ origin: w.origin })
  const more = await afterFactor(person, browser)
  assert.ok(more.state === 'more')
  assert.equal(more.challenge.steps.find(({ state }) => state === 'now')?.kind, 'set-pin')
  assert.equal(browser.cookie(''), undefined)
  assert.equal(refusal(await browser.api.sessions.me()), 'sign-in-required')
  assert.equal(must(await pinOf(browser, PIN)).state, 'more')
  await approveByMail(w, person, browser)
  must(await browser.api.sessions.me())
})

test('of two sign-ins that choose at once one does; the other begins again and knows of it', async () => {
  const person = await signUp(w)
  await forgetPin(person)
  const [one, other] = [new Browser({ origin: w.origin }), new Browser({ origin: w.origin })]
  for (const browser of [one, other]) assert.equal((await afterFactor(person, browser)).state, 'more')
  const answers = await Promise.all([pinOf(one, PIN), pinOf(other, OTHER)])
  assert.equal(answers.filter(({ ok }) => ok).length, 1)
  assert.ok(answers.some((answer) => !answer.ok && answer.problem.code === 'challenge-ended'))
})

test('changing it asks for the old one and the second factor; from then on the new one confirms', async () => {
  const person = await signUp(w)
  const { api } = person.browser
  assert.deepEqual(
    (await raised(person.browser)).steps.map(({ kind }) => kind),
    ['pin', 'factor'],
  )
  for (const [newPin, problem] of [
    ['111222', 'common'],
    [PIN, 'same-as-before'],
  ] as const) {
    const asked = await api.pin.change({ newPin })
    if (problem === 'common') {
      assert.ok(!asked.ok)
      assert.deepEqual(asked.problem.problems, [{ field: 'newPin', problem }])
    } else {
      // Told only to who has proved it: else this would be a place to guess.
      await assert.rejects(
        act(w, person, (o) => api.pin.change({ newPin }, o)),
        /same-as-before/,
      )
    }
  }
  await act(w, person, (o) => api.pin.change({ newPin: OTHER }, o))
  const mail = await w.mailTo(person.email, (one) => one.subject.includes('PIN'))
  assert.match(mail.subject, /PIN was changed/)
  const id = (await raised(person.browser, '770143')).id
  const old = await api.stepUp.answer({ id, answer: { method: 'pin', pin: PIN } })
  assert.equal(refusal(old), 'answer-wrong')
  assert.equal(must(await api.stepUp.answer({ id, answer: { method: 'pin', pin: OTHER } })).state, 'more')
})

test('every change of methods asks for the PIN before anything else', async () => {
  const person = await signUp(w)
  const input = await addKey(w, person, softKey({ u2f: true }), 'sign-in')
  const asked = await person.browser.api.methods.add(input)
  assert.ok(!asked.ok && asked.problem.code === 'proof-required')
  const { id, steps } = asked.problem.challenge as Challenge
  assert.deepEqual(
    steps.map(({ kind }) => kind),
    ['pin', 'factor'],
  )
  const code = totpAt(person.key, w.now())
  const early = await person.browser.api.stepUp.answer({ id, answer: { method: 'totp', code } })
  assert.equal(refusal(early), 'answer-wrong')
  const codes = await person.browser.api.methods.beginCodes()
  assert.ok(!codes.ok && codes.problem.code === 'proof-required', 'nor is a list of codes shown before it')
})

test('wrong PINs make their own device wait, 20 a day make all wait, and nothing else takes notice', async () => {
  const strict = await world({ limits: LIMITS })
  try {
    const person = await signUp(strict)
    const other = await signIn(strict, person)
    const guess = async (browser: Browser, n: number): Promise<string> => {
      const { id } = await raised(browser)
      const answer = { method: 'pin', pin: String(300_000 + n * 7) } as const
      return refusal(await browser.api.stepUp.answer({ id, answer }))
    }
    for (let n = 0; n < 5; n += 1) assert.equal(await guess(person.browser, n), 'answer-wrong')
    assert.equal(await guess(person.browser, 5), 'slow-down')
    assert.equal(await guess(other, 6), 'answer-wrong', 'the other device has its own count')
    const words: string[] = []
    for (let device = 0; device < 4; device += 1) {
      await strict.pass(MINUTE)
      const browser = await signIn(strict, person)
      for (let n = 0; n < 5; n += 1) words.push(await guess(browser, 10 * device + n + 7))
    }
    const used = words.indexOf('slow-down')
    assert.equal(used, 14, 'six before, fourteen more, and the next waits on any device')
    assert.deepEqual([...new Set(words)], ['answer-wrong', 'slow-down'])
    const browser = await signIn(strict, person, person.browser)
    assert.equal(must(await browser.api.sessions.me()).username, person.username)
    const asked = await browser.api.sessions.changeIdle({ minutes: 30 })
    assert.ok(!asked.ok && asked.problem.code === 'proof-required', 'an act without a PIN goes on as before')
  } finally {
    await strict.stop()
  }
})

test('a PIN proves nothing at the door', async () => {
  const person = await signUp(w)
  const browser = new Browser({ origin: w.origin })
  must(await startOn(browser, person))
  assert.equal(refusal(await pinOf(browser, PIN)), 'answer-wrong')
  await assert.rejects(choosePin(browser))
})
