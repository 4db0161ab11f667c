// Each method, on for one purpose alone, at every act of every purpose: generated from the tables of methods, purposes
// and acts. An act that is added to the policy with a factor among its steps does not compile here before it says how
// it is asked for.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { CallOptions } from '../../sdk/client.ts'
import { GRADES, type Properties, PURPOSES, type Purpose } from '../../src/factors/method.ts'
import { METHODS, type MethodName } from '../../src/factors/methods.ts'
import { ACTIONS, type ActionName } from '../../src/policy/actions.ts'
import { softKey } from '../kit/authenticator.ts'
import { Browser } from '../kit/browser.ts'
import { addKey } from '../kit/methods.ts'
import {
  type Challenge,
  type Hands,
  must,
  type Person,
  PIN,
  prove,
  signIn,
  signUp,
  startOn,
} from '../kit/person.ts'
import { asking, openPlatform, type Platform } from '../kit/platform.ts'
import { askReset, confirmReset } from '../kit/reset.ts'
import { inSession, type Place, type Seeded, seed } from '../kit/seeded.ts'
import type { World } from '../kit/world.ts'
import { accountOf, change } from './rows.ts'
import { closeWorlds, openWorld, UNWAITED } from './scene.ts'

/** The acts with a factor among their steps, of a session or at the door. */
type Asking<Caller> = {
  [A in ActionName]: (typeof ACTIONS)[A] extends { caller: Caller; proof: readonly (infer Step)[] }
    ? 'factor' extends Step
      ? A
      : never
    : never
}[ActionName]

type Said =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: { readonly code: string; readonly challenge?: unknown } }
const codeOf = (said: Said): string => (said.ok ? 'ok' : said.problem.code)
type Send = (browser: Browser, options: CallOptions) => Promise<Said>
type Act = { readonly send: Send; readonly hands?: (browser: Browser) => Hands }
type Client = {
  person: Person
  pin: string
  readonly account: string
  /** One method of each kind for each purpose, and for that alone. */
  readonly methods: readonly Seeded[]
}

let w: World
let platform: Platform
let owner: Client
let stranger: Client
before(async () => {
  w = await openWorld({ limits: UNWAITED })
  platform = await openPlatform(w)
  owner = await newClient()
  stranger = await newClient()
})
after(closeWorlds)

async function newClient(): Promise<Client> {
  const person = await signUp(w)
  const account = await accountOf(w.database, person.username)
  const methods: Seeded[] = []
  for (const method of Object.keys(METHODS) as MethodName[])
    for (const purpose of METHODS[method].properties.purposes)
      methods.push(await seed(w, { account, method, purposes: [purpose], address: addressOf(purpose) }))
  return { person, pin: PIN, account, methods }
}
let numbers = 0
const addressOf = (purpose: string) => ({
  mailbox: `${purpose}-${++numbers}@example.test`,
  number: `+3361234${String(1000 + numbers)}`,
})

const target = ({ account }: Client, method: MethodName, purposes: readonly Purpose[]): Promise<Seeded> =>
  seed(w, { account, method, purposes, address: addressOf('target') })

let drawn = 0
type Asked = {
  /** Whose methods may be asked: those of the row alone, or those that the request names. */
  readonly purposes: readonly Purpose[]
  /** A new one each time, about something else than the one before. */
  prepare(client: Client, purpose: Purpose): Promise<Act>
}
const ofItsRow = (action: ActionName): readonly Purpose[] => [ACTIONS[action].purpose]
/**
 * An account has one list of codes, and these have theirs: `backup-codes.add` is in methods.api.test.ts, a list in its place in codes.api.test.ts, what is lost in lost.api.test.ts. Changes of contacts
 * move methods with them, so that one would change the next: they are in contacts.api.test.ts. Quick unlock is for a passkey
 * of the very device: quick-unlock.api.test.ts. A new PIN needs the
 * mailbox too: pin-reset.api.test.ts.
 */
type Elsewhere =
  | `backup-codes.${'add' | 'renew' | 'replace'}`
  | 'method.lost'
  | 'method.found'
  | `pin.reset${string}`
  | 'quick-unlock.turn-on'
  | `email.${string}`
  | `phone.${string}`
