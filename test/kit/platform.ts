// The platform's own server: a credential, the client of the SDK that sends it, and a receiver of webhooks that checks
// them with code of its own.

import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Client, createClient } from '../../sdk/client.ts'
import { transaction } from '../../src/db/tx.ts'
import { createCredential } from '../../src/identify/platform.ts'
import { type Challenge, must, type Person, prove } from './person.ts'
import type { World } from './world.ts'

export type Platform = {
  readonly id: string
  readonly token: string
  readonly api: Client['platformApprovals']
}

export async function openPlatform(w: World, name = 'Order server'): Promise<Platform> {
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

/** What is asked for where the content does not matter. */
export const ASKED_FIELDS = [
  { label: 'Action', value: 'Send' },
  { label: 'Amount', value: '5.25000000 BTC' },
  { label: 'To', value: 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq' },
] as const
export type Asking = {
  readonly reference?: string
  readonly purpose?: 'sign-in' | 'funding' | 'trading'
  readonly seconds?: number
}
export const asking = (
  { username }: { readonly username: string },
  { reference, purpose = 'trading', seconds = 600 }: Asking = {},
) => ({
  account: username,
  purpose,
  fields: [...ASKED_FIELDS],
  expiresInSeconds: seconds,
  ...(reference !== undefined && { reference }),
})

/** Something that waits for a client's word: a whole day, so that no page is too late. */
export async function askedOf(w: World, username: string): Promise<{ readonly id: string }> {
  const { api } = await openPlatform(w)
  return must(await api.ask(asking({ username }, { purpose: 'funding', seconds: 86_400 })))
}

/** Approves with what the account signs in with. */
export async function approveAs(w: World, person: Person, id: string) {
  const raised = await person.browser.api.approvals.approve({ id })
  if (raised.ok || raised.problem.code !== 'proof-required') throw new Error(JSON.stringify(raised))
  const proof = await prove(w, person, person.browser, raised.problem.challenge as Challenge)
  return must(await person.browser.api.approvals.approve({ id }, { proof }))
}

/** What the platform reads of a decision, checked with the published keys. */
export async function decisionOf({ api }: Platform, id: string): Promise<Statement> {
  const { statement } = must(await api.watch({ id }))
  const read = statement === null ? undefined : readStatement(must(await api.keys()), statement)
  if (!read) throw new Error('the statement is not one that our keys have signed')
  return read
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
