// The first own method of a purpose, over HTTP: for a day it and one of sign-in are both asked.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { later, withKey } from '../../../test/kit/methods.ts'
import {
  type Challenge,
  keyHand,
  must,
  type Person,
  prove,
  refusal,
  signUp,
  totpAt,
} from '../../../test/kit/person.ts'
import { asking, openPlatform, type Platform } from '../../../test/kit/platform.ts'
import { type World, world } from '../../../test/kit/world.ts'
import { DAY, HOUR } from '../../lib/time.ts'

let w: World
let platform: Platform
before(async () => {
  w = await world()
  platform = await openPlatform(w)
})
after(() => w.stop())

const ask = async (person: Person) => must(await platform.api.ask(asking(person, { purpose: 'funding' })))
async function raised(person: Person, id: string): Promise<Challenge> {
  const answer = await person.browser.api.approvals.approve({ id })
  assert.ok(!answer.ok && answer.problem.code === 'proof-required', JSON.stringify(answer))
  return answer.problem.challenge as Challenge
}
const kinds = ({ steps }: Challenge) => steps.map(({ kind }) => kind)

test('for a day it is asked beside one of sign-in, and neither does alone; after that it alone', async () => {
  let person = await signUp(w)
  const before = await ask(person)
  const early = await raised(person, before.id)
  const proof = await prove(w, person, person.browser, early)
  const { key, id } = await withKey(w, person, 'funding')
  const { approvals, stepUp } = person.browser.api
  assert.equal(
    refusal(await approvals.approve({ id: before.id }, { proof })),
    'proof-required',
    'proved before it was there',
  )
  const challenge = await raised(person, before.id)
  assert.deepEqual(
    challenge.steps.map(({ kind, methods }) => [kind, methods?.map(({ factor }) => factor === id)]),
    [
      ['factor', [false]],
      ['own', [true]],
    ],
  )
  assert.equal(refusal(await stepUp.offer({ id: challenge.id, method: 'webauthn' })), 'state-forbids')
  const code = () => ({ method: 'totp', code: totpAt(person.key, w.now()) }) as const
  assert.equal(must(await stepUp.answer({ id: challenge.id, answer: code() })).state, 'more')
  await w.pass(30_000)
  assert.equal(refusal(await stepUp.answer({ id: challenge.id, answer: code() })), 'answer-wrong', 'twice')
  const hands = { own: keyHand(person.browser, key, w.origin) }
  const both = await prove(w, person, person.browser, await raised(person, before.id), hands)
  must(await approvals.approve({ id: before.id }, { proof: both }))

  person = await later(w, person, DAY + HOUR)
  assert.deepEqual(kinds(await raised(person, (await ask(person)).id)), ['factor'])
  const alone = await raised(person, (await ask(person)).id)
  assert.ok(alone.steps[0]!.methods!.every(({ factor }) => factor === id))
})

test('a second own method is not the first: the one that is there answers alone', async () => {
  let person = await signUp(w)
  const { id } = await withKey(w, person, 'funding')
  person = await later(w, person, DAY + HOUR)
  const second = await withKey(w, person, 'funding')
  assert.equal(second.outcome.state, 'waits')
  const { steps } = await raised(person, (await ask(person)).id)
  assert.deepEqual(
    steps.map(({ kind, methods }) => [kind, methods?.map(({ factor }) => factor)]),
    [['factor', [id]]],
  )
})
