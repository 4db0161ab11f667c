// An act of the platform, asked, approved, refused and run out of time, over HTTP.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { change } from '../../../test/api/rows.ts'
import { copyOf, outcome, tally } from '../../../test/api/scene.ts'
import { softKey } from '../../../test/kit/authenticator.ts'
import {
  type Challenge,
  keyHand,
  must,
  type Person,
  prove,
  refusal,
  signIn,
  signUp,
} from '../../../test/kit/person.ts'
import {
  ASKED_FIELDS,
  type Asking,
  approveAs,
  asking,
  decisionOf,
  openPlatform,
  type Platform,
  readStatement,
  type Statement,
} from '../../../test/kit/platform.ts'
import { type World, world } from '../../../test/kit/world.ts'
import { DAY, HOUR } from '../../lib/time.ts'
import type { CreationOptions } from '../../lib/webauthn-fields.ts'
import { expireDueApprovals } from './jobs.ts'

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

/** What a session is asked to prove before it may approve. */
async function challengeOf(person: Person, id: string): Promise<Challenge> {
  const raised = await person.browser.api.approvals.approve({ id })
  assert.ok(!raised.ok && raised.problem.code === 'proof-required', JSON.stringify(raised))
  return raised.problem.challenge as Challenge
}
const approve = (person: Person, id: string) => approveAs(w, person, id)
const statementOf = (id: string): Promise<Statement> => decisionOf(platform, id)

test('asked, told, seen in full, proved, and known to the platform by a statement it can check alone', async () => {
  const asked = await ask(mara, { reference: 'order-1' })
  assert.equal(asked.state, 'open')
  assert.equal(asked.statement, null)
  const mail = await w.mailTo(mara.email, (one) => one.subject.includes('asks you to approve'))
  for (const { label, value } of FIELDS) assert.ok(mail.text.includes(`${label}: ${value}`))

  const { approvals } = must(await mara.browser.api.approvals.list())
  assert.deepEqual(approvals.find(({ id }) => id === asked.id)?.fields, FIELDS)
  const challenge = await challengeOf(mara, asked.id)
  const { challenge: shown } = must(await mara.browser.api.stepUp.see({ id: challenge.id }))
  assert.deepEqual(shown.content.slice(0, 3), FIELDS)

  const proof = await prove(w, mara, mara.browser, challenge)
  const done = must(await mara.browser.api.approvals.approve({ id: asked.id }, { proof }))
  assert.equal(done.state, 'approved')
  const said = await statementOf(asked.id)
  const content = `{"account":"${mara.username}","fields":[${FIELDS.map(({ label, value }) => `{"label":"${label}","value":"${value}"}`).join()}],"purpose":"trading","reference":"order-1"}`
  assert.deepEqual(
    [said.iss, said.aud, said.account, said.approval, said.reference, said.purpose, said.outcome],
    [w.origin, platform.id, mara.username, asked.id, 'order-1', 'trading', 'approved'],
  )
  assert.equal(said.contentSha256, createHash('sha256').update(content).digest('base64url'))
  assert.deepEqual([said.method, said.grade], ['totp', 'B'])
  assert.deepEqual(
    [said.askedAt, said.expiresAt, said.decidedAt],
    [asked.askedAt, asked.expiresAt, done.decidedAt],
  )
  await w.mailTo(mara.email, (one) => one.subject.includes('You approved'))
})

test('a statement with any field changed, or signed by another, is none', async () => {
  const { id } = await ask(mara)
  await approve(mara, id)
  const keys = must(await platform.api.keys())
  const { statement } = must(await platform.api.watch({ id }))
  assert.ok(statement)
  const [header, payload, signature] = statement.split('.') as [string, string, string]
  const said = readStatement(keys, statement)!
  for (const name of Object.keys(said)) {
    const forged = Buffer.from(JSON.stringify({ ...said, [name]: 'another' })).toString('base64url')
    assert.equal(readStatement(keys, `${header}.${forged}.${signature}`), undefined, name)
  }
  assert.equal(readStatement(keys, `${header}.${payload}.${'A'.repeat(86)}`), undefined)
  assert.equal(readStatement({ keys: [] }, statement), undefined)
})

