// What may be used once, from one harness: many at once over two nodes, then once more. Each row says how it is made.
// (Proofs, authenticator codes, mailed codes and device nonces: replay.api.test.ts. Passkeys: passkey.api.test.ts.)

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { METHODS, type MethodName } from '../../src/factors/methods.ts'
import { softKey } from '../kit/authenticator.ts'
import { Browser } from '../kit/browser.ts'
import { act, addKey, type Waits } from '../kit/methods.ts'
import {
  beginCodes,
  type Challenge,
  must,
  type Person,
  prove,
  refusal,
  setupKey,
  signUp,
  startOn,
  totpAt,
} from '../kit/person.ts'
import { asking, openPlatform } from '../kit/platform.ts'
import { inSession, type Place, type Seeded, seed } from '../kit/seeded.ts'
import type { World } from '../kit/world.ts'
import { accountOf } from './rows.ts'
import { closeWorlds, copyOf, openNode, openWorld, UNWAITED } from './scene.ts'

const AT_ONCE = 20

let w: World
let other: World
before(async () => {
  w = await openWorld({ limits: UNWAITED })
  other = await openNode(w, { limits: UNWAITED })
})
after(closeWorlds)

type Said = { readonly ok: boolean; readonly status?: number }
type Once = {
  /** The same thing again, by way of the node that is named. */
  readonly send: (node: World) => Promise<Said>
  /** A signature is for one origin, and so for one of the two. */
  readonly nodes?: readonly World[]
}

const onNode = (browser: Browser, { origin }: World): Browser => copyOf(browser, origin)
const door = ({ api }: Browser): Place => ({
  offer: api.signIn.offer,
  answer: (given) => api.signIn.answer({ answer: given }),
})
let seeded = 0
async function withMethod(method: MethodName): Promise<{ person: Person; one: Seeded }> {
  const person = await signUp(w)
  const account = await accountOf(w.database, person.username)
  const address = { mailbox: `once-${++seeded}@example.test`, number: `+3361237${1000 + seeded}` }
  const purposes = METHODS[method].properties.usedUp
    ? (['sign-in', 'funding'] as const)
    : (['sign-in'] as const)
  return { person, one: await seed(w, { account, method, purposes, address }) }
}
async function newDoor(person: Person, node: World): Promise<Browser> {
  const browser = new Browser({ origin: node.origin })
  must(await startOn(browser, person))
  return browser
}
const nodesFor = (method: MethodName): readonly World[] => (method === 'webauthn' ? [w] : [w, other])

/** The row of a method: its answer to one sign-in. */
const answerOf = (method: MethodName) => async (): Promise<Once> => {
  const { person, one } = await withMethod(method)
  const browser = await newDoor(person, w)
  const given = await one.right(door(browser))
  return { nodes: nodesFor(method), send: (node) => door(onNode(browser, node)).answer(given) }
}

/** The same answer typed into many sign-ins, each of its own browser. */
const answerToMany = (method: MethodName) => async (): Promise<Once> => {
  const { person, one } = await withMethod(method)
  const given = await one.right(door(await newDoor(person, w)))
  return { send: async (node) => door(await newDoor(person, node)).answer(given) }
}

