// A session belongs to one browser: a copied cookie reads nothing and changes nothing, and what a browser has signed is
// good once, as it is, now.

import assert from 'node:assert/strict'
import { createECDH } from 'node:crypto'
import { after, before, test } from 'node:test'
import { Browser } from '../kit/browser.ts'
import { must, type Person, prove, refusal, signIn, signUp, totpAt } from '../kit/person.ts'
import type { World } from '../kit/world.ts'
import { accountOf, change, digest, settled, value } from './rows.ts'
import { INSIDE, operationOf, wireOf } from './samples.ts'
import { closeWorlds, copyOf, openNode, openWorld, outcome, sentBy, startKnown, tally } from './scene.ts'
import { codeOf, type Got, type Sent, send } from './wire.ts'

const REFUSED = '401 not-this-browser'
const MINUTE = 60_000

let w: World
let person: Person
before(async () => {
  w = await openWorld()
  person = await signUp(w)
})
after(closeWorlds)

const said = (got: Got): string => `${got.status} ${codeOf(got)}`
const reasonOf = (got: Got): unknown => (JSON.parse(got.text) as { reason?: unknown }).reason

/** Name, address, and any id: what an answer to the owner has. */
function assertNothingOf(got: Got, owner: Person, where: string): void {
  assert.ok(!got.text.includes(owner.username) && !got.text.includes(owner.email), where)
  assert.deepEqual(
    Object.keys(JSON.parse(got.text) as object).sort(),
    ['code', 'status', 'title', 'type'],
    where,
  )
}

const lastSeen = (owner: Person): Promise<number> =>
  accountOf(w.database, owner.username).then((account) =>
    value<number>(
      w.database,
      'select max(extract(epoch from last_seen_at)) * 1 from holdfast.session where account = $1',
      [account],
    ),
  )

test('every operation refuses a copied cookie, with no header and with any that a thief could make', async () => {
  const other = await signUp(w)
  const thief = copyOf(person.browser, w.origin, false)
  // Of the thief's own session, whose keys the thief does hold.
  const forger = copyOf(person.browser)
  forger.sessionKeys = other.browser.sessionKeys
  await settled(w.database)
  await w.pass(2 * MINUTE)
  const [before, seen] = [await digest(w.database), await lastSeen(person)]
  for (const op of INSIDE) {
    const wire = wireOf(op, w.origin)
    const forged = await sentBy(w, forger, wire)
    for (const sent of [
      await sentBy(w, thief, wire),
      { ...wire, headers: { ...wire.headers, cookie: thief.cookies(), 'holdfast-bound': 'v=1' } },
      { ...wire, headers: { ...wire.headers, cookie: thief.cookies(), 'holdfast-bound': '' } },
      forged,
    ]) {
      const got = await send(w.origin, sent)
      assert.equal(said(got), REFUSED, op.id)
      assertNothingOf(got, person, op.id)
    }
  }
  // Not even the time of the last use has moved: a thief cannot keep a session awake.
  assert.equal(await digest(w.database), before)
  assert.equal(await lastSeen(person), seen)
  must(await person.browser.api.sessions.me())
  assert.notEqual(await lastSeen(person), seen)
})

test('a copied cookie in a sign-in of the thief ends no session of its owner', async () => {
  const thief = await signUp(w)
  const browser = new Browser({ origin: w.origin })
  browser.jar.set('__Host-holdfast', person.browser.cookie('')!)
  await signIn(w, thief, browser)
  assert.equal(must(await browser.api.sessions.me()).username, thief.username)
  must(await person.browser.api.sessions.me())
})

/** A change that can be made again and again, and is seen in the log. */
const CHANGE = 'endOtherSessions'
const signedChange = (browser: Browser, at = w.now()): Promise<Sent> => signedBy(browser, CHANGE, at)
async function signedBy(browser: Browser, name: string, at = w.now()): Promise<Sent> {
  const wire = wireOf(operationOf(name), w.origin)
  return { ...wire, headers: { ...wire.headers, ...(await browser.own(wire, at)) } }
}