test('refused without a proof, and that is final', async () => {
  const { id } = await ask(mara)
  assert.equal(must(await mara.browser.api.approvals.refuse({ id })).state, 'refused')
  const said = await statementOf(id)
  assert.deepEqual([said.outcome, said.method, said.grade], ['refused', null, null])
  assert.equal(refusal(await mara.browser.api.approvals.approve({ id })), 'approval-ended')
  assert.equal(refusal(await mara.browser.api.approvals.refuse({ id })), 'approval-ended')
})

test('after its time it is expired: nobody approves or refuses it, and the statement says so', async () => {
  const polled = await ask(mara, { seconds: 60 })
  const swept = await ask(mara, { seconds: 60 })
  const challenge = await challengeOf(mara, polled.id)
  const proof = await prove(w, mara, mara.browser, challenge)
  await w.pass(61_000)
  for (const { id } of [polled, swept]) {
    assert.equal(must(await mara.browser.api.approvals.see({ id })).state, 'expired')
    assert.equal(refusal(await mara.browser.api.approvals.refuse({ id })), 'approval-ended')
  }
  assert.equal(
    refusal(await mara.browser.api.approvals.approve({ id: polled.id }, { proof })),
    'approval-ended',
  )
  assert.equal((await statementOf(polled.id)).outcome, 'expired')
  await expireDueApprovals(w.deps)
  assert.equal((await statementOf(swept.id)).decidedAt, swept.expiresAt)
})

test('a proof for one approval is none for another, and none the second time', async () => {
  const [one, two] = [await ask(mara), await ask(mara)]
  const proof = await prove(w, mara, mara.browser, await challengeOf(mara, one.id))
  assert.equal(refusal(await mara.browser.api.approvals.approve({ id: two.id }, { proof })), 'proof-required')
  must(await mara.browser.api.approvals.approve({ id: one.id }, { proof }))
  assert.equal(refusal(await mara.browser.api.approvals.approve({ id: one.id }, { proof })), 'approval-ended')
  assert.equal(refusal(await mara.browser.api.approvals.approve({ id: two.id }, { proof })), 'proof-required')
  assert.equal(must(await platform.api.watch({ id: two.id })).state, 'open')
})

test('what the database says differently than it was proved is not approved', async () => {
  const { id } = await ask(mara)
  const proof = await prove(w, mara, mara.browser, await challengeOf(mara, id))
  await change(
    w.database,
    `update holdfast.approval set digest = decode(repeat('00', 32), 'hex') where id = $1`,
    [id],
  )
  assert.equal(refusal(await mara.browser.api.approvals.approve({ id }, { proof })), 'proof-required')
})

test('another account sees and decides nothing of it; another session needs a proof of its own', async () => {
  const other = await signUp(w)
  const { id } = await ask(mara)
  const proof = await prove(w, mara, mara.browser, await challengeOf(mara, id))
  for (const answer of [
    await other.browser.api.approvals.see({ id }),
    await other.browser.api.approvals.refuse({ id }),
    await other.browser.api.approvals.approve({ id }, { proof }),
  ])
    assert.equal(refusal(answer), 'not-found')
  assert.deepEqual(must(await other.browser.api.approvals.list()).approvals, [])
  const second = await signIn(w, mara)
  assert.equal(refusal(await second.api.approvals.approve({ id }, { proof })), 'proof-required')
  assert.equal(must(await platform.api.watch({ id })).state, 'open')
})

