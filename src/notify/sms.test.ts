// Our requests against a strict provider on loopback, which the provider's own client is held against too.

import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import twilio from 'twilio'
import { type Mood, type Provider, smsProvider } from '../../test/kit/sms-provider.ts'
import { type SmsOutcome, twilioSms } from './sms.ts'

const TEXT = {
  id: 'x',
  to: '+33612345678',
  text: 'Northmere: 123456 is your code + more & less\n\n@a.example #123456',
}
let provider: Provider
before(async () => {
  provider = await smsProvider()
  await provider.start()
})
after(() => provider.stop())
beforeEach(() => {
  provider.mood = 'well'
})

const send = (mood: Mood): Promise<SmsOutcome> => {
  provider.mood = mood
  return twilioSms(provider.settings).send(TEXT)
}
const takenBy = async (work: () => Promise<unknown>): Promise<number> => {
  const before = provider.taken.length
  await work()
  return provider.taken.length - before
}

test('what we ask of the provider is what its own client asks', async () => {
  const { account, secret, from, base } = provider.settings
  assert.deepEqual(await twilioSms(provider.settings).send(TEXT), { kind: 'taken' })
  const client = twilio(account, secret)
  client.api.baseUrl = base
  const made = await client.messages.create({ to: TEXT.to, from, body: TEXT.text, validityPeriod: 600 })
  assert.equal(made.status, 'queued')
  const [ours, theirs] = provider.taken.slice(-2)
  const bare = (type = ''): string => type.split(';')[0]!
  assert.deepEqual(
    { ...ours, contentType: bare(ours?.contentType) },
    { ...theirs, contentType: bare(theirs?.contentType) },
  )
})

test('a key of the account and a messaging service are named as its own client names them', async () => {
  const { account, secret, base } = provider.settings
  const key = `SK${'ab'.repeat(16)}`
  const from = `MG${'cd'.repeat(16)}`
  // The provider on loopback knows neither, and writes down what it was asked.
  const said = await twilioSms({ ...provider.settings, user: key, from }).send(TEXT)
  assert.deepEqual(said, { kind: 'refused', reason: 'HTTP 401, error 20003' })
  const client = twilio(key, secret, { accountSid: account })
  client.api.baseUrl = base
  await assert.rejects(
    client.messages.create({ to: TEXT.to, messagingServiceSid: from, body: TEXT.text, validityPeriod: 600 }),
  )
  const [ours, theirs] = provider.asked.slice(-2)
  assert.deepEqual(ours?.form, theirs?.form)
  assert.deepEqual(ours?.path, theirs?.path)
  assert.deepEqual(ours?.authorization, theirs?.authorization)
  assert.ok(ours?.form.some(([name, value]) => name === 'MessagingServiceSid' && value === from))
})

test('what the provider says decides what became of a text', async () => {
  assert.deepEqual(await send('busy'), { kind: 'not-now', reason: 'HTTP 429, error 20429' })
  assert.deepEqual(await send('broken'), { kind: 'unknown', reason: 'HTTP 503, error 20503' })
  // Its sentence holds the client's number, and is left out.
  assert.deepEqual(await send('refusing'), { kind: 'refused', reason: 'HTTP 400, error 21610' })
})

test('an answer that is lost or never comes, of a text that was taken, is an unknown outcome', async () => {
  const began = performance.now()
  for (const mood of ['lost', 'silent'] as const) {
    let outcome: SmsOutcome | undefined
    assert.equal(await takenBy(async () => (outcome = await send(mood))), 1)
    assert.equal(outcome?.kind, 'unknown', mood)
  }
  assert.ok(performance.now() - began < 5_000, 'it was waited for longer than a second')
})

test('a provider that is down has taken nothing, and one that was silent is not asked again', async () => {
  const down = await smsProvider()
  const outcome = await twilioSms(down.settings).send(TEXT)
  assert.deepEqual(outcome, { kind: 'not-now', reason: 'ECONNREFUSED' })
  const asked = provider.asked.length
  await send('silent')
  assert.equal(provider.asked.length, asked + 1)
})

test('a provider that sends elsewhere gets no second request, and one that talks without end is not heard out', async () => {
  assert.deepEqual(await send('moved'), { kind: 'refused', reason: 'HTTP 307' })
  const began = performance.now()
  assert.deepEqual(await send('chatty'), { kind: 'refused', reason: 'HTTP 400' })
  assert.ok(performance.now() - began < 900, 'it was heard until patience ended')
})

test('each text has a connection of its own, so that none goes into one that is just being closed', async () => {
  const before = provider.connections
  for (let n = 0; n < 3; n++) assert.deepEqual(await send('well'), { kind: 'taken' })
  assert.ok(provider.connections >= before + 3)
})

test('the check asks the same resource and sends nothing', async () => {
  assert.equal(await takenBy(() => twilioSms(provider.settings).check()), 0)
  await assert.rejects(twilioSms({ ...provider.settings, secret: 'wrong' }).check(), /HTTP 401, error 20003/)
})
