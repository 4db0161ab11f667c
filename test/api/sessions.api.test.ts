// What ends what: each event against each thing that a client or a thief may hold, on the node that hears of it at once
// and on a second node within the second that the rules allow.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from '../kit/browser.ts'
import { must, type Person, prove, signIn, signUp } from '../kit/person.ts'
import type { World } from '../kit/world.ts'
import { closeWorlds, copyOf, openNode, openWorld, outcome, startSignIn, within } from './scene.ts'

let w: World
let other: World
before(async () => {
  w = await openWorld()
  other = await openNode(w)
})
after(closeWorlds)

type Raised = { readonly id: string; readonly steps: readonly { readonly kind: string }[] }
async function raise(browser: Browser, minutes: number): Promise<Raised> {
  const raised = await browser.api.sessions.changeIdle({ minutes })
  assert.ok(!raised.ok && raised.problem.code === 'proof-required')
  return raised.problem.challenge as Raised
}

/** One browser with all that can be held: a session, a proof not yet used, a device that is known. Copies are a thief's. */
type Held = { readonly browser: Browser; readonly thief: Browser; readonly proof: string }
type Scene = {
  readonly person: Person
  readonly mine: Held
  readonly theirs: Held
  readonly pending: Browser
}

async function hold(person: Person, browser: Browser, minutes: number): Promise<Held> {
  return {
    browser,
    thief: copyOf(browser, other.origin),
    proof: await prove(w, person, browser, await raise(browser, minutes)),
  }
}

/** Two sessions of one account and a sign-in on its way; both nodes have just seen both sessions. */
async function prepare(): Promise<Scene> {
  const person = await signUp(w)
  const second = await signIn(w, person)
  const mine = await hold(person, person.browser, 20)
  const theirs = await hold(person, second, 25)
  const pending = await startSignIn(w.origin, person)
  for (const held of [mine, theirs]) {
    must(await held.browser.api.sessions.me())
    must(await held.thief.api.sessions.me())
  }
  return { person, mine, theirs, pending }
}

const signedIn = async (browser: Browser): Promise<boolean> => (await browser.api.sessions.me()).ok

/** A proof is tried by the session it belongs to, or by what has taken that one's place. */
const proves = async (browser: Browser, minutes: number, proof: string): Promise<boolean> =>
  outcome(await browser.api.sessions.changeIdle({ minutes }, { proof })) === 'ok'

/** A device is known if a sign-in with its key is not told to be on a new one. */
async function known(person: Person, held: Held): Promise<boolean> {
  const browser = copyOf(held.browser)
  browser.jar.clear()
  await signIn(w, person, browser)
  const { devices } = must(await browser.api.sessions.devices())
  return (
    devices.find((device) => device.current)!.firstSeenAt !== must(await browser.api.sessions.me()).signedInAt
  )
}

type Expected = {
  readonly mine: boolean
  readonly theirs: boolean
  readonly pending: boolean
  readonly myProof: boolean
  readonly theirProof: boolean
  readonly theirDevice: boolean
}
type Event = (scene: Scene) => Promise<void>

async function assertLeft(event: Event, expected: Expected, passwordAfter?: string): Promise<void> {
  const scene = await prepare()
  const old = { mine: copyOf(scene.mine.browser), theirs: copyOf(scene.theirs.browser) }
  await event(scene)
  // At once, on the node that carried it out.
  assert.equal(await signedIn(old.theirs), expected.theirs, 'the other session, at once')
  assert.equal(await signedIn(scene.mine.browser), expected.mine, 'this session, at once')
  const second = await within(1000, async () => (await signedIn(scene.theirs.thief)) === expected.theirs)
  assert.ok(second <= 1000)
  assert.equal((await scene.pending.api.signIn.pending()).ok, expected.pending, 'the pending sign-in')
  assert.equal(
    await proves(scene.theirs.browser, 25, scene.theirs.proof),
    expected.theirProof,
    'the other proof',
  )
  assert.equal(await proves(scene.mine.browser, 20, scene.mine.proof), expected.myProof, 'this proof')
  const person = passwordAfter === undefined ? scene.person : { ...scene.person, password: passwordAfter }
  assert.equal(await known(person, scene.theirs), expected.theirDevice, 'the other device')
  assert.ok(await known(person, scene.mine), 'this device')
}

