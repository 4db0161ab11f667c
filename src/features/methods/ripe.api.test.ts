// What is too young to approve a change is not offered for it, over HTTP.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { softKey } from '../../../test/kit/authenticator.ts'
import { must, type Person, prove, refusal, signIn, signUp } from '../../../test/kit/person.ts'
import { type World, world } from '../../../test/kit/world.ts'
import type { ChallengeView } from '../../lib/challenge-view.ts'
import { HOUR } from '../../lib/time.ts'
import type { CreationOptions } from '../../lib/webauthn-fields.ts'

let w: World
before(async () => {
  w = await world({ work: true })
})
after(() => w.stop())

/** What a change that must be proved asks for. */
async function asked({ browser }: Person): Promise<ChallengeView> {
  const answer = await browser.api.sessions.changeIdle({ minutes: 30 })
  assert.ok(!answer.ok && answer.problem.code === 'proof-required')
  return answer.problem.challenge as ChallengeView
}

const offered = (challenge: ChallengeView): string[] =>
  challenge.steps.flatMap(({ methods }) => methods.map(({ method }) => method))

async function addKey(person: Person): Promise<void> {
  const { methods } = person.browser.api
  const begun = must(await methods.begin({ method: 'webauthn', key: 'security-key' }))
  assert.ok(begun.shown.kind === 'browser')
  const response = await softKey({ u2f: true }).create(begun.shown.options as CreationOptions, w.origin)
  const { enrolment } = begun
  must(await methods.confirm({ enrolment, answer: { method: 'webauthn', response } }))
  const input = { enrolment, purpose: 'sign-in' } as const
  const first = await methods.add(input)
  assert.ok(!first.ok && first.problem.code === 'proof-required')
  const proof = await prove(w, person, person.browser, first.problem.challenge as ChallengeView)
  must(await methods.add(input, { proof }))
}

test('a method that is too young to approve a change is not offered for it, and is asked nothing', async () => {
  const person = await signUp(w)
  await addKey(person)
  const { stepUp } = person.browser.api
  const challenge = await asked(person)
  assert.deepEqual(offered(challenge), ['totp'])
  assert.deepEqual(offered(must(await stepUp.see({ id: challenge.id })).challenge), ['totp'])
  assert.equal(
    refusal(await stepUp.offer({ id: challenge.id, method: 'webauthn' })),
    'state-forbids',
    'a key that could not answer',
  )
  await w.pass(25 * HOUR)
  const grown = { ...person, browser: await signIn(w, person) }
  assert.deepEqual(offered(await asked(grown)), ['webauthn', 'totp'])
})
