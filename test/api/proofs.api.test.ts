// Each method, on for one purpose alone, at every act of every purpose: generated from the tables of methods, purposes
// and acts (acts.ts).

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { GRADES } from '../../src/factors/method.ts'
import { METHODS } from '../../src/factors/methods.ts'
import { MINUTE } from '../../src/lib/time.ts'
import { ACTIONS, type ActionRow } from '../../src/policy/actions.ts'
import { Browser } from '../kit/browser.ts'
import { beginSignUp, must, startOn } from '../kit/person.ts'
import { openPlatform, type Platform } from '../kit/platform.ts'
import { askReset, confirmReset } from '../kit/reset.ts'
import type { Place, Seeded } from '../kit/seeded.ts'
import type { World } from '../kit/world.ts'
import {
  ACTS,
  CELLS,
  type Cell,
  handsOf,
  keyFor,
  lockWhenResting,
  nameOf,
  type Proving,
  proofOf,
} from './acts.ts'
import { type Act, type Client, codeOf, newClient, newEmail, passkeysOf, tidy } from './client.ts'
import { atSignIn, keyAt, typedAt } from './places.ts'
import { closeWorlds, openWorld, UNWAITED } from './scene.ts'

let w: World
let platform: Platform
before(async () => {
  w = await openWorld({ limits: UNWAITED })
  platform = await openPlatform(w)
})
after(closeWorlds)

const clients = new Map<string, Client>()
/** So many cells share one: the wrong answers of an account are so many a month, and its session rests. */
const CELLS_EACH = 15
async function clientFor(part: 'factors' | 'others' | 'doors', cell = 0): Promise<Client> {
  const name = `${part} ${Math.floor(cell / CELLS_EACH)}`
  const client = clients.get(name) ?? (await newClient({ w, platform }))
  clients.set(name, client)
  return client
}

const rowOf = ({ kind }: Cell): ActionRow => ACTIONS[kind]
const asks = (cell: Cell, step: string): boolean => rowOf(cell).proof.some((one) => one === step)

/** By the row of the act and the properties of the method alone. */
function answers(cell: Cell, { method, purposes }: Seeded, { itself }: Act): boolean {
  const { channel, serves, usedUp } = METHODS[method].properties
  const row = rowOf(cell)
  // Beside a method that proves itself, its own kind counts as the same, unless each signs for itself.
  const isTwice = itself?.method === method && (serves === 'one-purpose' || usedUp)
  return purposes.includes(cell.purpose) && channel !== row.notOver && !isTwice
}

/** Tries a method in every way at a step that does not ask for it. */
async function refusedAt(place: Place, method: Seeded, code = /^answer-wrong$/): Promise<void> {
  for await (const given of method.tries(place))
    assert.match(codeOf(await place.answer(given)), code, JSON.stringify(given))
}

/** As many as the tries of one challenge allow, with one left for the right answer. */
function* together(methods: readonly Seeded[]): Generator<readonly Seeded[]> {
  for (let at = 0; at < methods.length; at += 2) yield methods.slice(at, at + 2)
}

const present = ({ kind }: Cell, { methods }: Client): readonly Seeded[] =>
  methods.filter(({ method }) => method !== ACTS[kind].without)

async function factorsAt(cell: Cell, client: Client): Promise<void> {
  const { kind, purpose } = cell
  const { prepare } = ACTS[kind]
  const tried = await prepare(client, purpose)
  const unfit = present(cell, client).filter((one) => !answers(cell, one, tried))
  assert.ok(unfit.length > 0)
  for (const methods of together(unfit))
    await proofOf(client, tried, {
      async factor(place) {
        for (const method of methods) await refusedAt(place, method)
        // The same question was there to be answered.
        return keyFor(client, purpose).right(place)
      },
    })
  await tidy(client)
  const fit = present(cell, client).filter((one) => answers(cell, one, tried))
  assert.ok(fit.length > 0)
  for (const method of fit) {
    const act = await prepare(client, purpose)
    const proof = await proofOf(client, act, { factor: (place) => method.right(place) })
    const done = await act.send(client.person.browser, { proof })
    assert.ok(done.ok, `${method.method}: ${JSON.stringify(done)}`)
  }
}

/** Steps that one thing alone answers: the password, the PIN, the mailbox, the very method that is named. */
const ALONE = ['password', 'pin', 'email', 'itself'] as const
async function othersAt(step: (typeof ALONE)[number], cell: Cell, client: Client): Promise<void> {
  const act = await ACTS[cell.kind].prepare(client, cell.purpose)
  // A code for the mailbox of the account goes there, whatever mailbox is named.
  const others = present(cell, client).filter(
    ({ method }) => step !== 'email' || METHODS[method].properties.channel !== 'mailbox',
  )
  for (const methods of together(others))
    await proofOf(client, act, {
      async [step](place) {
        for (const method of methods) await refusedAt(place, method)
        return handsOf(client, act)[step]!(place)
      },
      factor: (place) => keyFor(client, cell.purpose).right(place),
    })
}

/** The next one finds the client as it was before. */
async function tidied(
  part: 'factors' | 'others',
  work: (client: Client) => Promise<void>,
  cell = 0,
): Promise<void> {
  const client = await clientFor(part, cell)
  try {
    await work(client)
  } finally {
    await tidy(client)
  }
}
for (const [at, cell] of CELLS.filter((one) => asks(one, 'factor')).entries())
  test(`${nameOf(cell)}: a method of another purpose answers nothing, and those of ${cell.purpose} do`, () =>
    tidied('factors', (client) => factorsAt(cell, client), at))
