// Change of email and telephone: what each way needs, when it takes effect, and what ends with it (RULES part 6).
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Browser } from '../../../test/kit/browser.ts'
import { beginEmail, beginPhone, changeEmail, ofOld, setPhone } from '../../../test/kit/contacts.ts'
import { act, withKey } from '../../../test/kit/methods.ts'
import {
  keyHand,
  knownBrowser,
  must,
  type Person,
  refusal,
  signIn,
  signUp,
} from '../../../test/kit/person.ts'
import { askReset } from '../../../test/kit/reset.ts'
import { codeIn, type World, world } from '../../../test/kit/world.ts'
import { DAY, HOUR, MINUTE } from '../../lib/time.ts'
import { settleDueContacts } from './jobs.ts'

let w: World
before(async () => {
  w = await world()
})
after(() => w.stop())

const LINK = /\/stop\/([A-Za-z0-9_-]{43})/
const [FIRST, SECOND] = ['+33612345678', '+33612345679']
let drawn = 0
const fresh = (): string => `moved-${process.pid}-${++drawn}@example.test`
const listOf = async (browser: Browser) => must(await browser.api.contacts.list())
const addressOf = async (person: Person): Promise<string> =>
  (await w.pool.query<{ email: string }>('select email from account where username = $1', [person.username]))
    .rows[0]!.email
const holdsOf = async (browser: Browser): Promise<readonly (readonly [string, number])[]> =>
  must(await browser.api.holds.list()).holds.map(({ cause, beganAt, endsAt }) => [
    cause,
    (Date.parse(endsAt) - Date.parse(beganAt)) / HOUR,
  ])
/** Time passes, what is due takes effect, and the client signs in again. */
async function later(person: Person, ms: number): Promise<Browser> {
  await w.pass(ms)
  await settleDueContacts(w.deps)
  return signIn(w, person, knownBrowser(person))
}
const replaceEmail = (person: Person, input: { claim: string; email: string }) =>
  act<{ state: string; change: string }>(w, person, (o) => person.browser.api.contacts.replaceEmail(input, o))

test('with codes from both mailboxes the address is another at once, and what stood on the old one ends', async () => {
  const person = await signUp(w)
  const elsewhere = await signIn(w, person)
  const email = fresh()
  assert.equal((await changeEmail(w, person, email)).state, 'done')
  assert.equal(await addressOf(person), email)
  assert.equal(refusal(await elsewhere.api.sessions.me()), 'sign-in-required')
  assert.equal(must(await person.browser.api.sessions.me()).email, email)
  assert.deepEqual(await holdsOf(person.browser), [['contact-changed', 24]])
  const said = (to: string) => w.mailTo(to, ({ subject }) => subject.includes('address of your'))
  assert.match((await said(email)).text, /Your other sessions have ended/)
  assert.match((await said(person.email)).text, /From now on the address/)
  // One signs in with the new one, and with the old one no more.
  await signIn(w, { ...person, username: email, email })
  const { api } = new Browser({ origin: w.origin })
  const { password } = person
  assert.equal(refusal(await api.signIn.start({ identifier: person.email, password })), 'credentials-wrong')
})

test('the address needs both: the factor without the old code is no proof, and a code of the old is none of the new', async () => {
  const person = await signUp(w)
  const email = fresh()
  const { api } = person.browser
  const { claim, code } = await beginEmail(w, person, email)
  // Not confirmed yet.
  assert.equal(refusal(await api.contacts.changeEmail({ claim, email })), 'challenge-ended')
  assert.equal(refusal(await api.contacts.replaceEmail({ claim, email })), 'challenge-ended')
  must(await api.contacts.confirm({ claim, code }))
  // Once right, it is right no more; and another address is not the one it was right for.
  assert.equal(refusal(await api.contacts.confirm({ claim, code })), 'answer-wrong')
  assert.equal(refusal(await api.contacts.changeEmail({ claim, email: fresh() })), 'challenge-ended')
  const asked = await api.contacts.changeEmail({ claim, email })
  assert.ok(!asked.ok && asked.problem.code === 'proof-required')
  const { id, steps } = asked.problem.challenge as { id: string; steps: { kind: string }[] }
  assert.deepEqual(
    steps.map(({ kind }) => kind),
    ['pin', 'factor', 'email'],
  )
  // The code of the new mailbox does not stand for that of the old.
  const answer = { method: 'email-code', code } as const
  assert.equal(refusal(await api.stepUp.answer({ id, answer })), 'answer-wrong')
  assert.equal(await addressOf(person), person.email)
})

