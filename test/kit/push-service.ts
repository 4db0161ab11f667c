// A push service on loopback, as a browser's vendor runs one (RFC 8030): strict about who sends (RFC 8292), as unreliable as
// a test wants it. And the browser at its other end, which opens what it is given (RFC 8291) with node:crypto alone.

import assert from 'node:assert/strict'
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { freePort } from './world.ts'

/** `lost`: it takes the message, and the connection breaks before the answer. `silent`: it never answers. */
export type Mood = 'well' | 'busy' | 'gone' | 'unknown' | 'lost' | 'silent' | 'moved'
export type Posted = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: Buffer }
export type PushService = {
  readonly origin: string
  /** Every request, and those of them that were taken; a later one of the same topic stands in the place of the former. */
  readonly asked: readonly Posted[]
  readonly taken: readonly Posted[]
  mood: Mood
  start(): Promise<void>
  stop(): Promise<void>
}

const STATUS: Readonly<Record<Exclude<Mood, 'lost' | 'silent'>, number>> = {
  well: 201,
  busy: 429,
  gone: 410,
  unknown: 404,
  moved: 307,
}

/** Not listening until it is started. */
export async function pushService(): Promise<PushService> {
  const asked: Posted[] = []
  const taken: Posted[] = []
  const origin = `http://localhost:${await freePort()}`
  const server = createServer((request, response) => void answer(request, response))
  const service: PushService = {
    origin,
    asked,
    taken,
    mood: 'well',
    start: () => new Promise((ready) => void server.listen(Number(new URL(origin).port), 'localhost', ready)),
    stop: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const one = { path: request.url ?? '', headers: request.headers, body: await buffer(request) }
    asked.push(one)
    const { mood } = service
    if (mood === 'well' || mood === 'lost') {
      const same = taken.findIndex(({ headers }) => headers.topic === one.headers.topic)
      if (same === -1) taken.push(one)
      else taken[same] = one
    }
    if (mood === 'silent') return
    if (mood === 'lost') return void response.socket?.destroy()
    response.writeHead(STATUS[mood], { location: `${origin}/elsewhere` }).end()
  }
  return service
}

export type SoftBrowser = {
  readonly subscription: { readonly endpoint: string; readonly p256dh: string; readonly auth: string }
  /** @throws if it is not for this browser, or a bit was changed. */
  open(body: Buffer): string
}

/** A browser that has subscribed: its keys, and how it opens a message (RFC 8291 §3.4, RFC 8188 §2). */
export function softBrowser(endpoint: string): SoftBrowser {
  const own = createECDH('prime256v1')
  const point = own.generateKeys()
  const secret = randomBytes(16)
  return {
    subscription: { endpoint, p256dh: point.toString('base64url'), auth: secret.toString('base64url') },
    open(body) {
      // salt (16), record size (4), length of the sender's point (1), that point, one record.
      const [salt, size, length] = [body.subarray(0, 16), body.readUInt32BE(16), body.readUInt8(20)]
      assert.equal(length, 65)
      const sender = body.subarray(21, 86)
      const record = body.subarray(86)
      assert.ok(record.length <= size, 'more than one record')
      const derive = (key: Uint8Array, salted: Uint8Array, info: Uint8Array | string, bytes: number) =>
        Buffer.from(hkdfSync('sha256', key, salted, info, bytes))
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), point, sender])
      const input = derive(own.computeSecret(sender), secret, info, 32)
      const key = derive(input, salt, 'Content-Encoding: aes128gcm\0', 16)
      const nonce = derive(input, salt, 'Content-Encoding: nonce\0', 12)
      const decipher = createDecipheriv('aes-128-gcm', key, nonce)
      decipher.setAuthTag(record.subarray(-16))
      const plain = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()])
      // The last record ends with a 2 and zeros.
      const end = plain.findLastIndex((byte) => byte !== 0)
      assert.equal(plain[end], 2)
      return plain.subarray(0, end).toString('utf8')
    },
  }
}

export type Vapid = { readonly aud: string; readonly exp: number; readonly sub: string }

/** What the sender says of itself, if the key that the browser subscribed with has signed it (RFC 8292 §2 and §3). */
export function vapidOf({ headers }: Posted, publicKey: string): Vapid {
  const found = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(headers.authorization ?? '')
  assert.ok(found, `no signature: ${headers.authorization}`)
  const [, head = '', claims = '', signature = '', key] = found
  assert.equal(key, publicKey)
  const bytes = Buffer.from(publicKey, 'base64url')
  const [x, y] = [bytes.subarray(1, 33), bytes.subarray(33)].map((half) => half.toString('base64url'))
  const jwk = { kty: 'EC', crv: 'P-256', x: x!, y: y! }
  const signer = createPublicKey({ key: jwk, format: 'jwk' })
  assert.deepEqual(JSON.parse(Buffer.from(head, 'base64url').toString()), { typ: 'JWT', alg: 'ES256' })
  const signed = Buffer.from(`${head}.${claims}`)
  const isSigned = verify(
    'sha256',
    signed,
    { key: signer, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  assert.ok(isSigned, 'signed by another key')
  return JSON.parse(Buffer.from(claims, 'base64url').toString()) as Vapid
}