const ACTS: Readonly<Record<Exclude<Asking<'session'>, Elsewhere>, Asked>> = {
  'password.change': {
    purposes: ofItsRow('password.change'),
    prepare(client) {
      const newPassword = `the ferry leaves at ${++drawn} past nine`
      return Promise.resolve({
        async send({ api }, options) {
          const done = await api.password.change({ newPassword }, options)
          if (done.ok) client.person = { ...client.person, password: newPassword }
          return done
        },
      })
    },
  },
  'idle-time.change': {
    purposes: ofItsRow('idle-time.change'),
    prepare() {
      const minutes = 20 + (++drawn % 300)
      return Promise.resolve({ send: ({ api }, options) => api.sessions.changeIdle({ minutes }, options) })
    },
  },
  'pin.change': {
    purposes: ofItsRow('pin.change'),
    prepare(client) {
      const newPin = String(350_617 + 7 * ++drawn)
      return Promise.resolve({
        async send({ api }, options) {
          const done = await api.pin.change({ newPin }, options)
          if (done.ok) client.pin = newPin
          return done
        },
      })
    },
  },
  'method.add': {
    purposes: PURPOSES,
    async prepare({ person }, purpose) {
      const input = await addKey(w, person, softKey({ u2f: true }), purpose, purpose)
      return { send: ({ api }, options) => api.methods.add(input, options) }
    },
  },
  'method.turn-on': {
    purposes: PURPOSES,
    async prepare(client, purpose) {
      const { id } = await target(client, 'webauthn', [])
      return { send: ({ api }, options) => api.methods.turnOn({ id, purpose, by: purpose }, options) }
    },
  },
  'backup-codes.turn-on': {
    purposes: METHODS['backup-code'].properties.purposes,
    async prepare(client, purpose) {
      const list = await target(client, 'backup-code', [])
      const { id } = list
      return {
        send: ({ api }, options) => api.methods.turnOnCodes({ id, purpose, by: purpose }, options),
        hands: (browser) => ({ itself: (challenge) => list.right(inSession(browser, challenge)) }),
      }
    },
  },
  'method.turn-off': {
    purposes: ofItsRow('method.turn-off'),
    async prepare(client) {
      const { id } = await target(client, 'totp', ['trading'])
      return { send: ({ api }, options) => api.methods.turnOff({ id }, options) }
    },
  },
  'approval.approve': {
    purposes: PURPOSES,
    async prepare({ person }, purpose) {
      const { id } = must(await platform.api.ask(asking(person, { purpose, seconds: 86_400 })))
      return { send: ({ api }, options) => api.approvals.approve({ id }, options) }
    },
  },
}
type Kind = keyof typeof ACTS
const CELLS = (Object.keys(ACTS) as Kind[]).flatMap((kind) =>
  ACTS[kind].purposes.map((purpose) => ({ kind, purpose })),
)

/** What one act leaves behind is no method of the next. */
async function tidy({ account, methods, person }: Client): Promise<void> {
  const kept = methods.map(({ id }) => id)
  await change(
    w.database,
    `update holdfast.factor set removed_at = holdfast.clock(), purposes = '{}', first_for = '{}'
     where account = $1 and id <> all($2) and not (method = 'totp' and purposes = '{sign-in}') and removed_at is null`,
    [account, kept],
  )
  const { approvals } = must(await person.browser.api.approvals.list())
  for (const { id, state } of approvals)
    if (state === 'open') must(await person.browser.api.approvals.refuse({ id }))
}

async function raise(client: Client, { send }: Act): Promise<Challenge> {
  const asked = await send(client.person.browser, {})
  assert.ok(!asked.ok && asked.problem.code === 'proof-required', JSON.stringify(asked))
  return asked.problem.challenge as Challenge
}

/** A proof of an act, with a factor step that is answered by `factor`. */
async function proofOf(client: Client, act: Act, factor: (place: Place) => ReturnType<Seeded['right']>) {
  const { browser } = client.person
  const pin = () => Promise.resolve({ method: 'pin', pin: client.pin } as const)
  const hands = { ...act.hands?.(browser), pin, factor: (id: string) => factor(inSession(browser, id)) }
  return prove(w, client.person, browser, await raise(client, act), hands)
}

/** Tries a method in every way at a step that does not ask for it. */
async function refusedAt(place: Place, method: Seeded): Promise<void> {
  for await (const given of method.tries(place)) {
    const said = await place.answer(given)
    assert.equal(codeOf(said), 'answer-wrong', JSON.stringify(given))
  }
}
const keyFor = ({ methods }: Client, purpose: Purpose): Seeded =>
  methods.find((one) => one.method === 'webauthn' && one.purposes.includes(purpose))!

