// Sign-in by a passkey alone, over HTTP.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { value } from '../../../test/api/rows.ts'
import { type Lie, type SoftKey, type SoftKeyOptions, softKey } from '../../../test/kit/authenticator.ts'
import { Browser } from '../../../test/kit/browser.ts'
import { act, listOf } from '../../../test/kit/methods.ts'
import { must, type Person, PIN, refusal, signIn as signInAgain, signUp } from '../../../test/kit/person.ts'
import { type World, world } from '../../../test/kit/world.ts'
import { DAY, MINUTE } from '../../lib/time.ts'
import type { CreationOptions } from '../../lib/webauthn-fields.ts'

let w: World
before(async () => {
  w = await world()
})
after(() => w.stop())

/** A client with a passkey for sign-in; after a day it is ripe. */
async function withPasskey(
  options: SoftKeyOptions = {},
  days = 1,
): Promise<{ person: Person; key: SoftKey }> {
  const person = await signUp(w)
  const key = softKey(options)
  const { methods } = person.browser.api
  const begun = must(await methods.begin({ method: 'webauthn', key: 'passkey' }))
  assert.ok(begun.shown.kind === 'browser')
  const response = await key.create(begun.shown.options as CreationOptions, w.origin)
  const { enrolment } = begun
  must(await methods.confirm({ enrolment, answer: { method: 'webauthn', response } }))
  await act(w, person, (o) => methods.add({ enrolment, purpose: 'sign-in' }, o))
  if (days > 0) await w.pass(days * DAY + MINUTE)
  return { person, key }
}

async function enter(key: SoftKey, browser = new Browser({ origin: w.origin }), lie?: Lie) {
  const { nonce, options } = must(await browser.api.signIn.passkeyOptions())
  const response = await key.get(options, w.origin, lie)
  const send = () => browser.api.signIn.passkey({ nonce, response })
  return { browser, send, nonce, response }
}

test('a ripe passkey that verified its user signs in without name and password', async () => {
  const { person, key } = await withPasskey()
  const { browser, send } = await enter(key)
  assert.equal(must(await send()).state, 'signed-in')
  assert.equal(must(await browser.api.sessions.me()).username, person.username)
  const used = (await listOf({ ...person, browser })).methods.find(({ method }) => method === 'webauthn')
  assert.equal(used?.synced, false)
})

test('an account without a PIN chooses one before its passkey opens a session', async () => {
  const { person, key } = await withPasskey()
  const text = 'update holdfast.account set pin_hash = null where username = $1 returning id'
  await value(w.database, text, [person.username])
  const { browser, send } = await enter(key)
  assert.equal(must(await send()).state, 'more')
  assert.equal(refusal(await browser.api.sessions.me()), 'sign-in-required')
  const chosen = await browser.api.signIn.answer({ answer: { method: 'pin', pin: PIN } })
  assert.equal(must(chosen).state, 'signed-in')
})

test('the same answer is good once, in any browser, and not after five minutes', async () => {
  const { key } = await withPasskey()
  const { send, nonce, response } = await enter(key)
  must(await send())
  assert.equal(refusal(await send()), 'challenge-ended')
  const other = new Browser({ origin: w.origin })
  assert.equal(refusal(await other.api.signIn.passkey({ nonce, response })), 'challenge-ended')
  const late = await enter(key)
  await w.pass(5 * MINUTE + 1000)
  assert.equal(refusal(await late.send()), 'challenge-ended')
})

test('of many at once with one answer, one signs in', async () => {
  const { key } = await withPasskey()
  const { nonce, response } = await enter(key)
  const said = await Promise.all(
    Array.from({ length: 20 }, () =>
      new Browser({ origin: w.origin }).api.signIn.passkey({ nonce, response }),
    ),
  )
  assert.equal(said.filter((one) => one.ok).length, 1)
})

test('without user verification, for another site, or with another nonce it is wrong', async () => {
  const { key } = await withPasskey()
  const lies: Lie[] = [
    { flags: { verified: false } },
    { flags: { present: false } },
    { clientData: { origin: 'https://portal.evil.test' } },
    { clientData: { type: 'webauthn.create' } },
    { rpId: 'evil.test' },
  ]
  for (const lie of lies) {
    const { send } = await enter(key, undefined, lie)
    assert.equal(refusal(await send()), 'answer-wrong', JSON.stringify(lie))
  }
  const { key: second } = await withPasskey()
  const browser = new Browser({ origin: w.origin })
  const [one, other] = [
    must(await browser.api.signIn.passkeyOptions()),
    must(await browser.api.signIn.passkeyOptions()),
  ]
  const response = await second.get(one.options, w.origin)
  assert.equal(refusal(await browser.api.signIn.passkey({ nonce: other.nonce, response })), 'answer-wrong')
})

test('one that nobody has, that is young, or that may be a copy on an unknown device does not do it alone', async () => {
  const stranger = softKey()
  const begun = must(await (await signUp(w)).browser.api.methods.begin({ method: 'webauthn' }))
  assert.ok(begun.shown.kind === 'browser')
  await stranger.create(begun.shown.options as CreationOptions, w.origin)
  assert.equal(refusal(await (await enter(stranger)).send()), 'credentials-wrong')

  const young = await withPasskey({}, 0)
  const refused = await (await enter(young.key)).send()
  assert.ok(!refused.ok && refused.problem.reason === 'password-too')

  const synced = await withPasskey({ synced: true })
  const unknown = await (await enter(synced.key)).send()
  assert.ok(!unknown.ok && unknown.problem.reason === 'password-too')
  const known = await signInAgain(w, synced.person, synced.person.browser)
  const { nonce, options } = must(await known.api.signIn.passkeyOptions())
  const device = await known.deviceProof('passkey')
  const response = await synced.key.get(options, w.origin)
  assert.equal(
    must(await known.api.signIn.passkey({ nonce, response, ...(device && { device }) })).state,
    'signed-in',
  )
})

test('a security key that is a second factor alone, or one for funding, signs nobody in without a password', async () => {
  const { key } = await withPasskey({ u2f: false, verifiesUser: true })
  const { send } = await enter(key, undefined, { flags: { verified: false } })
  assert.equal(refusal(await send()), 'answer-wrong')
})
