// Devices that are not known: how they are approved, what counts once, and what a link of an alert does. Over HTTP.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { value } from '../../../test/api/rows.ts'
import { softKey } from '../../../test/kit/authenticator.ts'
import { Browser } from '../../../test/kit/browser.ts'
import { act, addKey } from '../../../test/kit/methods.ts'
import { must, type Person, refusal, signIn, signUp, startOn, totpAt } from '../../../test/kit/person.ts'
import { codeIn, type World, world } from '../../../test/kit/world.ts'
import { DAY, HOUR, MINUTE } from '../../lib/time.ts'

let w: World
before(async () => {
  w = await world()
})
after(() => w.stop())

/** A new browser in which password and second factor are proved. */
async function atDevice(person: Person, browser = new Browser({ origin: w.origin })) {
  must(await startOn(browser, person))
  const code = totpAt(person.key, w.now())
  const answered = must(await browser.api.signIn.answer({ answer: { method: 'totp', code } }))
  await w.pass(30_000)
  assert.ok(answered.state === 'more', 'the device is not asked about')
  const step = answered.challenge.steps.at(-1)
  assert.deepEqual([step?.kind, step?.state], ['device', 'now'])
  return { browser, id: answered.challenge.id, methods: step?.methods.map(({ method }) => method) ?? [] }
}
const mailedCode = async (person: Person, browser: Browser): Promise<string> => {
  must(await browser.api.signIn.offer({ method: 'email-code' }))
  return codeIn(await w.mailTo(person.email, ({ subject }) => subject.startsWith('Approve a new device')))
}
const byMail = (browser: Browser, code: string) =>
  browser.api.signIn.answer({ answer: { method: 'email-code', code } })

/** A list of codes that is on for sign-in. */
async function withCodes(person: Person): Promise<readonly string[]> {
  const { methods } = person.browser.api
  type Begun = { enrolment: string; shown: { codes: readonly string[] } }
  const { enrolment, shown } = await act<Begun>(w, person, (o) => methods.beginCodes({}, o))
  const { codes } = shown
  must(await methods.confirm({ enrolment, answer: { method: 'backup-code', code: codes[0]! } }))
  const { id } = await act<{ id: string }>(w, person, (o) => methods.addCodes({ enrolment }, o))
  await act(w, person, (o) => methods.turnOnCodes({ id, purpose: 'sign-in' }, o), {
    itself: () => Promise.resolve({ method: 'backup-code', code: codes[1]! } as const),
  })
  return codes
}

/** A link of the newest alert. */
async function alertToken(person: Person): Promise<string> {
  const mail = await w.mailTo(person.email, ({ text }) => text.includes('/not-me/'))
  return /\/not-me\/([A-Za-z0-9_-]{43})/.exec(mail.text)![1]!
}

test('a new device is approved by the mailed code, which names it, and is known from then on', async () => {
  const person = await signUp(w)
  const { browser, methods } = await atDevice(person)
  assert.deepEqual(methods, ['email-code'])
  assert.equal(refusal(await browser.api.sessions.me()), 'sign-in-required')
  must(await browser.api.signIn.offer({ method: 'email-code' }))
  const mail = await w.mailTo(person.email, ({ subject }) => subject.startsWith('Approve a new device'))
  assert.match(mail.text, /Firefox on Linux/)
  assert.match(mail.text, /203\.0\.113\.7/)
  assert.equal(refusal(await byMail(browser, '000000')), 'answer-wrong')
  assert.equal(must(await byMail(browser, codeIn(mail))).state, 'signed-in')
  assert.equal(must(await browser.api.sessions.me()).readsUntil, null)
  // The same browser again: password and second factor are enough.
  const { challenge } = must(await startOn(browser, person))
  assert.ok(!challenge.steps.some(({ kind }) => kind === 'device'))
})

test('a browser without a key is new each time', async () => {
  const person = await signUp(w)
  const keyless = new Browser({ origin: w.origin, keyless: true })
  await signIn(w, person, keyless)
  const { methods } = await atDevice(person, keyless)
  assert.deepEqual(methods, ['email-code'])
})