for (const { kind, purpose } of CELLS) {
  test(`${kind} of ${purpose}: a method of another purpose answers nothing, and those of ${purpose} do`, async () => {
    for (const method of owner.methods.filter(({ purposes }) => !purposes.includes(purpose))) {
      const act = await ACTS[kind].prepare(owner, purpose)
      await proofOf(owner, act, async (place) => {
        await refusedAt(place, method)
        // The same question was there to be answered.
        return keyFor(owner, purpose).right(place)
      })
    }
    await tidy(owner)
    // Beside a list that proves itself, no list approves.
    const fits = ({ method, purposes }: Seeded): boolean =>
      purposes.includes(purpose) && !(kind === 'backup-codes.turn-on' && METHODS[method].properties.usedUp)
    for (const method of owner.methods.filter(fits)) {
      const act = await ACTS[kind].prepare(owner, purpose)
      const proof = await proofOf(owner, act, (place) => method.right(place))
      const done = await act.send(owner.person.browser, { proof })
      assert.ok(done.ok, `${method.method}: ${JSON.stringify(done)}`)
    }
    await tidy(owner)
  })

  test(`${kind} of ${purpose}: its proof opens no other act, purpose, content, session or account`, async () => {
    const second = await signIn(w, owner.person)
    const others: [string, Act][] = []
    for (const other of CELLS)
      others.push([`${other.kind} of ${other.purpose}`, await ACTS[other.kind].prepare(owner, other.purpose)])
    const foreign = await ACTS[kind].prepare(stranger, purpose)
    // Last, since a session has one enrolment at a time.
    const act = await ACTS[kind].prepare(owner, purpose)
    const proof = await proofOf(owner, act, (place) => keyFor(owner, purpose).right(place))
    for (const [name, other] of others) {
      const said = codeOf(await other.send(owner.person.browser, { proof }))
      // Of an enrolment that another has replaced there is nothing to prove.
      assert.match(
        said,
        name.startsWith('method.add') ? /^(proof-required|challenge-ended)$/ : /^proof-required$/,
        name,
      )
    }
    assert.match(codeOf(await act.send(second, { proof })), /^(proof-required|challenge-ended)$/)
    assert.equal(codeOf(await foreign.send(stranger.person.browser, { proof })), 'proof-required')
    const done = await act.send(owner.person.browser, { proof })
    assert.ok(done.ok, `it was spent by another: ${JSON.stringify(done)}`)
    assert.ok(!(await act.send(owner.person.browser, { proof })).ok, 'a second time')
    await tidy(owner)
    await tidy(stranger)
  })
}

/** Acts at the door: the way to the factor step, and which methods pass it besides those of the policy's row. */
type Door = { open(): Promise<Place>; readonly but: (properties: Properties) => boolean }
/** What is left of a sign-in is no door of its own. */
const DOORS: Readonly<Record<Exclude<Asking<'anyone'>, 'sign-in.reading'>, Door>> = {
  'sign-in': {
    but: () => false,
    async open() {
      const browser = new Browser({ origin: w.origin })
      must(await startOn(browser, owner.person))
      const { offer, answer } = browser.api.signIn
      return { offer, answer: (given) => answer({ answer: given }) }
    },
  },
  'password.reset': {
    // The mailbox is proved before, and counts once.
    but: ({ channel }) => channel === 'mailbox',
    async open() {
      const asked = await askReset(w, owner.person.email)
      must(await confirmReset(asked))
      const { offer, answer } = asked.browser.api.credentialsHelp
      return { offer, answer: (given) => answer({ answer: given }) }
    },
  },
}

for (const [name, { open, but }] of Object.entries(DOORS) as [keyof typeof DOORS, Door][]) {
  test(`${name}: answered by the methods for ${ACTIONS[name].purpose} that are strong enough, and by no other`, async () => {
    const { purpose, least } = ACTIONS[name]
    for (const method of owner.methods) {
      const place = await open()
      const { properties } = METHODS[method.method]
      const strong = GRADES.indexOf(properties.grade) <= GRADES.indexOf(least) && !but(properties)
      if (method.purposes.includes(purpose) && strong) {
        const said = await place.answer(await method.right(place))
        assert.ok(said.ok, `${method.method}: ${JSON.stringify(said)}`)
        await w.pass(30_000)
      } else {
        await refusedAt(place, method)
        assert.ok((await place.answer(await keyFor(owner, purpose).right(place))).ok)
      }
    }
  })
}

test('of a list of codes, one proves that it is at hand and no other approves: a secret counts once in one act', async () => {
  // The list of the owner is nearly used up by the tests before.
  const list = stranger.methods.find(
    (one) => one.method === 'backup-code' && one.purposes.includes('sign-in'),
  )!
  const send: Send = ({ api }, options) =>
    api.methods.turnOnCodes({ id: list.id, purpose: 'funding', by: 'sign-in' }, options)
  const { browser } = stranger.person
  const proof = await prove(w, stranger.person, browser, await raise(stranger, { send }), {
    pin: () => Promise.resolve({ method: 'pin', pin: stranger.pin } as const),
    itself: (id) => list.right(inSession(browser, id)),
    async factor(id) {
      const place = inSession(browser, id)
      await refusedAt(place, list)
      return keyFor(stranger, 'sign-in').right(place)
    },
  })
  assert.ok((await send(browser, { proof })).ok)
})