for (const step of ALONE) {
  // What proves itself is another thing at each act; the others are the same at all.
  const all = CELLS.filter((cell) => asks(cell, step))
  for (const cell of all.filter((one, n) => n === 0 || step === 'itself' || !asks(one, 'factor')))
    test(`${nameOf(cell)}: its step "${step}" is answered by no other method of the account`, () =>
      tidied('others', (client) => othersAt(step, cell, client)))
}

test('of a list of codes, one proves that it is at hand and no other approves: a secret counts once in one act', async () => {
  const visitor = await clientFor('doors')
  const itself = visitor.methods.find(
    (one) => one.method === 'backup-code' && one.purposes.includes('sign-in'),
  )!
  const act: Act = {
    itself,
    send: ({ api }, options) =>
      api.methods.turnOnCodes({ id: itself.id, purpose: 'funding', by: 'sign-in' }, options),
  }
  const proof = await proofOf(visitor, act, {
    async factor(place) {
      await refusedAt(place, itself)
      return keyFor(visitor, 'sign-in').right(place)
    },
  })
  assert.ok((await act.send(visitor.person.browser, { proof })).ok)
})

const signsIn = ({ purposes }: Seeded): boolean => purposes.includes('sign-in')
const none = (): boolean => false
let passkeys: readonly Seeded[] = []
const isPasskey = (method: Seeded): boolean => signsIn(method) && passkeys.includes(method)
/** What the account has, and keys that live in a device. */
async function everything(): Promise<readonly Seeded[]> {
  const visitor = await clientFor('doors')
  if (passkeys.length === 0) passkeys = await passkeysOf(visitor)
  return [...visitor.methods, ...passkeys]
}

/** A place outside a session, each time a new one, and what is let in there. */
type Door = { open(): Promise<Place>; readonly opens: (method: Seeded) => boolean }
/** What is left of a sign-in that only reads is no door of its own. */
const DOORS: Readonly<
  Record<Exclude<Proving<'anyone' | 'even-locked' | 'platform'>, 'sign-in.reading'>, Door>
> = {
  'sign-in': {
    opens: signsIn,
    async open() {
      const browser = new Browser({ origin: w.origin })
      must(await startOn(browser, (await clientFor('doors')).person))
      return atSignIn(browser)
    },
  },
  'password.reset': {
    // The mailbox is proved before, and counts once.
    opens(method) {
      const { grade, channel } = METHODS[method.method].properties
      const { least } = ACTIONS['password.reset']
      return signsIn(method) && channel !== 'mailbox' && GRADES.indexOf(grade) <= GRADES.indexOf(least)
    },
    async open() {
      const asked = await askReset(w, (await clientFor('doors')).person.email)
      must(await confirmReset(asked))
      const { offer, answer } = asked.browser.api.credentialsHelp
      return { offer, answer: (given) => answer({ answer: given }) }
    },
  },
  // A mailed code alone: what an account has is nothing here.
  'sign-up': {
    opens: none,
    async open() {
      const { api } = new Browser({ origin: w.origin })
      const { signUp } = must(await api.signUp.start({ email: newEmail() }))
      return typedAt((code) => api.signUp.confirm({ signUp, code }))
    },
  },
  'password.reset-without-factor': {
    opens: none,
    async open() {
      const { email } = await beginSignUp(w)
      const { browser, reset } = await askReset(w, email)
      return typedAt((code) => browser.api.credentialsHelp.confirm({ reset, code }))
    },
  },
  // The account that begins has no method yet; those of others are none of its own.
  'first-factor.enrol': {
    opens: none,
    async open() {
      const { browser } = await beginSignUp(w)
      must(await browser.api.signIn.enrol({ method: 'totp' }))
      return atSignIn(browser)
    },
  },
  'sign-in.passkey': {
    opens: isPasskey,
    open() {
      const { api } = new Browser({ origin: w.origin })
      return keyAt(async () => {
        const { nonce, options } = must(await api.signIn.passkeyOptions())
        return { options, send: (response) => api.signIn.passkey({ nonce, response }) }
      })
    },
  },
  'session.unlock': {
    opens: isPasskey,
    async open() {
      const { browser } = (await clientFor('doors')).person
      await w.pass(REST)
      return keyAt(async () => {
        const lock = must(await browser.api.quickUnlock.seeLock())
        assert.ok(lock.state === 'locked' && lock.options)
        const device = browser.signDevice(lock.nonce, lock.identifier)
        const { options } = lock
        return { options, send: (response) => browser.api.quickUnlock.unlock({ response, device }) }
      })
    },
  },
}
const REST = 16 * MINUTE
const SHUT = /^(?:answer-wrong|credentials-wrong|input-invalid)$/

for (const [name, { open, opens }] of Object.entries(DOORS)) {
  test(`${name}: opened by the methods that are strong enough and on for it, and by no other`, async () => {
    const all = await everything()
    if (name === 'session.unlock') await lockWhenResting(await clientFor('doors'))
    const fit = all.filter(opens)
    const key = fit.find(({ method }) => method === 'webauthn')
    const refused = async (methods: readonly Seeded[]): Promise<void> => {
      const place = await open()
      for (const method of methods) await refusedAt(place, method, SHUT)
      // The same question was there to be answered.
      if (key) assert.ok((await place.answer(await key.right(place))).ok)
    }
    const groups = [...together(all.filter((method) => !opens(method)))]
    if (opens === none) await Promise.all(groups.map(refused))
    else for (const methods of groups) await refused(methods)
    for (const method of fit) {
      const place = await open()
      const said = await place.answer(await method.right(place))
      assert.ok(said.ok, `${method.method}: ${JSON.stringify(said)}`)
      await w.pass(30_000)
    }
  })
}