test('the code of one sign-in approves no other, is good once, and a device answers in its place only', async () => {
  const person = await signUp(w)
  const one = await atDevice(person)
  const other = await atDevice(person)
  const code = await mailedCode(person, one.browser)
  assert.equal(refusal(await byMail(other.browser, code)), 'answer-wrong')
  const answers = await Promise.all(Array.from({ length: 8 }, () => byMail(one.browser, code)))
  assert.equal(answers.filter(({ ok }) => ok).length, 1)
  const third = new Browser({ origin: w.origin })
  must(await startOn(third, person))
  assert.equal(refusal(await third.api.signIn.offer({ method: 'email-code' })), 'state-forbids')
  assert.equal(
    refusal(await byMail(third, code)),
    'answer-wrong',
    'nothing is approved before the second factor',
  )
})

test('a session on a known device approves a sign-in that waits; nobody else can, and it is good once', async () => {
  const person = await signUp(w)
  const stranger = await signUp(w)
  const { browser, id } = await atDevice(person)
  const { waiting, mayApprove } = must(await person.browser.api.devices.waiting())
  assert.deepEqual([waiting.map((one) => one.id), mayApprove], [[id], true])
  assert.equal(waiting[0]?.device, 'Firefox on Linux')
  assert.equal(refusal(await stranger.browser.api.devices.approve({ id })), 'not-found')
  const keyless = await signIn(w, person, new Browser({ origin: w.origin, keyless: true }))
  assert.equal(must(await keyless.api.devices.waiting()).mayApprove, false)
  const refused = await keyless.api.devices.approve({ id })
  assert.ok(!refused.ok && refused.problem.reason === 'device-unknown')
  assert.equal(refusal(await browser.api.signIn.enter({})), 'state-forbids', 'not before it was approved')
  const thief = new Browser({ origin: w.origin })
  must(await person.browser.api.devices.approve({ id }))
  assert.equal(refusal(await person.browser.api.devices.approve({ id })), 'not-found')
  assert.equal(refusal(await thief.api.signIn.enter({})), 'challenge-ended', 'only the browser that began')
  assert.equal(must(await browser.api.signIn.enter({})).state, 'signed-in')
  assert.equal(refusal(await browser.api.signIn.enter({})), 'challenge-ended')
  assert.equal(must(await browser.api.sessions.me()).readsUntil, null)
})

test('a sign-in that is turned away is over, whoever comes first', async () => {
  const person = await signUp(w)
  const { browser, id } = await atDevice(person)
  const code = await mailedCode(person, browser)
  must(await person.browser.api.devices.deny({ id }))
  assert.equal(refusal(await byMail(browser, code)), 'challenge-ended')
  assert.equal(refusal(await browser.api.signIn.enter({})), 'challenge-ended')
  await w.mailTo(person.email, ({ subject }) => subject.includes('turned away'))
  for (let round = 0; round < 5; round += 1) {
    const next = await atDevice(person)
    const { api } = person.browser
    const said = await Promise.all([api.devices.approve({ id: next.id }), api.devices.deny({ id: next.id })])
    const isIn = (await next.browser.api.signIn.enter({})).ok
    // Denying after approving ends it too; once denied nothing approves.
    assert.ok(said[1].ok ? !isIn : said[0].ok && isIn, JSON.stringify(said))
  }
})

test('an approval that comes too late finds nothing', async () => {
  const person = await signUp(w)
  const { browser, id } = await atDevice(person)
  await w.pass(11 * MINUTE)
  assert.deepEqual(must(await person.browser.api.devices.waiting()).waiting, [])
  assert.equal(refusal(await person.browser.api.devices.approve({ id })), 'not-found')
  assert.equal(refusal(await browser.api.signIn.enter({})), 'challenge-ended')
})