test('codes expire, end after five wrong answers, and belong to the session that asked', async () => {
  const [person, stranger] = [await signUp(w), await signUp(w)]
  const { api } = person.browser
  const first = await beginEmail(w, person, fresh())
  for (const { browser } of [stranger, { browser: await signIn(w, person) }])
    assert.equal(
      refusal(await browser.api.contacts.confirm({ claim: first.claim, code: first.code })),
      'challenge-ended',
    )
  for (let wrong = 0; wrong < 5; wrong++) {
    const code = String((Number(first.code) + 1 + wrong) % 1_000_000).padStart(6, '0')
    assert.equal(refusal(await api.contacts.confirm({ claim: first.claim, code })), 'answer-wrong')
  }
  assert.equal(refusal(await api.contacts.confirm(first)), 'challenge-ended')
  const second = await beginEmail(w, person, fresh())
  await w.pass(10 * MINUTE)
  assert.equal(
    refusal(await api.contacts.confirm({ claim: second.claim, code: second.code })),
    'challenge-ended',
  )
})

test('without the old mailbox the address waits 7 days, told to the old one, which can stop it', async () => {
  const person = await signUp(w)
  const email = fresh()
  const ready = await beginEmail(w, person, email, 'confirm')
  const waits = await replaceEmail(person, { claim: ready.claim, email })
  assert.equal(waits.state, 'waits')
  const { waiting } = await listOf(person.browser)
  assert.equal(waiting.length, 1)
  assert.equal(Date.parse(waiting[0]!.dueAt) - Date.parse(waiting[0]!.askedAt), 7 * DAY)
  const mail = await w.mailTo(person.email, ({ subject }) => subject.includes('waits until'))
  const token = LINK.exec(mail.text)![1]!
  const anyone = new Browser({ origin: w.origin })
  assert.equal(must(await anyone.api.methods.seeStop({ token })).kind, 'email')
  const early = await later(person, 7 * DAY - HOUR)
  assert.equal(await addressOf(person), person.email)
  assert.equal((await listOf(early)).waiting.length, 1, 'looking at the link has stopped nothing')
  assert.equal(must(await anyone.api.methods.stop({ token })).outcome, 'cancelled')
  assert.deepEqual((await listOf(early)).waiting, [])
  await later(person, 2 * HOUR)
  assert.equal(await addressOf(person), person.email)
})

test('it takes effect by the clock and not before; money waits 72 hours from then on', async () => {
  const person = await signUp(w)
  const email = fresh()
  const { claim } = await beginEmail(w, person, email, 'confirm')
  await replaceEmail(person, { claim, email })
  const early = await later(person, 7 * DAY - MINUTE)
  assert.equal(await addressOf(person), person.email)
  await w.pass(2 * MINUTE)
  await settleDueContacts(w.deps)
  assert.equal(await addressOf(person), email)
  assert.equal(refusal(await early.api.sessions.me()), 'sign-in-required')
  const browser = await signIn(w, person, knownBrowser(person))
  assert.deepEqual(await holdsOf(browser), [['contact-changed', 72]])
  assert.match((await listOf(browser)).email, /^mo•••@/)
})

test('past two stops by link in 30 days the old mailbox delays by 7 days, once; the session cancels for good', async () => {
  const person = await signUp(w)
  const anyone = new Browser({ origin: w.origin })
  const seen = new Set<string>()
  const ask = async (): Promise<{ token: string; id: string }> => {
    const email = fresh()
    const { claim } = await beginEmail(w, person, email, 'confirm')
    const { change: id } = await replaceEmail(person, { claim, email })
    const isNew = ({ subject, text }: { subject: string; text: string }) =>
      subject.includes('waits until') && !seen.has(text)
    const mail = await w.mailTo(person.email, isNew)
    seen.add(mail.text)
    return { token: LINK.exec(mail.text)![1]!, id }
  }
  for (let stopped = 0; stopped < 2; stopped++)
    assert.equal(must(await anyone.api.methods.stop({ token: (await ask()).token })).outcome, 'cancelled')
  const third = await ask()
  assert.equal(must(await anyone.api.methods.stop({ token: third.token })).outcome, 'delayed')
  assert.equal(must(await anyone.api.methods.stop({ token: third.token })).outcome, 'delayed-before')
  const browser = await later(person, 7 * DAY + HOUR)
  assert.equal(await addressOf(person), person.email, 'delayed')
  must(await browser.api.methods.cancel({ id: third.id }))
  await later(person, 8 * DAY)
  assert.equal(await addressOf(person), person.email)
})

