// What waits is told of again, at half time and a day before its end, once and to every channel (RULES part 0, "notices").
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accountOf } from '../../../test/api/rows.ts'
import { Browser } from '../../../test/kit/browser.ts'
import { beginEmail, beginPhone, changeEmail, mailHand, setPhone } from '../../../test/kit/contacts.ts'
import { act, withKey } from '../../../test/kit/methods.ts'
import { keyHand, knownBrowser, must, type Person, signIn, signUp } from '../../../test/kit/person.ts'
import { askReset, confirmReset, NEW_PASSWORD } from '../../../test/kit/reset.ts'
import { seed } from '../../../test/kit/seeded.ts'
import { codeIn, type World, world } from '../../../test/kit/world.ts'
import { DAY, HOUR, MINUTE } from '../../lib/time.ts'
import { settleDueContacts } from '../contacts/jobs.ts'
import { settleDuePasswords } from '../credentials-help/jobs.ts'
import { settleDuePins } from '../pin/jobs.ts'
import { settleDueChanges } from './jobs.ts'
import { remindOfWaiting } from './remind.ts'

let w: World
/** A second node on the same database. */
let other: World
before(async () => {
  w = await world()
  other = await world({ database: w.database, work: false })
})
after(async () => {
  await other.stop()
  await w.stop()
})

const LINK = /\/stop\/([A-Za-z0-9_-]{43})/
let drawn = 0
const fresh = (): string => `remind-${process.pid}-${++drawn}@example.test`
const number = (): string => `+336123458${String(++drawn).padStart(2, '0')}`

/** Both nodes look for what is to be told, twice each and at once. */
const remind = () => Promise.all([w, other, w, other].map(({ deps }) => remindOfWaiting(deps)))
async function passAndRemind(ms: number): Promise<void> {
  await w.pass(ms)
  await remind()
}
/** How often the account was told again: in its message centre and in its log. */
async function told({ username }: Person): Promise<readonly number[]> {
  const { rows } = await w.pool.query<{ messages: string; lines: string }>(
    `select (select count(*) from holdfast.message m where m.account = a.id and m.event = 'change.reminded') as messages,
            (select count(*) from holdfast.audit_event l where l.account = a.id and l.event = 'change.reminded') as lines
       from holdfast.account a where a.username = $1`,
    [username],
  )
  return [Number(rows[0]!.messages), Number(rows[0]!.lines)]
}
const reminderTo = (to: string) => w.mailTo(to, ({ subject }) => subject.includes('still waits'))
const tokenIn = ({ text }: { readonly text: string }): string => LINK.exec(text)![1]!
async function firstToken(person: Person): Promise<string> {
  return tokenIn(await w.mailTo(person.email, ({ text }) => LINK.test(text)))
}

async function turnOff(person: Person): Promise<string> {
  const { id } = await withKey(w, person)
  return (await act<{ change: string }>(w, person, (o) => person.browser.api.methods.turnOff({ id }, o)))
    .change
}
async function replaceEmail(person: Person): Promise<string> {
  const email = fresh()
  const { claim } = await beginEmail(w, person, email, 'confirm')
  const { contacts } = person.browser.api
  return (await act<{ change: string }>(w, person, (o) => contacts.replaceEmail({ claim, email }, o))).change
}
async function replaceEmailByTwo(person: Person): Promise<void> {
  const { key, id } = await withKey(w, person)
  await w.pass(DAY + MINUTE)
  const late = { ...person, browser: await signIn(w, person, knownBrowser(person)) }
  const email = fresh()
  const { claim } = await beginEmail(w, late, email, 'confirm')
  const { contacts } = late.browser.api
  await act(w, late, (o) => contacts.replaceEmailByTwo({ claim, email, second: id }, o), {
    itself: keyHand(late.browser, key, w.origin),
  })
}
async function addMailCodes(person: Person): Promise<void> {
  const { methods } = person.browser.api
  const { enrolment } = must(await methods.begin({ method: 'email-code' }))
  const mail = await w.mailTo(person.email, ({ subject }) => subject.includes('add this address'))
  must(await methods.confirm({ enrolment, answer: { method: 'email-code', code: codeIn(mail) } }))
  await act(w, person, (o) => methods.add({ enrolment, purpose: 'sign-in' }, o))
}
async function changePhone(person: Person): Promise<void> {
  await setPhone(w, person, number())
  const to = number()
  const claim = await beginPhone(w, person, to, 'confirm')
  await act(w, person, (o) => person.browser.api.contacts.changePhone({ claim, to }, o))
}