test('a backup code approves a device, and not the sign-in that another one proved', async () => {
  const person = await signUp(w)
  const codes = await withCodes(person)
  const one = await atDevice(person)
  assert.deepEqual(one.methods.toSorted(), ['backup-code', 'email-code'])
  const answer = { method: 'backup-code', code: codes[2]! } as const
  assert.equal(must(await one.browser.api.signIn.answer({ answer })).state, 'signed-in')

  const browser = new Browser({ origin: w.origin })
  must(await startOn(browser, person))
  const more = must(await browser.api.signIn.answer({ answer: { method: 'backup-code', code: codes[3]! } }))
  assert.ok(more.state === 'more')
  assert.deepEqual(
    more.challenge.steps.at(-1)?.methods.map(({ method }) => method),
    ['email-code'],
  )
  const next = await browser.api.signIn.answer({ answer: { method: 'backup-code', code: codes[4]! } })
  assert.equal(refusal(next), 'answer-wrong')
  const spent = await one.browser.api.methods.list()
  assert.equal(must(spent).methods.find(({ method }) => method === 'backup-code')?.codesLeft, 7)
})

test('a ripe key that cannot be copied stands for its device; a young or a synced one does not', async () => {
  const enter = async (person: Person, key: ReturnType<typeof softKey>) => {
    const browser = new Browser({ origin: w.origin })
    must(await startOn(browser, person))
    const offered = must(await browser.api.signIn.offer({ method: 'webauthn' }))
    assert.ok(offered.shown.kind === 'browser')
    const response = await key.get(offered.shown.options as never, w.origin)
    return must(await browser.api.signIn.answer({ answer: { method: 'webauthn', response } as never })).state
  }
  const withKey = async (key: ReturnType<typeof softKey>): Promise<Person> => {
    const person = await signUp(w)
    const input = await addKey(w, person, key, 'sign-in')
    await act(w, person, (o) => person.browser.api.methods.add(input, o))
    return person
  }
  const bound = softKey({ u2f: true })
  const person = await withKey(bound)
  assert.equal(await enter(person, bound), 'more', 'young')
  await w.pass(DAY + MINUTE)
  assert.equal(await enter(person, bound), 'signed-in')
  const synced = softKey({ synced: true } as never)
  const other = await withKey(synced)
  await w.pass(DAY + MINUTE)
  assert.equal(await enter(other, synced), 'more', 'synced')
})

test('where a code to the mailbox has proved the sign-in, it approves no device: the session only reads, for a day', async () => {
  const person = await signUp(w)
  const { methods } = person.browser.api
  const begun = must(await methods.begin({ method: 'email-code' }))
  const added = codeIn(await w.mailTo(person.email, ({ subject }) => subject.includes('add this address')))
  const { enrolment } = begun
  must(await methods.confirm({ enrolment, answer: { method: 'email-code', code: added } }))
  await act(w, person, (o) => methods.add({ enrolment, purpose: 'sign-in' }, o))
  const { settleDueChanges } = await import('../methods/jobs.ts')
  await w.pass(DAY + MINUTE)
  await settleDueChanges(w.deps)
  const browser = new Browser({ origin: w.origin })
  must(await startOn(browser, person))
  must(await browser.api.signIn.offer({ method: 'email-code' }))
  const code = codeIn(
    await w.mailTo(person.email, ({ subject }) => subject.startsWith('Your code to sign in')),
  )
  const more = must(await byMail(browser, code))
  assert.ok(more.state === 'more')
  assert.deepEqual(more.challenge.steps.at(-1)?.methods, [])
  assert.equal(refusal(await browser.api.signIn.offer({ method: 'email-code' })), 'state-forbids')
  assert.equal(refusal(await byMail(browser, code)), 'answer-wrong')
  assert.equal(must(await browser.api.signIn.enter({})).state, 'signed-in')

  const me = must(await browser.api.sessions.me())
  assert.ok(me.readsUntil !== null && Date.parse(me.readsUntil) > w.now() + 23 * HOUR)
  must(await browser.api.activity.list({}))
  for (const asked of [
    await browser.api.sessions.changeIdle({ minutes: 30 }),
    await browser.api.methods.begin({ method: 'totp' }),
    await browser.api.pin.change({ newPin: '935061' }),
    await browser.api.password.change({ newPassword: 'mooring lines in threes' }),
  ]) {
    assert.ok(!asked.ok)
    assert.deepEqual([asked.problem.code, asked.problem.reason], ['state-forbids', 'reading-only'])
  }
  const waits = await atDevice(person)
  assert.equal(must(await browser.api.devices.waiting()).mayApprove, false)
  assert.equal(refusal(await browser.api.devices.approve({ id: waits.id })), 'state-forbids')
  must(await browser.api.sessions.signOut({}))
  // It is not known by having been signed in to: a second sign-in of it asks again, until the day is over.
  const again = must(await startOn(browser, person))
  assert.ok(again.challenge.steps.some(({ kind }) => kind === 'device'))
  await w.pass(DAY)
  const later = must(await startOn(browser, person))
  assert.ok(!later.challenge.steps.some(({ kind }) => kind === 'device'))
})

