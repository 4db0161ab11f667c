// What goes to a push service, held against one on loopback that opens it by the RFCs (test/kit/push-service.ts).

import assert from 'node:assert/strict'
import { createECDH } from 'node:crypto'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { type PushService, pushService, softBrowser, vapidOf } from '../../test/kit/push-service.ts'
import { keyRing } from '../lib/keys.ts'
import { type PushPort, webPushPort } from './push.ts'
import { PUSH_BYTES, pushPayload, pushText } from './render.ts'
import { vapidKeys } from './vapid.ts'

const ring = keyRing([{ id: 1, bytes: Buffer.alloc(32, 9) }])
const contact = 'mailto:security@northmere.example'
const keys = vapidKeys(ring)
const portFor = (reach: PushPort['reach']): PushPort => webPushPort({ keys, contact, reach, patience: 300 })
const port = portFor('loopback-too')
const topic = 'a'.repeat(32)

let service: PushService
before(async () => {
  service = await pushService()
  await service.start()
})
after(() => service.stop())
const addressed = () => {
  const browser = softBrowser(`${service.origin}/to/one`)
  const { endpoint, p256dh, auth } = browser.subscription
  return { browser, to: { url: endpoint, p256dh, auth } }
}

test('a push is signed as ours for this service alone, and only its browser opens it', async () => {
  const { browser, to } = addressed()
  assert.deepEqual(await port.send({ topic, to, payload: 'Grüße' }), { kind: 'taken' })
  const posted = service.taken.at(-1)!
  const { aud, exp, sub } = vapidOf(posted, port.publicKey)
  assert.deepEqual([aud, sub], [service.origin, contact])
  const left = exp - Date.now() / 1000
  assert.ok(left > 0 && left <= 24 * 3600, `good for ${left} s`)
  assert.equal(browser.open(posted.body), 'Grüße')
  assert.throws(() => addressed().browser.open(posted.body), 'another browser opens it')
  const { ttl, urgency, topic: named, ...headers } = posted.headers
  assert.deepEqual([ttl, urgency, named], ['86400', 'high', topic])
  assert.deepEqual(
    [posted.path, headers['content-encoding'], headers['content-type']],
    ['/to/one', 'aes128gcm', 'application/octet-stream'],
  )
})

test('of each answer is said what it means, and no redirect is followed', async () => {
  const { to } = addressed()
  const outcomes: Record<string, unknown> = {}
  for (const mood of ['busy', 'gone', 'unknown', 'lost', 'silent', 'moved'] as const) {
    service.mood = mood
    outcomes[mood] = await port.send({ topic, to, payload: 'x' })
  }
  service.mood = 'well'
  assert.deepEqual(outcomes, {
    busy: { kind: 'not-now', reason: 'HTTP 429' },
    gone: { kind: 'gone' },
    unknown: { kind: 'gone' },
    lost: { kind: 'not-now', reason: 'ECONNRESET' },
    silent: { kind: 'not-now', reason: 'ABORT_ERR' },
    moved: { kind: 'refused', reason: 'HTTP 307' },
  })
  assert.ok(!service.asked.some(({ path }) => path === '/elsewhere'))
})

test('in production nothing on this machine is asked, by number or by a name that leads here', async () => {
  const { to } = addressed()
  const before = service.asked.length
  const outside = portFor('public')
  const barred = { kind: 'refused', reason: 'the address may not be reached' }
  assert.deepEqual(await outside.send({ topic, to, payload: 'x' }), barred)
  for (const host of ['127.0.0.1', '[::1]', '169.254.169.254'])
    assert.deepEqual(
      await outside.send({ topic, to: { ...to, url: `https://${host}/x` }, payload: 'x' }),
      barred,
    )
  // A name is judged by where it leads, at the connection that uses it.
  const named = { ...to, url: 'https://localhost/x' }
  assert.deepEqual(await outside.send({ topic, to: named, payload: 'x' }), {
    kind: 'not-now',
    reason: 'EPRIVATE',
  })
  assert.equal(service.asked.length, before)
})

test('the key stays what it is when the ring turns, and another ring has another', () => {
  const turned = keyRing([...ring.byId.values(), { id: 2, bytes: Buffer.alloc(32, 1) }])
  assert.deepEqual(vapidKeys(turned), keys)
  assert.notDeepEqual(vapidKeys(keyRing([{ id: 1, bytes: Buffer.alloc(32, 1) }])), keys)
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(keys.privateKey, 'base64url')
  assert.equal(curve.getPublicKey('base64url'), keys.publicKey)
})

test('whatever a notice says, it goes in one length, on one line, without an address', () => {
  const id = '6f1b0a52-2c3d-4e5f-8a9b-0c1d2e3f4a5b'
  const text = fc.string({ unit: 'binary', maxLength: 700 })
  fc.assert(
    fc.property(text, text, fc.webUrl(), (subject, first, url) => {
      const words = { subject: `${subject}${url}`, paragraphs: [`${url} ${first}`, 'never this'] }
      const payload = pushPayload(id, pushText(words))
      assert.equal(Buffer.byteLength(payload), PUSH_BYTES)
      const { title, body, ...rest } = JSON.parse(payload) as Record<string, string>
      assert.deepEqual(rest, { id })
      for (const shown of [title!, body!]) assert.doesNotMatch(shown, /:\/\/|\p{Cc}/u)
      assert.ok(!body!.includes('never this'))
    }),
  )
})

test('a notice has no link, even where its mail has one that does something', () => {
  const links = [{ text: 'Cancel it', url: 'https://portal.example/stop/abc' }]
  const payload = pushPayload('id', pushText({ subject: 'A change waits', paragraphs: ['It waits.'], links }))
  assert.deepEqual(JSON.parse(payload), { id: 'id', title: 'A change waits', body: 'It waits.' })
})