async function resetByText(person: Person): Promise<void> {
  const account = await accountOf(w.database, person.username)
  const address = { mailbox: '', number: number() }
  const phone = await seed(w, { account, method: 'sms-code', purposes: ['sign-in'], address })
  const asked = await askReset(w, person.email)
  must(await confirmReset(asked))
  const { offer, answer, finish } = asked.browser.api.credentialsHelp
  must(await answer({ answer: await phone.right({ offer, answer: (given) => answer({ answer: given }) }) }))
  assert.equal(must(await finish({ newPassword: NEW_PASSWORD })).state, 'waits')
}

type Kind = {
  readonly name: string
  readonly ask: (person: Person) => Promise<unknown>
  /** In hours: told of again so long after it was asked for, and due. */
  readonly at: readonly number[]
  readonly due: number
  readonly says: RegExp
  readonly page: string
}
const [METHODS, CONTACTS] = ['/security/methods', '/settings/contacts']
const KINDS: readonly Kind[] = [
  { name: 'method.remove', ask: turnOff, at: [12], due: 24, says: /“Desk key” is removed/, page: METHODS },
  {
    name: 'method.off',
    async ask(person) {
      const { id } = await withKey(w, person)
      const { methods } = person.browser.api
      await act(w, person, (o) => methods.turnOff({ id, purpose: 'sign-in' }, o))
    },
    at: [12],
    due: 24,
    says: /is turned off for signing in/,
    page: METHODS,
  },
  { name: 'method.on', ask: addMailCodes, at: [12], due: 24, says: /is turned on for/, page: METHODS },
  {
    name: 'method.lost',
    async ask(person) {
      const { id } = await withKey(w, person)
      await act(w, person, (o) => person.browser.api.methods.lost({ id }, o))
    },
    at: [12],
    due: 24,
    says: /“Desk key” is removed[^]*until you prove it together/,
    page: METHODS,
  },
  {
    name: 'contact.email',
    ask: replaceEmail,
    at: [84, 144],
    due: 168,
    says: /address of your account becomes re•••@/,
    page: CONTACTS,
  },
  {
    name: 'contact.email',
    ask: replaceEmailByTwo,
    at: [36, 48],
    due: 72,
    says: /address of your account becomes re•••@/,
    page: CONTACTS,
  },
  {
    name: 'contact.phone',
    ask: changePhone,
    at: [12],
    due: 24,
    says: /number of your account becomes/,
    page: CONTACTS,
  },
  {
    name: 'contact.phone-off',
    async ask(person) {
      await setPhone(w, person, number())
      await act(w, person, (o) => person.browser.api.contacts.removePhone({}, o))
    },
    at: [12],
    due: 24,
    says: /number of your account is removed/,
    page: CONTACTS,
  },
  {
    name: 'pin.reset',
    ask: (person) =>
      act(w, person, (o) => person.browser.api.pin.reset({ newPin: '935061' }, o), {
        email: mailHand(w, person),
      }),
    at: [12],
    due: 24,
    says: /your PIN is replaced by another/,
    page: '/security/pin',
  },
  {
    name: 'password.reset',
    ask: resetByText,
    at: [12],
    due: 24,
    says: /your password is replaced by another/,
    page: '/security/password',
  },
]

for (const { name, ask, at, due, says, page } of KINDS) {
  test(`${name}, due after ${due} h, is told of again after ${at.join(' and ')} h, once by two nodes`, async () => {
    const person = await signUp(w)
    await ask(person)
    const { rows } = await w.pool.query<{ kind: string }>(
      'select c.kind from holdfast.change c join holdfast.account a on a.id = c.account where a.username = $1 and c.settled_at is null',
      [person.username],
    )
    assert.deepEqual(rows, [{ kind: name }])
    const token = await firstToken(person)
    let hours = 0
    for (const [before, moment] of at.entries()) {
      await passAndRemind((moment - hours) * HOUR - MINUTE)
      assert.deepEqual(await told(person), [before, before], `not before ${moment} h`)
      await passAndRemind(2 * MINUTE)
      await remind()
      assert.deepEqual(await told(person), [before + 1, before + 1], `after ${moment} h`)
      const mail = await reminderTo(person.email)
      assert.match(mail.text, says)
      // Each of the two nodes here has an address of its own.
      assert.ok(
        [w, other].some(({ origin }) => mail.text.includes(`${origin}${page}`)),
        mail.text,
      )
      assert.equal(tokenIn(mail), token, 'the same link stops it')
      await w.pass(-MINUTE)
      hours = moment
    }
    await passAndRemind((due - hours) * HOUR - MINUTE)
    await passAndRemind(2 * MINUTE)
    for (const settle of [settleDueChanges, settleDueContacts, settleDuePins, settleDuePasswords])
      await settle(w.deps)
    await passAndRemind(30 * DAY)
    assert.deepEqual(await told(person), [at.length, at.length], 'and no more')
  })
}