test('the link of an alert shows by GET, and by POST ends every session and forgets that device, once', async () => {
  const person = await signUp(w)
  await w.mailTo(person.email, ({ text }) => text.includes('/not-me/'))
  const thief = await signIn(w, person)
  const token = await alertToken(person)
  const door = new Browser({ origin: w.origin })
  const seen = must(await door.api.devices.seeAlert({ token }))
  assert.equal(seen.device, 'Firefox on Linux')
  must(await thief.api.sessions.me())
  const half = await atDevice(person)
  const done = must(await door.api.devices.useAlert({ token }))
  assert.equal(done.endedSessions, 2)
  assert.equal(refusal(await thief.api.sessions.me()), 'sign-in-required')
  assert.equal(refusal(await person.browser.api.sessions.me()), 'sign-in-required')
  assert.equal(refusal(await half.browser.api.signIn.enter({})), 'challenge-ended')
  assert.ok(must(await startOn(thief, person)).challenge.steps.some(({ kind }) => kind === 'device'))
  assert.equal(refusal(await door.api.devices.useAlert({ token })), 'not-found', 'once')
  assert.equal(door.cookie(''), undefined)
})

test('a link that is forged, late or of another kind does nothing', async () => {
  const person = await signUp(w)
  const token = await alertToken(person)
  const door = new Browser({ origin: w.origin })
  const other = `${token.slice(0, -2)}${token.endsWith('A') ? 'BQ' : 'AQ'}`
  assert.equal(refusal(await door.api.devices.useAlert({ token: other })), 'not-found')
  assert.equal(refusal(await door.api.methods.stop({ token })), 'not-found')
  const session = must(await person.browser.api.sessions.me()).session
  await w.pass(DAY + MINUTE)
  assert.equal(refusal(await door.api.devices.seeAlert({ token })), 'not-found')
  assert.equal(refusal(await door.api.devices.useAlert({ token })), 'not-found')
  const text = 'select disowned_at is null from holdfast.session where id = $1'
  assert.equal(await value<boolean>(w.database, text, [session]), true)
})

test('no link of an alert is in the message centre or the log', async () => {
  const person = await signUp(w)
  const token = await alertToken(person)
  const { messages } = must(await person.browser.api.messages.list({}))
  assert.ok(!JSON.stringify(messages).includes(token))
  assert.ok(!JSON.stringify(must(await person.browser.api.activity.list({}))).includes(token))
})

test('a key is asked for a device too, where it is not what proved the sign-in', async () => {
  const person = await signUp(w)
  const key = softKey({ u2f: true })
  const input = await addKey(w, person, key, 'sign-in')
  await act(w, person, (o) => person.browser.api.methods.add(input, o))
  await w.pass(DAY + MINUTE)
  const { browser, methods } = await atDevice(person)
  assert.deepEqual(methods.toSorted(), ['email-code', 'webauthn'])
  const offered = must(await browser.api.signIn.offer({ method: 'webauthn' }))
  assert.ok(offered.shown.kind === 'browser')
  const response = await key.get(offered.shown.options as never, w.origin)
  const said = must(await browser.api.signIn.answer({ answer: { method: 'webauthn', response } as never }))
  assert.equal(said.state, 'signed-in')
})