test('a signed change is carried out once, here and on every other node, also after a restart', async () => {
  const other = await openNode(w)
  const sent = await signedChange(person.browser)
  const toOther = { ...sent, headers: { ...sent.headers, origin: other.origin } }
  assert.equal(said(await send(w.origin, sent)), '200 ')
  for (const got of [await send(w.origin, sent), await send(other.origin, toOther)]) {
    assert.equal(said(got), REFUSED)
    assert.equal(reasonOf(got), 'used')
  }
  await other.stop()
  const restarted = await openNode(w)
  const again = { ...sent, headers: { ...sent.headers, origin: restarted.origin } }
  assert.equal(said(await send(restarted.origin, again)), REFUSED)
  await restarted.stop()
})

test('of many at once with one nonce exactly one is carried out', async () => {
  const other = await openNode(w)
  for (let round = 0; round < 3; round++) {
    const sent = await signedChange(person.browser)
    const got = await Promise.all(
      Array.from({ length: 12 }, (_, n) => {
        const node = n % 2 === 0 ? w : other
        return send(node.origin, { ...sent, headers: { ...sent.headers, origin: node.origin } })
      }),
    )
    assert.deepEqual(tally(got.map(said)), { '200 ': 1, [REFUSED]: 11 })
  }
  await other.stop()
})

const without = (headers: Sent['headers'], name: string) =>
  Object.fromEntries(Object.entries(headers ?? {}).filter(([key]) => key !== name))

test('a signed change is carried out as it was signed, or not at all', async () => {
  const { browser } = person
  const raised = await browser.api.sessions.changeIdle({ minutes: 20 })
  assert.ok(!raised.ok)
  const challenge = raised.problem.challenge as { id: string; steps: { kind: string }[] }
  const proof = await prove(w, person, browser, challenge)
  await settled(w.database)
  const wire = wireOf(operationOf('changeIdleTime'), w.origin, { minutes: 20 })
  const headers = { ...wire.headers, 'holdfast-proof': proof }
  const sign = async (): Promise<Sent> => sentBy(w, browser, { ...wire, headers })
  const read = wireOf(operationOf('listActivity'), w.origin)
  const before = await digest(w.database)
  const changed: readonly ((sent: Sent) => Sent)[] = [
    (sent) => ({ ...sent, body: '{"minutes":30}' }),
    // The same thing in other bytes.
    (sent) => ({ ...sent, body: '{"minutes": 20}' }),
    (sent) => ({ ...sent, path: '/v1/sessions/end-others', body: '{}' }),
    (sent) => ({ ...sent, path: '/v1/sign-out', body: '{}' }),
    (sent) => ({ ...sent, path: `${sent.path}?x=1` }),
    (sent) => ({ ...sent, headers: { ...sent.headers, 'holdfast-proof': 'A'.repeat(43) } }),
    (sent) => ({ ...sent, headers: without(sent.headers, 'holdfast-proof') }),
    // A signature of a change for a read.
    ({ headers = {} }) => ({ headers, method: 'GET', path: read.path }),
  ]
  for (const [at, make] of changed.entries())
    assert.equal(said(await send(w.origin, make(await sign()))), REFUSED, `change ${at}`)
  const unproved = await sentBy(w, browser, wire)
  const added = { ...unproved, headers: { ...unproved.headers, 'holdfast-proof': proof } }
  assert.equal(said(await send(w.origin, added)), REFUSED, 'a proof that was not signed')
  assert.equal(await digest(w.database), before)
  assert.equal(said(await send(w.origin, await sign())), '200 ')
})

test('a marked read is of its address alone; sent again as it is, it says what it said', async () => {
  const sent = await sentBy(w, person.browser, { path: '/v1/session' })
  const first = await send(w.origin, sent)
  assert.equal(said(first), '200 ')
  assert.equal((await send(w.origin, sent)).text, first.text)
  for (const path of ['/v1/sessions', '/v1/activity', '/v1/activity?before=5', '/v1/session?'])
    assert.equal(said(await send(w.origin, { ...sent, path })), REFUSED, path)
  // And opens no change.
  const change = wireOf(operationOf('signOut'), w.origin)
  assert.equal(
    said(await send(w.origin, { ...change, headers: { ...change.headers, ...sent.headers } })),
    REFUSED,
  )
  must(await person.browser.api.sessions.me())
})