const ROWS: Readonly<Record<string, () => Promise<Once>>> = {
  ...Object.fromEntries(
    (Object.keys(METHODS) as MethodName[]).map((name) => [
      `the answer of a ${name} to a sign-in`,
      answerOf(name),
    ]),
  ),
  ...Object.fromEntries(
    (Object.keys(METHODS) as MethodName[])
      .filter((name) => METHODS[name].properties.replayable)
      .map((name) => [`the answer of a ${name} to many sign-ins`, answerToMany(name)]),
  ),
  async 'a proof of an approval'() {
    const person = await signUp(w)
    const platform = await openPlatform(w)
    const { id } = must(await platform.api.ask(asking(person, { purpose: 'funding' })))
    const raised = await person.browser.api.approvals.approve({ id })
    assert.ok(!raised.ok)
    const proof = await prove(w, person, person.browser, raised.problem.challenge as Challenge)
    return { send: (node) => onNode(person.browser, node).api.approvals.approve({ id }, { proof }) }
  },
  async 'a first answer of a new method'() {
    const { browser } = await signUp(w)
    const { enrolment, shown } = must(await beginCodes(browser))
    assert.ok(shown.kind === 'codes')
    const answer = { method: 'backup-code', code: shown.codes[0]! } as const
    return { send: (node) => onNode(browser, node).api.methods.confirm({ enrolment, answer }) }
  },
  async 'a confirmed method and the proof that adds it'() {
    const person = await signUp(w)
    const input = await addKey(w, person, softKey({ u2f: true }), 'sign-in')
    const raised = await person.browser.api.methods.add(input)
    assert.ok(!raised.ok)
    const proof = await prove(w, person, person.browser, raised.problem.challenge as Challenge)
    return { send: (node) => onNode(person.browser, node).api.methods.add(input, { proof }) }
  },
  async 'the link that stops a change'() {
    const { person } = await waiting()
    const mail = await w.mailTo(person.email, ({ text }) => /\/stop\//.test(text))
    const [, token = ''] = /\/stop\/([A-Za-z0-9_-]{43})/.exec(mail.text) ?? []
    return { send: (node) => new Browser({ origin: node.origin }).api.methods.stop({ token }) }
  },
  async 'a change that waits, cancelled'() {
    const { person, change: id } = await waiting()
    return { send: (node) => onNode(person.browser, node).api.methods.cancel({ id }) }
  },
}

async function waiting(): Promise<{ person: Person; change: string }> {
  const { person, one } = await withMethod('webauthn')
  const { change } = await act<Waits>(w, person, (o) => person.browser.api.methods.turnOff({ id: one.id }, o))
  return { person, change }
}

for (const [name, make] of Object.entries(ROWS)) {
  test(`${name} is good once, however many send it at once`, async () => {
    const { send, nodes = [w, other] } = await make()
    const said = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, at) => send(nodes[at % nodes.length]!)),
    )
    const good = said.filter(({ ok }) => ok)
    for (const one of said) assert.ok(one.ok || (one.status ?? 500) < 500, JSON.stringify(one))
    assert.equal(good.length, 1, JSON.stringify(said.find(({ ok }) => !ok)))
    for (const node of nodes) assert.equal((await send(node)).ok, false, 'afterwards')
    await w.pass(30_000)
    for (const node of nodes) assert.equal((await send(node)).ok, false, 'later')
  })
}

test('one backup code at once for two purposes is good for one of them', async () => {
  const { person, one } = await withMethod('backup-code')
  const platform = await openPlatform(w)
  for (let round = 0; round < 5; round++) {
    const { id } = must(await platform.api.ask(asking(person, { purpose: 'funding' })))
    const raised = await person.browser.api.approvals.approve({ id })
    assert.ok(!raised.ok)
    const question = inSession(onNode(person.browser, other), (raised.problem.challenge as Challenge).id)
    const signingIn = door(await newDoor(person, w))
    const given = await one.right(signingIn)
    const said = await Promise.all([signingIn.answer(given), question.answer(given)])
    assert.equal(said.filter(({ ok }) => ok).length, 1, JSON.stringify(said))
  }
})

test('two codes of one list at once are both taken, and neither is good again', async () => {
  const { person } = await withMethod('totp')
  const account = await accountOf(w.database, person.username)
  const address = { mailbox: person.email, number: '+33612370000' }
  const list = await seed(w, { account, method: 'backup-code', purposes: ['sign-in'], address })
  for (let round = 0; round < 4; round++) {
    const places = await Promise.all([w, other].map(async (node) => door(await newDoor(person, node))))
    const codes = [await list.right(places[0]!), await list.right(places[1]!)]
    const said = await Promise.all(places.map((place, at) => place.answer(codes[at]!)))
    assert.deepEqual(
      said.map(({ ok }) => ok),
      [true, true],
    )
    for (const code of codes) {
      const again = await door(await newDoor(person, w)).answer(code)
      assert.ok(!again.ok && again.problem.code === 'answer-replayed', JSON.stringify(again))
    }
  }
})

test('the code that a new authenticator was added with does not sign in, though its time is not over', async () => {
  const person = await signUp(w)
  const { methods } = person.browser.api
  const begun = must(await methods.begin({ method: 'totp' }))
  const { enrolment } = begun
  const answer = { method: 'totp', code: totpAt(setupKey(begun), w.now()) } as const
  must(await methods.confirm({ enrolment, answer }))
  await act(w, person, (o) => methods.add({ enrolment, purpose: 'sign-in' }, o))
  const browser = new Browser({ origin: w.origin })
  must(await startOn(browser, person))
  assert.equal(refusal(await browser.api.signIn.answer({ answer })), 'answer-replayed')
  const next = { method: 'totp', code: totpAt(setupKey(begun), w.now()) } as const
  must(await browser.api.signIn.answer({ answer: next }))
})