test('a server that slept past both tells the later one, once; past the end it tells none', async () => {
  const one = await signUp(w)
  await replaceEmail(one)
  await passAndRemind(6 * DAY + HOUR)
  await passAndRemind(HOUR)
  assert.deepEqual(await told(one), [1, 1])
  const late = await signUp(w)
  await turnOff(late)
  await passAndRemind(DAY + MINUTE)
  assert.deepEqual(await told(late), [0, 0])
})

test('what was cancelled, in a session or by the link of a reminder, is not told of again', async () => {
  const [first, second] = [await signUp(w), await signUp(w)]
  must(await first.browser.api.methods.cancel({ id: await replaceEmail(first) }))
  await replaceEmail(second)
  await passAndRemind(3.5 * DAY + MINUTE)
  assert.deepEqual(await told(first), [0, 0])
  const anyone = new Browser({ origin: w.origin })
  const token = tokenIn(await reminderTo(second.email))
  assert.equal(must(await anyone.api.methods.stop({ token })).outcome, 'cancelled')
  await passAndRemind(3 * DAY)
  assert.deepEqual(await told(first), [0, 0])
  assert.deepEqual(await told(second), [1, 1])
})

test('a delay begins the reckoning anew; the link, which does nothing more to it, is not sent again', async () => {
  const person = await signUp(w)
  const { id } = await withKey(w, person)
  const anyone = new Browser({ origin: w.origin })
  const ask = () => act(w, person, (o) => person.browser.api.methods.turnOff({ id }, o))
  for (let stopped = 0; stopped < 2; stopped++) {
    await ask()
    const token = await firstToken(person)
    assert.equal(must(await anyone.api.methods.stop({ token })).outcome, 'cancelled')
  }
  await ask()
  await passAndRemind(13 * HOUR)
  assert.deepEqual(await told(person), [1, 1])
  const token = tokenIn(await reminderTo(person.email))
  assert.equal(must(await anyone.api.methods.stop({ token })).outcome, 'delayed')
  // It is due in 11 h and 7 days: half of it, and a day before its end.
  const wait = 11 * HOUR + 7 * DAY
  await passAndRemind(wait / 2 - 5 * MINUTE)
  assert.deepEqual(await told(person), [1, 1])
  await passAndRemind(10 * MINUTE)
  assert.deepEqual(await told(person), [2, 2])
  const { text } = await reminderTo(person.email)
  assert.doesNotMatch(text, LINK)
  assert.match(text, /sign in and cancel it/)
  await passAndRemind(wait / 2 - DAY - 15 * MINUTE)
  assert.deepEqual(await told(person), [2, 2])
  await passAndRemind(20 * MINUTE)
  assert.deepEqual(await told(person), [3, 3])
})

test('it goes to the number as a text, and without its link to the mailbox of before', async () => {
  const person = await signUp(w)
  const [email, to] = [fresh(), number()]
  await changeEmail(w, person, email)
  await setPhone(w, person, to)
  await turnOff({ ...person, email })
  await passAndRemind(12 * HOUR + MINUTE)
  assert.match((await reminderTo(email)).text, LINK)
  assert.doesNotMatch((await reminderTo(person.email)).text, LINK)
  const { text } = await w.textTo(to, (one) => one.text.includes('A change still waits'))
  assert.ok(text.length <= 160 && !/https?:|\//.test(text), text)
})

test('what waits in an account that is not active is not told of, nor stands in the way of others', async () => {
  const [frozen, active] = [await signUp(w), await signUp(w)]
  await turnOff(frozen)
  await turnOff(active)
  const turn = (state: string) =>
    w.pool.query('update holdfast.account set state = $2 where username = $1', [frozen.username, state])
  await turn('frozen')
  await passAndRemind(13 * HOUR)
  assert.deepEqual(await told(frozen), [0, 0])
  assert.deepEqual(await told(active), [1, 1])
  await turn('active')
  await remind()
  assert.deepEqual(await told(frozen), [1, 1])
})

test('a new password that waits takes effect in a frozen account too, and is told of there', async () => {
  const person = await signUp(w)
  await resetByText(person)
  await w.pool.query("update holdfast.account set state = 'frozen' where username = $1", [person.username])
  await passAndRemind(13 * HOUR)
  assert.deepEqual(await told(person), [1, 1])
})