test('a time that is off by more than sixty seconds is refused either way, with the time it is', async () => {
  for (const name of [CHANGE, 'getMe']) {
    for (const off of [-61_000, 61_000]) {
      const got = await send(w.origin, await signedBy(person.browser, name, w.now() + off))
      assert.equal(said(got), REFUSED, `${name} ${off}`)
      const { reason, serverTime } = JSON.parse(got.text) as { reason: string; serverTime: string }
      assert.equal(reason, 'clock')
      assert.ok(Math.abs(Date.parse(serverTime) - w.now()) < 2_000)
    }
    for (const off of [-57_000, 57_000])
      assert.equal(
        said(await send(w.origin, await signedBy(person.browser, name, w.now() + off))),
        '200 ',
        name,
      )
  }
})

test('a client whose clock is wrong is set right by the refusal, and asks once more', async () => {
  for (const off of [-3 * 60 * MINUTE, 3 * 60 * MINUTE]) {
    let ahead = off
    const now = (): number => w.now() + ahead
    let asked = 0
    class Counting extends Browser {
      override fetch(url: string, init?: RequestInit): Promise<Response> {
        asked++
        return super.fetch(url, init)
      }
    }
    const learn = (serverTime: number): void => {
      ahead = serverTime - w.now()
    }
    const browser = new Counting({ origin: w.origin, clock: { now, learn } })
    await signIn(w, person, browser)
    asked = 0
    assert.equal(must(await browser.api.sessions.endOthers()).ended >= 0, true)
    assert.equal(asked, 2)
    must(await browser.api.sessions.me())
    assert.equal(asked, 3)
    person = { ...person, browser }
  }
})

test('the keys of one session are none of another, of the same account too', async () => {
  const second = await signIn(w, person)
  const mixed = copyOf(person.browser)
  mixed.sessionKeys = second.sessionKeys
  for (const name of [CHANGE, 'getMe']) {
    assert.equal(said(await send(w.origin, await signedBy(mixed, name))), REFUSED)
    const half = copyOf(person.browser)
    const [own, theirs] = [person.browser.sessionKeys!, second.sessionKeys!]
    half.sessionKeys = name === CHANGE ? { ...own, sign: theirs.sign } : { ...own, read: theirs.read }
    assert.equal(said(await send(w.origin, await signedBy(half, name))), REFUSED)
  }
  must(await second.api.sessions.me())
  must(await person.browser.api.sessions.me())
})

const point = (): Buffer => createECDH('prime256v1').generateKeys()
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

test('a sign-in without keys, or with what is none, is no sign-in, and no try at the code', async () => {
  const browser = await startKnown(person, w.origin)
  const code = totpAt(person.key, w.now())
  const [sign, agree] = [text(point()), text(point())]
  const offCurve = point()
  offCurve[64] = offCurve[64]! ^ 1
  const wrong: readonly unknown[] = [
    undefined,
    null,
    'keys',
    {},
    { sign },
    { agree },
    { sign, agree, extra: 1 },
    { sign: '', agree },
    { sign: sign.slice(1), agree },
    { sign: `${sign}A`, agree },
    { sign: text(offCurve), agree },
    { sign, agree: text(offCurve) },
    { sign: text(Buffer.concat([Buffer.of(4), Buffer.alloc(64)])), agree },
    { sign, agree: text(Buffer.concat([Buffer.of(2), point().subarray(1)])) },
    { sign, agree: sign },
  ]
  for (const keys of wrong) {
    const wire = wireOf(operationOf('answerSignIn'), w.origin, { answer: { method: 'totp', code }, keys })
    const got = await send(w.origin, await sentBy(w, browser, wire))
    assert.equal(said(got), '400 input-invalid', JSON.stringify(keys))
  }
  assert.equal(must(await browser.api.signIn.pending()).challenge.triesLeft, 5)
  must(await browser.api.signIn.answer({ answer: { method: 'totp', code } }))
  must(await browser.api.sessions.me())
  await w.pass(30_000)
})