test('a changed password ends the other sessions, pending sign-ins and proofs; this session and known devices stay', async () => {
  const password = 'the tide table is on the door'
  await assertLeft(
    async ({ person, mine }) => {
      const stolen = copyOf(mine.browser)
      const raised = await mine.browser.api.password.change({ newPassword: password })
      assert.ok(!raised.ok)
      const proof = await prove(w, person, mine.browser, raised.problem.challenge as Raised)
      const { endedSessions } = must(
        await mine.browser.api.password.change({ newPassword: password }, { proof }),
      )
      assert.equal(endedSessions, 1)
      assert.equal(await signedIn(stolen), false, 'the token of before the change')
      await within(1000, async () => !(await signedIn(mine.thief)))
    },
    { mine: true, theirs: false, pending: false, myProof: false, theirProof: false, theirDevice: true },
    password,
  )
})

test('a session that is ended is over with its proofs; everything else stays', async () => {
  await assertLeft(
    async ({ mine, theirs }) => {
      const { session } = must(await theirs.browser.api.sessions.me())
      assert.equal(must(await mine.browser.api.sessions.end({ id: session })).ended, 1)
    },
    { mine: true, theirs: false, pending: true, myProof: true, theirProof: false, theirDevice: true },
  )
})

test('ending the others ends each of them with its proofs; this session and pending sign-ins stay', async () => {
  await assertLeft(
    async ({ person, mine }) => {
      const third = await signIn(w, person)
      assert.equal(must(await mine.browser.api.sessions.endOthers()).ended, 2)
      assert.equal(await signedIn(third), false)
    },
    { mine: true, theirs: false, pending: true, myProof: true, theirProof: false, theirDevice: true },
  )
})

test('signing out ends this session and nothing else', async () => {
  await assertLeft(
    async ({ theirs }) => {
      must(await theirs.browser.api.sessions.signOut({}))
    },
    { mine: true, theirs: false, pending: true, myProof: true, theirProof: false, theirDevice: true },
  )
})

test('signing out and forgetting the device ends this session and makes its device new', async () => {
  await assertLeft(
    async ({ theirs }) => {
      must(await theirs.browser.api.sessions.signOut({ forgetDevice: true }))
    },
    { mine: true, theirs: false, pending: true, myProof: true, theirProof: false, theirDevice: false },
  )
})

test('a new sign-in in the same browser ends the session it had', async () => {
  await assertLeft(
    async ({ person, theirs }) => {
      const before = theirs.browser.cookie('')
      await signIn(w, person, theirs.browser)
      assert.notEqual(theirs.browser.cookie(''), before)
      assert.ok(await signedIn(theirs.browser))
    },
    { mine: true, theirs: false, pending: true, myProof: true, theirProof: false, theirDevice: true },
  )
})

test('the session that a new sign-in replaces is over before the new one is known, every time', async () => {
  const person = await signUp(w)
  for (let round = 0; round < 12; round++) {
    const former = copyOf(person.browser)
    must(await former.api.sessions.me())
    await signIn(w, person, person.browser)
    assert.equal(await signedIn(former), false, `round ${round}`)
  }
})

test('a device that is forgotten is new at its next sign-in', async () => {
  await assertLeft(
    async ({ mine, theirs }) => {
      const { devices } = must(await theirs.browser.api.sessions.devices())
      must(await mine.browser.api.sessions.forgetDevice({ id: devices.find((device) => device.current)!.id }))
    },
    { mine: true, theirs: true, pending: true, myProof: true, theirProof: true, theirDevice: false },
  )
})

test('many sessions ended at once are refused at their next request, each of them', async () => {
  const person = await signUp(w)
  const browsers: Browser[] = []
  for (let n = 0; n < 5; n++) browsers.push(await signIn(w, person))
  const thieves = browsers.map((browser) => copyOf(browser, other.origin))
  for (const browser of [...browsers, ...thieves]) must(await browser.api.sessions.me())
  assert.equal(must(await person.browser.api.sessions.endOthers()).ended, 5)
  for (const browser of browsers) assert.equal(outcome(await browser.api.sessions.me()), 'sign-in-required')
  await within(1000, async () => (await Promise.all(thieves.map(signedIn))).every((one) => !one))
})