test('with a second ripe method the wait is 72 hours; the same method twice, or a young one, is no second', async () => {
  let person = await signUp(w)
  const { key, id } = await withKey(w, person)
  const [email, young] = [fresh(), fresh()]
  const one = await beginEmail(w, person, young, 'confirm')
  const input = { claim: one.claim, email: young, second: id }
  const refused = await person.browser.api.contacts.replaceEmailByTwo(input)
  assert.ok(!refused.ok && refused.problem.reason === 'proof-unfit', 'not ripe yet')
  person = { ...person, browser: await later(person, DAY + MINUTE) }
  const { claim } = await beginEmail(w, person, email, 'confirm')
  const asked = await person.browser.api.contacts.replaceEmailByTwo({ claim, email, second: id })
  assert.ok(!asked.ok && asked.problem.code === 'proof-required')
  const { steps } = asked.problem.challenge as { steps: { kind: string; methods: { factor: string }[] }[] }
  assert.deepEqual(
    steps.map(({ kind, methods }) => [kind, methods.some(({ factor }) => factor === id)]),
    [
      ['pin', false],
      ['itself', true],
      ['factor', false],
    ],
  )
  const hand = keyHand(person.browser, key, w.origin)
  const done = await act<{ state: string; dueAt: string }>(
    w,
    person,
    (o) => person.browser.api.contacts.replaceEmailByTwo({ claim, email, second: id }, o),
    { itself: hand },
  )
  assert.equal(done.state, 'waits')
  await later(person, 72 * HOUR + MINUTE)
  assert.equal(await addressOf(person), email)
})

test('a second method that is said to be lost is none', async () => {
  const begun = await signUp(w)
  const { id } = await withKey(w, begun, 'funding')
  const person = { ...begun, browser: await later(begun, DAY + MINUTE) }
  const { contacts, methods } = person.browser.api
  await act(w, person, (o) => methods.lost({ id }, o))
  const email = fresh()
  const { claim } = await beginEmail(w, person, email, 'confirm')
  const refused = await contacts.replaceEmailByTwo({ claim, email, second: id })
  assert.ok(!refused.ok && refused.problem.reason === 'proof-unfit', JSON.stringify(refused))
})

test('a newer request voids the older', async () => {
  const person = await signUp(w)
  const [first, second] = [fresh(), fresh()]
  for (const email of [first, second]) {
    const { claim } = await beginEmail(w, person, email, 'confirm')
    await replaceEmail(person, { claim, email })
  }
  assert.equal((await listOf(person.browser)).waiting.length, 1)
  await later(person, 7 * DAY + MINUTE)
  assert.equal(await addressOf(person), second)
})

test('a taken address gets the same answer and no code; its owner is told', async () => {
  const [person, owner] = [await signUp(w), await signUp(w)]
  const free = must(await person.browser.api.contacts.beginEmail({ email: fresh() }))
  const taken = must(await person.browser.api.contacts.beginEmail({ email: owner.email }))
  assert.deepEqual(Object.keys(taken), Object.keys(free))
  const mail = await w.mailTo(owner.email, ({ subject }) => subject.startsWith('Someone else asked'))
  assert.doesNotMatch(mail.text, /[0-9]{3} [0-9]{3}/)
  const { rows } = await w.pool.query('select code_mac from contact_claim where id = $1', [taken.claim])
  assert.deepEqual(rows, [{ code_mac: null }], 'no code opens it')
  assert.equal(
    refusal(await person.browser.api.contacts.confirm({ claim: taken.claim, code: '000000' })),
    'answer-wrong',
  )
})

