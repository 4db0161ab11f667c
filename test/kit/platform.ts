// The platform's own server: a credential, the client of the SDK that sends it, and a receiver of webhooks that checks
// them with code of its own.

import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Client, createClient } from '../../sdk/client.ts'
import { transaction } from '../../src/db/tx.ts'
import type { Purpose } from '../../src/factors/method.ts'
import { createCredential } from '../../src/identify/platform.ts'
import { must, type Person } from './person.ts'
import type { World } from './world.ts'

/** What a platform asks in these tests. */
export const FIELDS = [
  { label: 'Action', value: 'Send' },
  { label: 'Amount', value: '5.25000000 BTC' },
  { label: 'To', value: 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq' },
]
export type Asking = { readonly reference?: string; readonly purpose?: Purpose; readonly seconds?: number }
export const asking = (
  person: Pick<Person, 'username'>,
  { reference, purpose = 'trading', seconds = 600 }: Asking = {},
) => ({
  account: person.username,
  purpose,
  fields: FIELDS,
  expiresInSeconds: seconds,
  ...(reference !== undefined && { reference }),
})

export type Platform = {
  readonly id: string
  readonly token: string
  readonly api: Client['platformApprovals']
}

export async function openPlatform(w: World, name = 'Exchange server'): Promise<Platform> {
  const { id, token } = await transaction(w.pool, (tx) =>
    createCredential(tx, w.deps.random, name, 'approvals'),
  )
  return { id, token, api: platformApi(w.origin, token) }
}

export const platformApi = (origin: string, token: string): Client['platformApprovals'] =>
  createClient({
    origin,
    fetch: (url, init) => {
      const headers = new Headers(init.headers)
      headers.set('authorization', `Bearer ${token}`)
      return fetch(url, { ...init, headers })
    },
  }).platformApprovals

/** Something that waits for a client's word: a whole day, so that no page is too late. */
export async function askedOf(w: World, username: string): Promise<{ readonly id: string }> {
  const { api } = await openPlatform(w)
  return must(
    await api.ask({
      account: username,
      purpose: 'funding',
      fields: [
        { label: 'Action', value: 'Send' },
        { label: 'Amount', value: '5.25000000 BTC' },
        { label: 'To', value: 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq' },
      ],
      expiresInSeconds: 86_400,
    }),
  )
}

type Keys = { readonly keys: readonly { readonly kid: string; readonly x: string }[] }
export type Statement = Readonly<Record<string, unknown>>

/** Reads a statement as a platform would: header, key by its id, signature (RFC 7515 §5.2). */
export function readStatement({ keys }: Keys, statement: string): Statement | undefined {
  const [header = '', payload = '', signature = ''] = statement.split('.')
  const named = json(header)
  const key = keys.find(({ kid }) => kid === named?.kid)
  if (!named || !key || named.alg !== 'EdDSA' || named.typ !== 'holdfast-approval+jwt') return undefined
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key.x }, format: 'jwk' })
  const signed = verify(
    null,
    Buffer.from(`${header}.${payload}`),
    publicKey,
    Buffer.from(signature, 'base64url'),
  )
  return signed ? json(payload) : undefined
}

function json(part: string): Statement | undefined {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as Statement
  } catch {
    return undefined
  }
}

export type Received = {
  readonly id: string
  readonly timestamp: number
  readonly signed: boolean
  readonly body: {
    readonly type: string
    readonly timestamp: string
    readonly data: Readonly<Record<string, unknown>>
  }
}
export type Receiver = {
  readonly url: string
  readonly received: Received[]
  /** The statuses of the next answers; 204 when there are none left. */
  readonly answers: number[]
  stop(): Promise<void>
}

/** Takes webhooks on loopback, by the steps of the Standard Webhooks specification. */
export async function openReceiver(secret: string): Promise<Receiver> {
  const received: Received[] = []
  const answers: number[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      received.push(readWebhook(secret, request.headers, Buffer.concat(parts).toString()))
      response.writeHead(answers.shift() ?? 204).end()
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/holdfast`,
    received,
    answers,
    stop: () => new Promise((closed) => server.close(() => closed())),
  }
}

function readWebhook(secret: string, headers: IncomingHttpHeaders, text: string): Received {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    String(headers[name]),
  )
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest()
  const signed = signatures!.split(' ').some((one) => {
    const [version, value = ''] = one.split(',')
    const given = Buffer.from(value, 'base64')
    return version === 'v1' && given.byteLength === expected.byteLength && timingSafeEqual(given, expected)
  })
  return { id: id!, timestamp: Number(timestamp), signed, body: JSON.parse(text) as Received['body'] }
}
