// The signature of a webhook, by the steps and the example of the Standard Webhooks specification; and the sending.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { httpWebhook, readWebhookSecret, webhookHeaders } from './webhook.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

test('the signature is the one that the specification computes', () => {
  const headers = webhookHeaders(readWebhookSecret(SECRET)!, {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    at: 1_614_265_330_999,
    body: '{"test": 2432232314}',
  })
  assert.equal(headers['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  assert.equal(headers['webhook-timestamp'], '1614265330')
})

test('a secret is whsec_ and 24 to 64 bytes in Base64, or it is none', () => {
  assert.equal(readWebhookSecret(SECRET)?.byteLength, 24)
  const encoded = (bytes: number) => `whsec_${Buffer.alloc(bytes, 1).toString('base64')}`
  assert.equal(readWebhookSecret(encoded(64))?.byteLength, 64)
  for (const bad of ['', 'whsec_', SECRET.slice(6), encoded(23), encoded(65), `${SECRET} `, `${SECRET}!`])
    assert.equal(readWebhookSecret(bad), undefined, bad)
})

test('a status is taken, gone or failed; a redirect is followed nowhere; no answer is a failure', async () => {
  let status = 200
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(status, { location: '/elsewhere' }).end('much to say')
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  const webhook = httpWebhook({ url: `http://127.0.0.1:${port}/hook`, secret: readWebhookSecret(SECRET)! })
  const send = () => webhook.send({ id: 'm', at: 0, body: '{}' })
  const outcomes: string[] = []
  for (status of [200, 204, 302, 307, 400, 410, 500]) outcomes.push(`${status} ${await send()}`)
  await new Promise((closed) => server.close(closed))
  outcomes.push(`closed ${await send()}`)
  assert.deepEqual(outcomes, [
    '200 taken',
    '204 taken',
    '302 failed',
    '307 failed',
    '400 failed',
    '410 gone',
    '500 failed',
    'closed failed',
  ])
  assert.deepEqual(new Set(asked), new Set(['/hook']))
})
