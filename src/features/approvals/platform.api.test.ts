// The platform's side: its credential, its references, the ends of what it may ask, and the keys it checks with.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { outcome } from '../../../test/api/scene.ts'
import { send } from '../../../test/api/wire.ts'
import { must, type Person, refusal, signUp } from '../../../test/kit/person.ts'
import {
  ASKED_FIELDS,
  type Asking,
  approveAs,
  asking,
  decisionOf,
  openPlatform,
  type Platform,
  type Statement,
} from '../../../test/kit/platform.ts'
import { WIDE_LIMITS, type World, world } from '../../../test/kit/world.ts'
import { transaction } from '../../db/tx.ts'
import { endCredential } from '../../identify/platform.ts'
import { HOUR } from '../../lib/time.ts'
import { retireSigningKey } from './keys.ts'

let w: World
let platform: Platform
let mara: Person
before(async () => {
  w = await world({ work: true })
  platform = await openPlatform(w)
  mara = await signUp(w)
})
after(() => w.stop())

const FIELDS = ASKED_FIELDS
const ask = async (person: Person, more: Asking = {}) => must(await platform.api.ask(asking(person, more)))
const approve = (person: Person, id: string) => approveAs(w, person, id)
const statementOf = (id: string): Promise<Statement> => decisionOf(platform, id)

test('a credential reads its own requests alone, and an ended or made-up one nothing', async () => {
  const { id } = await ask(mara, { reference: 'mine' })
  const other = await openPlatform(w, 'Another server')
  assert.equal(refusal(await other.api.watch({ id })), 'not-found')
  // A reference is each credential's own.
  const theirs = must(await other.api.ask(asking(mara, { reference: 'mine' })))
  assert.notEqual(theirs.id, id)
  await transaction(w.pool, (tx) => endCredential(tx, other.id))
  assert.equal(refusal(await other.api.watch({ id: theirs.id })), 'credential-required')
  assert.equal(refusal(await other.api.ask(asking(mara))), 'credential-required')
})

test('no session opens what is the platform’s, and no credential what is a client’s', async () => {
  const { id } = await ask(mara)
  const body = JSON.stringify(asking(mara))
  const cookie = [...mara.browser.jar].map(([name, held]) => `${name}=${held}`).join('; ')
  const session = cookie.split('=').at(-1)!
  const json = { 'content-type': 'application/json' }
  for (const headers of [
    { cookie },
    { cookie, authorization: `Bearer ${session}` },
    { authorization: platform.token },
    { authorization: `Basic ${platform.token}` },
    { authorization: `Bearer ${platform.token} ` + 'x' },
    { authorization: `Bearer hfp_${'A'.repeat(43)}` },
    { cookie: `__Host-holdfast=${platform.token}` },
  ]) {
    const asked = await send(w.origin, {
      method: 'POST',
      path: '/v1/platform/approvals',
      headers: { ...json, ...headers },
      body,
    })
    assert.equal(`${asked.status} ${JSON.parse(asked.text).code}`, '401 credential-required')
  }
  const authorization = `Bearer ${platform.token}`
  for (const [method, path] of [
    ['GET', '/v1/approvals'],
    ['GET', `/v1/approvals/${id}`],
    ['POST', `/v1/approvals/${id}/refuse`],
    ['POST', `/v1/approvals/${id}/approve`],
    ['GET', '/v1/sessions'],
  ] as const) {
    const got = await send(w.origin, {
      method,
      path,
      headers: { ...json, authorization, origin: w.origin },
      ...(method === 'POST' && { body: '{}' }),
    })
    assert.equal(`${got.status} ${JSON.parse(got.text).code}`, '401 sign-in-required', path)
  }
})

