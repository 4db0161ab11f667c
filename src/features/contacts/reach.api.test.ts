// Who is told, what moves along, and what two at once can do (RULES part 0 "retired", part 6; invariants 11, 12 and 15).
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Browser } from '../../../test/kit/browser.ts'
import { beginEmail, beginPhone, changeEmail, setPhone } from '../../../test/kit/contacts.ts'
import { act } from '../../../test/kit/methods.ts'
import { knownBrowser, must, type Person, prove, refusal, signIn, signUp } from '../../../test/kit/person.ts'
import { codeIn, type World, world } from '../../../test/kit/world.ts'
import { DAY, HOUR, MINUTE } from '../../lib/time.ts'
import { settleDueChanges } from '../methods/jobs.ts'
import { settleDueContacts } from './jobs.ts'

let w: World
before(async () => {
  w = await world()
})
after(() => w.stop())

let drawn = 0
const fresh = (): string => `reach-${process.pid}-${++drawn}@example.test`
const number = (): string => `+336123457${String(++drawn).padStart(2, '0')}`
const countOf = (to: string): number => w.mails.filter((mail) => mail.to === to).length
const textsTo = (to: string): readonly string[] =>
  w.texts.filter((text) => text.to === to).map(({ text }) => text)
/** Something critical, after which every channel has heard or will not: a later mail to a mailbox of its own has come. */
async function happens(person: Person, email: string): Promise<void> {
  const from = countOf(email)
  must(await person.browser.api.sessions.endOthers({}))
  await signIn(w, { ...person, username: email, email }, new Browser({ origin: w.origin }))
  for (const until = performance.now() + 8000; countOf(email) === from; await pause()) {
    assert.ok(performance.now() < until, 'the new mailbox heard nothing')
  }
  // The jobs of other channels were written with it.
  for (let round = 0; round < 100 && (await isUnspread()); round++) await pause()
  await pause(300)
}
const pause = (ms = 30) => new Promise((next) => setTimeout(next, ms))
const isUnspread = async (): Promise<boolean> =>
  (await w.pool.query("select 1 from message where event = 'sign-in.new-device' and spread_at is null"))
    .rowCount !== 0

test('the old mailbox hears of what matters for 30 days and no longer, without any link that acts', async () => {
  const person = await signUp(w)
  const email = fresh()
  await changeEmail(w, person, email)
  await w.mailTo(person.email, ({ subject }) => subject.includes('was changed'))
  await happens(person, email)
  await w.mailTo(person.email, ({ subject }) => subject.includes('new device'))
  // A waiting change: its link goes to the mailbox of now, not to the one before.
  const again = { ...person, email, browser: await signIn(w, person, knownBrowser(person)) }
  const next = fresh()
  const { claim } = await beginEmail(w, again, next, 'confirm')
  await act(w, again, (o) => again.browser.api.contacts.replaceEmail({ claim, email: next }, o))
  const link = /\/stop\//
  assert.match((await w.mailTo(email, ({ subject }) => subject.includes('waits until'))).text, link)
  assert.doesNotMatch(
    (await w.mailTo(person.email, ({ subject }) => subject.includes('waits until'))).text,
    link,
  )
  must(await again.browser.api.contacts.list())
  await w.pass(31 * DAY)
  const late = { ...person, browser: await signIn(w, person, knownBrowser(person)) }
  const heard = countOf(person.email)
  await happens(late, email)
  assert.equal(countOf(person.email), heard, '30 days are over')
})