test('an address that is awaited is signed up with by nobody, and resets nothing', async () => {
  const person = await signUp(w)
  const email = fresh()
  // Someone had begun to sign up with it before.
  const early = new Browser({ origin: w.origin })
  const { signUp: begun } = must(await early.api.signUp.start({ email }))
  const code = codeIn(await w.mailTo(email))
  must(await early.api.signUp.confirm({ signUp: begun, code }))
  const { claim } = await beginEmail(w, person, email, 'confirm')
  await replaceEmail(person, { claim, email })
  const username = `late-${process.pid}`
  const finish = { signUp: begun, username, password: 'a lamp on the long pier' }
  assert.equal(refusal(await early.api.signUp.finish(finish)), 'challenge-ended')
  const anyone = new Browser({ origin: w.origin })
  must(await anyone.api.signUp.start({ email }))
  assert.match(
    (await w.mailTo(email, (one) => one.subject.includes('already has'))).text,
    /nothing was opened/,
  )
  must(await anyone.api.credentialsHelp.start({ email }))
  await w.mailTo(email, ({ subject }) => subject.startsWith('There is no open account'))
})

test('of two accounts that wait for one address, one does; an account that signed up first keeps it', async () => {
  const [one, other] = [await signUp(w), await signUp(w)]
  const email = fresh()
  const claims = [await beginEmail(w, one, email, 'confirm'), await beginEmail(w, other, email, 'confirm')]
  await replaceEmail(one, { claim: claims[0]!.claim, email })
  assert.equal(
    refusal(await other.browser.api.contacts.replaceEmail({ claim: claims[1]!.claim, email })),
    'challenge-ended',
  )
  // As if it had come past every look: the constraint of the table stands behind them.
  await assert.rejects(
    w.pool.query('update account set email = $2 where username = $1', [one.username, other.email]),
    /account_email/,
  )
})

test('a code that was mailed to the old address opens no reset after the change', async () => {
  const person = await signUp(w)
  const asked = await askReset(w, person.email)
  await changeEmail(w, person, fresh())
  const { reset, code, browser } = asked
  assert.equal(refusal(await browser.api.credentialsHelp.confirm({ reset, code })), 'challenge-ended')
})

test('cancelling and the clock at the same moment: one of them, never both', async () => {
  for (let round = 0; round < 4; round++) {
    let person = await signUp(w)
    const email = fresh()
    const { claim } = await beginEmail(w, person, email, 'confirm')
    const { change: id } = await replaceEmail(person, { claim, email })
    await w.pass(7 * DAY + MINUTE)
    person = { ...person, browser: await signIn(w, person) }
    const [cancelled] = await Promise.all([
      person.browser.api.methods.cancel({ id }),
      settleDueContacts(w.deps),
    ])
    const stands = (await addressOf(person)) === person.email
    assert.equal(cancelled.ok, stands, `round ${round}`)
  }
})

test('a first number is set at once; another with both codes at once, without the old one in 24 hours', async () => {
  const person = await signUp(w)
  assert.equal((await setPhone(w, person, FIRST!)).state, 'done')
  assert.equal((await listOf(person.browser)).phone, '+33 •• •• 78')
  assert.deepEqual(await holdsOf(person.browser), [])
  const slow = await beginPhone(w, person, SECOND!, 'confirm')
  const change = (claim: string, to: string) =>
    act<{ state: string }>(w, person, (o) => person.browser.api.contacts.changePhone({ claim, to }, o))
  assert.equal((await change(slow, SECOND!)).state, 'waits')
  const quick = await beginPhone(w, person, SECOND!, 'confirm')
  await ofOld(w, person, quick, FIRST!)
  assert.equal((await change(quick, SECOND!)).state, 'done')
  const { phone, waiting } = await listOf(person.browser)
  assert.deepEqual([phone, waiting], ['+33 •• •• 79', []])
  assert.deepEqual(await holdsOf(person.browser), [['contact-changed', 24]])
  // Both numbers hear of it, the old one for 7 days; a text never holds a link.
  for (const to of [FIRST!, SECOND!]) {
    const text = await w.textTo(to, (one) => one.text.includes('email or phone was changed'))
    assert.doesNotMatch(text.text, /http|\//)
  }
})

test('a number goes in 24 hours, and its method with a change of it is young again', async () => {
  let person = await signUp(w)
  await setPhone(w, person, FIRST!)
  await act(w, person, (o) => person.browser.api.contacts.removePhone({}, o))
  assert.equal((await listOf(person.browser)).phone, '+33 •• •• 78')
  person = { ...person, browser: await later(person, DAY + MINUTE) }
  assert.equal((await listOf(person.browser)).phone, null)
  assert.equal(refusal(await person.browser.api.contacts.removePhone({})), 'not-found')
})