test('a page of another site cannot ask in the name of the platform, with whatever token it has', async () => {
  for (const site of [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'null' },
  ]) {
    const got = await send(w.origin, {
      method: 'POST',
      path: '/v1/platform/approvals',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${platform.token}`, ...site },
      body: JSON.stringify(asking(mara)),
    })
    assert.equal(`${got.status} ${JSON.parse(got.text).code}`, '403 cross-site')
  }
})

test('a credential is slowed, and so is what one account is asked, however many credentials ask', async () => {
  const person = await signUp(w)
  const few = (kind: 'platform' | 'approval-ask') => ({
    ...WIDE_LIMITS,
    rates: { ...WIDE_LIMITS.rates, [kind]: { uses: 3, window: HOUR } },
  })
  const node = (kind: 'platform' | 'approval-ask') =>
    world({ database: w.database, work: false, limits: few(kind) })
  const [slow, tiring] = [await node('platform'), await node('approval-ask')]
  try {
    const polled = await openPlatform(slow)
    const polls = []
    for (let n = 0; n < 5; n++) polls.push(outcome(await polled.api.watch({ id: crypto.randomUUID() })))
    assert.deepEqual(polls, ['not-found', 'not-found', 'not-found', 'slow-down', 'slow-down'])
    const asked = []
    for (let n = 0; n < 5; n++)
      asked.push(outcome(await (await openPlatform(tiring)).api.ask(asking(person))))
    assert.deepEqual(asked, ['ok', 'ok', 'ok', 'slow-down', 'slow-down'])
  } finally {
    await slow.stop()
    await tiring.stop()
  }
})

test('one reference is one request: the same content again is the same, other content is refused', async () => {
  const first = await ask(mara, { reference: 'twice' })
  assert.deepEqual(await ask(mara, { reference: 'twice' }), first)
  for (const other of [
    { ...asking(mara, { reference: 'twice' }), fields: FIELDS.slice(1) },
    asking(mara, { reference: 'twice', purpose: 'funding' }),
    asking(await signUp(w), { reference: 'twice' }),
  ]) {
    const answer = await platform.api.ask(other)
    assert.ok(!answer.ok)
    assert.deepEqual(
      [answer.status, answer.problem.code, answer.problem.reason],
      [409, 'approval-impossible', 'reference-used'],
    )
  }
  const many = await Promise.all(
    Array.from({ length: 8 }, () => platform.api.ask(asking(mara, { reference: 'at-once' }))),
  )
  assert.equal(new Set(many.map((one) => must(one).id)).size, 1)
  await approve(mara, first.id)
  assert.equal((await ask(mara, { reference: 'twice' })).state, 'approved')
})

test('what is asked has an end: fields, texts, times, and how many are open', async () => {
  const person = await signUp(w)
  const line = (label: string, value = 'x') => ({ label, value })
  const bad: readonly (readonly [string, object])[] = [
    ['no field', { fields: [] }],
    ['13 fields', { fields: Array.from({ length: 13 }, (_, n) => line(`L${n}`)) }],
    ['equal labels', { fields: [line('To'), line('To', 'y')] }],
    ['a long value', { fields: [line('To', 'x'.repeat(201))] }],
    ['a control', { fields: [line('To', 'a\nb')] }],
    ['a mark of direction', { fields: [line('To', 'a\u202eb')] }],
    ['half a character', { fields: [line('To', '\ud800')] }],
    ['another spelling of a character', { fields: [line('To', 'e\u0301')] }],
    ['spaces round it', { fields: [line('To', ' a')] }],
    ['59 seconds', { expiresInSeconds: 59 }],
    ['more than a day', { expiresInSeconds: 86_401 }],
    ['another purpose', { purpose: 'settings' }],
    ['a reference with spaces', { reference: 'a b' }],
  ]
  for (const [what, given] of bad) {
    const answer = await platform.api.ask({ ...asking(person), ...given } as never)
    assert.ok(!answer.ok && answer.status === 400, what)
  }
  assert.equal(refusal(await platform.api.ask({ ...asking(person), account: 'nobody-here' })), 'not-found')
  const many = await Promise.all(Array.from({ length: 26 }, () => platform.api.ask(asking(person))))
  const ids = many.flatMap((one) => (one.ok ? [one.value.id] : []))
  assert.equal(ids.length, 20)
  const full = await platform.api.ask(asking(person))
  assert.ok(!full.ok && full.problem.reason === 'too-many-open')
  must(await person.browser.api.approvals.refuse({ id: ids[0]! }))
  await ask(person)
})

test('after a rotation a new key signs, and what the old one signed is still checked', async () => {
  const person = await signUp(w)
  const before = await ask(person)
  must(await person.browser.api.approvals.refuse({ id: before.id }))
  await transaction(w.pool, retireSigningKey)
  const next = await ask(person)
  must(await person.browser.api.approvals.refuse({ id: next.id }))
  const kids = must(await platform.api.keys()).keys.map(({ kid }) => kid)
  assert.equal(new Set(kids).size, 2)
  assert.equal((await statementOf(before.id)).approval, before.id)
  assert.equal((await statementOf(next.id)).approval, next.id)
  assert.notEqual(
    must(await platform.api.watch({ id: before.id })).statement?.split('.')[0],
    must(await platform.api.watch({ id: next.id })).statement?.split('.')[0],
  )
})

test('nothing of a request, a token or a key is in the server’s log', () => {
  const logged = w.logged.join('\n')
  for (const secret of [platform.token, platform.token.slice(4), FIELDS[2]!.value, mara.username])
    assert.ok(!logged.includes(secret))
})