test('what matters is texted to the number, once, in one segment and without a link; the old one hears for 7 days', async () => {
  const person = await signUp(w)
  const [first, second] = [number(), number()]
  await setPhone(w, person, first)
  await w.textTo(first, ({ text }) => text.includes('email or phone was changed'))
  const claim = await beginPhone(w, person, second, 'confirm')
  await act(w, person, (o) => person.browser.api.contacts.changePhone({ claim, to: second }, o))
  // Announced to the number that stands; the new one has no power yet, and hears nothing.
  await w.textTo(first, ({ text }) => text.includes('A change waits'))
  assert.ok(!textsTo(second).some((text) => text.includes('A change waits')))
  await w.pass(DAY + MINUTE)
  await settleDueContacts(w.deps)
  for (const to of [first, second])
    await w.textTo(to, ({ text }) => text.includes('email or phone was changed'))
  const later = { ...person, browser: await signIn(w, person, knownBrowser(person)) }
  await happens(later, person.email)
  await w.textTo(first, ({ text }) => text.includes('new device'))
  await w.pass(8 * DAY)
  const late = { ...person, browser: await signIn(w, person, knownBrowser(person)) }
  const heard = textsTo(first).length
  await happens(late, person.email)
  await w.textTo(second, ({ text }) => text.includes('new device'))
  assert.equal(textsTo(first).length, heard, '7 days are over')
  for (const text of [...textsTo(first), ...textsTo(second)].filter((one) => !one.includes('your code')))
    assert.ok(text.length <= 160 && !/https?:|\//.test(text), text)
})

/** Codes by mail, on for sign-in beside the authenticator. */
async function withMailCodes(person: Person): Promise<string> {
  const { methods } = person.browser.api
  const { enrolment } = must(await methods.begin({ method: 'email-code' }))
  const mail = await w.mailTo(person.email, ({ subject }) => subject.includes('add this address'))
  must(await methods.confirm({ enrolment, answer: { method: 'email-code', code: codeIn(mail) } }))
  const added = await act<{ id: string }>(w, person, (o) => methods.add({ enrolment, purpose: 'sign-in' }, o))
  await w.pass(2 * DAY)
  return added.id
}

test('a mailed code proves no change of its own mailbox; the method goes along, and is young again', async () => {
  let person = await signUp(w)
  const id = await withMailCodes(person)
  // It was added as a weaker method: it waited a day, and is on by the clock.

  await settleDueChanges(w.deps)
  await w.pass(2 * DAY)
  person = { ...person, browser: await signIn(w, person, knownBrowser(person)) }
  const email = fresh()
  const { claim } = await beginEmail(w, person, email, 'confirm')
  const asked = await person.browser.api.contacts.replaceEmail({ claim, email })
  assert.ok(!asked.ok && asked.problem.code === 'proof-required')
  const challenge = asked.problem.challenge as {
    id: string
    steps: { kind: string; methods: { method: string }[] }[]
  }
  assert.deepEqual(
    challenge.steps.find(({ kind }) => kind === 'factor')?.methods.map(({ method }) => method),
    ['totp'],
  )
  const offered = await person.browser.api.stepUp.offer({
    id: challenge.id,
    method: 'email-code',
    factor: id,
  })
  assert.equal(refusal(offered), 'state-forbids')
  await changeEmail(w, person, email)
  const moved = must(await person.browser.api.methods.list()).methods.find((one) => one.id === id)!
  assert.match(moved.detail!, /^re•••@/)
  const ripensIn = Date.parse(moved.ripeAt) - w.now()
  assert.ok(ripensIn > 23 * HOUR && ripensIn <= DAY, `ripe in ${ripensIn}`)
  // It signs in at the new address.
  const browser = new Browser({ origin: w.origin })
  must(await browser.api.signIn.start({ identifier: person.username, password: person.password }))
  must(await browser.api.signIn.offer({ method: 'email-code', factor: id }))
  const mail = await w.mailTo(email, ({ subject }) => subject.includes('code'))
  const answer = { method: 'email-code', factor: id, code: codeIn(mail) } as const
  assert.equal(must(await browser.api.signIn.answer({ answer })).state, 'more')
})

test('a mailbox that is the only method cannot be changed by itself: refused, and nothing is asked', async () => {
  const person = await signUp(w)
  await withMailCodes(person)

  await settleDueChanges(w.deps)
  await w.pass(2 * DAY)
  const browser = await signIn(w, person, knownBrowser(person))
  const inside = { ...person, browser }
  const email = fresh()
  const { claim } = await beginEmail(w, inside, email, 'confirm')
  // As a recovery would leave it: nothing but the mailbox.
  await w.pool.query(
    "update factor set removed_at = holdfast.clock(), purposes = '{}' where method = 'totp' and account = (select id from account where username = $1)",
    [person.username],
  )
  for (const refused of [
    await browser.api.contacts.replaceEmail({ claim, email }),
    await browser.api.contacts.changeEmail({ claim, email }),
  ]) {
    assert.ok(!refused.ok)
    assert.deepEqual([refused.problem.code, refused.problem.reason], ['state-forbids', 'no-method'])
  }
})

test('a code on its way to the old mailbox dies with it: a sign-in that was begun is over', async () => {
  const person = await signUp(w)
  const browser = new Browser({ origin: w.origin })
  must(await browser.api.signIn.start({ identifier: person.username, password: person.password }))
  await changeEmail(w, person, fresh())
  assert.equal(refusal(await browser.api.signIn.pending()), 'challenge-ended')
})

test('what waits in an account that is not active takes no effect', async () => {
  const person = await signUp(w)
  const email = fresh()
  const { claim } = await beginEmail(w, person, email, 'confirm')
  await act(w, person, (o) => person.browser.api.contacts.replaceEmail({ claim, email }, o))
  await w.pool.query("update account set state = 'frozen' where username = $1", [person.username])
  await w.pass(8 * DAY)
  await settleDueContacts(w.deps)
  const { rows } = await w.pool.query<{ email: string }>('select email from account where username = $1', [
    person.username,
  ])
  assert.equal(rows[0]!.email, person.email)
})

test('two accounts ask for one address at once, and a sign-up beside them: one of the three has it', async () => {
  for (let round = 0; round < 3; round++) {
    const email = fresh()
    const people = [await signUp(w), await signUp(w)]
    const door = new Browser({ origin: w.origin })
    const { signUp: begun } = must(await door.api.signUp.start({ email }))
    must(await door.api.signUp.confirm({ signUp: begun, code: codeIn(await w.mailTo(email)) }))
    const proved: { person: Person; claim: string }[] = []
    for (const person of people)
      proved.push({ person, claim: (await beginEmail(w, person, email, 'confirm')).claim })
    const username = `race-${process.pid}-${round}`
    const password = 'a lamp on the long pier'
    // Each is proved before, so that the last requests meet.
    const proofs: (() => Promise<{ ok: boolean }>)[] = []
    for (const { person, claim } of proved) {
      const { api } = person.browser
      const asked = await api.contacts.replaceEmail({ claim, email })
      assert.ok(!asked.ok && asked.problem.code === 'proof-required')

      const proof = await prove(w, person, person.browser, asked.problem.challenge as never)
      proofs.push(() => api.contacts.replaceEmail({ claim, email }, { proof }))
    }
    const outcomes = await Promise.all([
      ...proofs.map((send) => send()),
      door.api.signUp.finish({ signUp: begun, username, password }),
    ])
    assert.equal(outcomes.filter(({ ok }) => ok).length, 1, `round ${round}: ${JSON.stringify(outcomes)}`)
  }
})