test('of approve, refuse and the end of its time exactly one happens, whoever asks at once', async () => {
  const seed = Number(process.env.SEED ?? Math.floor(w.now()))
  let state = seed % 2_147_483_647
  const draw = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below
  for (let round = 0; round < 6; round++) {
    const { id } = await ask(mara, { seconds: 60 })
    const proof = await prove(w, mara, mara.browser, await challengeOf(mara, id))
    const late = draw(2) === 1
    if (late) await w.pass(60_000)
    const browser = copyOf(mara.browser)
    const deeds = [
      () => mara.browser.api.approvals.approve({ id }, { proof }).then(outcome),
      () => browser.api.approvals.approve({ id }, { proof }).then(outcome),
      () => mara.browser.api.approvals.refuse({ id }).then(outcome),
      () => browser.api.approvals.refuse({ id }).then(outcome),
      () => expireDueApprovals(w.deps).then(() => 'swept'),
      () => platform.api.watch({ id }).then(() => 'watched'),
    ]
    const shuffled = deeds.map((deed) => ({ deed, at: draw(1000) })).sort((a, b) => a.at - b.at)
    const ends = tally(await Promise.all(shuffled.map(({ deed }) => deed())))
    const message = `seed ${seed}, round ${round}: ${JSON.stringify(ends)}`
    assert.equal(ends.ok ?? 0, late ? 0 : 1, message)
    // Who comes second is told so: nothing broke on the way.
    assert.equal(ends.internal, undefined, message)
    const said = await statementOf(id)
    assert.equal(said.outcome === 'expired', late, message)
    const { events } = must(await mara.browser.api.activity.list({}))
    const lines = events.filter((one) => one.details.approval === id && one.event !== 'approval.asked')
    assert.equal(lines.length, 1, message)
  }
})

test('a purpose with a method of its own is approved with that method and no other, once it is ripe', async () => {
  let person = await signUp(w)
  const key = softKey()
  const { methods } = person.browser.api
  const begun = must(await methods.begin({ method: 'webauthn', key: 'security-key' }))
  assert.ok(begun.shown.kind === 'browser')
  const response = await key.create(begun.shown.options as CreationOptions, w.origin)
  must(await methods.confirm({ enrolment: begun.enrolment, answer: { method: 'webauthn', response } }))
  const adding = { enrolment: begun.enrolment, purpose: 'funding', by: 'sign-in' } as const
  const raised = await methods.add(adding)
  assert.ok(!raised.ok)
  const added = await prove(w, person, person.browser, raised.problem.challenge as Challenge)
  must(await methods.add(adding, { proof: added }))

  const young = await ask(person, { purpose: 'funding' })
  // Unripe: it approves no money alone, and while it is there nothing stands in for it alone.
  const first = await challengeOf(person, young.id)
  assert.deepEqual(
    first.steps.map(({ kind }) => kind),
    ['factor', 'own'],
  )

  await w.pass(DAY + HOUR)
  person = { ...person, browser: await signIn(w, person) }
  const ripe = await ask(person, { purpose: 'funding' })
  await assert.rejects(approve(person, ripe.id), /answer-wrong/)
  const challenge = await challengeOf(person, ripe.id)
  assert.ok(challenge.steps.every(({ methods: list }) => list?.length === 1))
  const hands = { factor: keyHand(person.browser, key, w.origin) }
  const proof = await prove(w, person, person.browser, challenge, hands)
  must(await person.browser.api.approvals.approve({ id: ripe.id }, { proof }))
  const said = await statementOf(ripe.id)
  assert.deepEqual([said.purpose, said.method, said.grade], ['funding', 'webauthn', 'A'])
  // Trading has no method of its own: that of sign-in stands in, with a proof that names trading.
  const trade = await ask(person, { purpose: 'trading' })
  await approve(person, trade.id)
  assert.equal((await statementOf(trade.id)).method, 'totp')
})

test('while the state of the account forbids it nothing is asked or approved, and refusing still works', async () => {
  const person = await signUp(w)
  const { id } = await ask(person)
  const proof = await prove(w, person, person.browser, await challengeOf(person, id))
  // Frozen before the last: there a client still refuses. A closed account has no session left.
  for (const state of ['restricted', 'recovering', 'new', 'frozen', 'closed']) {
    await change(w.database, 'update holdfast.account set state = $2 where username = $1', [
      person.username,
      state,
    ])
    await new Promise((next) => setTimeout(next, 50))
    assert.equal(refusal(await platform.api.ask(asking(person))), 'state-forbids', state)
    const answer = refusal(await person.browser.api.approvals.approve({ id }, { proof }))
    assert.equal(answer, state === 'closed' ? 'sign-in-required' : 'state-forbids', state)
    if (state === 'frozen')
      assert.equal(must(await person.browser.api.approvals.refuse({ id })).state, 'refused')
  }
})

test('nothing of a request, a token or a key is in the server’s log', () => {
  const logged = w.logged.join('\n')
  for (const secret of [platform.token, platform.token.slice(4), FIELDS[2]!.value, mara.username])
    assert.ok(!logged.includes(secret))
})