test('a new sign-in takes over no key of a session, open or ended', async () => {
  const victim = await signUp(w)
  const account = await accountOf(w.database, victim.username)
  const taken = await value<Buffer>(w.database, 'select sign_key from holdfast.session where account = $1', [
    account,
  ])
  const attempt = async (): Promise<Got> => {
    const browser = await startKnown(person, w.origin)
    const keys = { sign: text(taken), agree: text(point()) }
    const code = totpAt(person.key, w.now())
    const wire = wireOf(operationOf('answerSignIn'), w.origin, { answer: { method: 'totp', code }, keys })
    const got = await send(w.origin, await sentBy(w, browser, wire))
    assert.equal(got.headers['set-cookie'], undefined)
    // Nothing of it was kept: the code is as good as before.
    must(await browser.api.signIn.answer({ answer: { method: 'totp', code } }))
    await w.pass(30_000)
    return got
  }
  assert.equal(said(await attempt()), '400 input-invalid')
  must(await victim.browser.api.sessions.me())
  must(await victim.browser.api.sessions.signOut({}))
  assert.equal(said(await attempt()), '400 input-invalid')
})

test('signing out deletes the keys on both sides; what they sign opens nothing any more', async () => {
  const browser = await signIn(w, person)
  const former = copyOf(browser)
  const { session } = must(await browser.api.sessions.me())
  const signed = await signedChange(former)
  must(await browser.api.sessions.signOut({}))
  assert.equal(browser.sessionKeys, undefined)
  assert.equal(
    await value(w.database, 'select read_key from holdfast.session where id = $1', [session]),
    null,
  )
  assert.equal(said(await send(w.origin, signed)), '401 sign-in-required')
  assert.equal(outcome(await former.api.sessions.me()), 'sign-in-required')
  // Its client learns so and forgets them too.
  assert.equal(former.sessionKeys, undefined)
})

test('two tabs of a browser hold one session with the same keys, also after a sign-in in one of them', async () => {
  const one = await signIn(w, person)
  const two = copyOf(one)
  await Promise.all([one, two, one, two].map(async (tab) => must(await tab.api.sessions.endOthers())))
  // The other tab has signed in anew: the cookie and the store are one for both, and this one finds them changed.
  await signIn(w, person, one)
  for (const [name, held] of one.jar) two.jar.set(name, held)
  const kept = one.sessionKeys
  const older = two.sessionKeys
  assert.notEqual(kept?.session, older?.session)
  let reads = 0
  Object.defineProperty(two, 'sessionKeys', { get: () => (reads++ === 0 ? older : kept), configurable: true })
  must(await two.api.sessions.me())
  must(await one.api.sessions.me())
  person = { ...person, browser: one }
})

test('the key of reads is sealed to its session: the database does not tell it, and elsewhere it opens nothing', async () => {
  const [one, two] = [await signIn(w, person), await signIn(w, person)]
  const lengths = await value<string>(
    w.database,
    `select string_agg(distinct length(sign_key) || ' ' || length(read_key), ',') from holdfast.session where ended_at is null`,
  )
  assert.equal(lengths, '65 75', 'a point; 43 letters with key id, nonce and tag')
  const [mine, theirs] = [one.sessionKeys!.session, two.sessionKeys!.session]
  const held = await value<Buffer>(w.database, 'select read_key from holdfast.session where id = $1', [mine])
  await change(w.database, 'update holdfast.session set read_key = $1 where id = $2', [held, theirs])
  // Longer than a session is remembered.
  await w.pass(2_000)
  assert.equal(refusal(await two.api.sessions.me()), 'internal')
  must(await one.api.sessions.me())
})

test('there is no open session without keys: the database itself holds it so', async () => {
  for (const column of ['sign_key', 'read_key'])
    await assert.rejects(
      change(w.database, `update holdfast.session set ${column} = null where ended_at is null`),
      /session_is_bound/,
    )
})
