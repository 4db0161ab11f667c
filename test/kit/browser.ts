// What a browser does for the SDK: keeps cookies, says where a request comes from, holds a device key and the keys of
// its session, with which it signs what goes to the server.

import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { boundHeader, type KeyStore, type SessionKeys, utf8 } from '../../sdk/bound.ts'
import { type Client, createClient, machineClock, type ServerClock } from '../../sdk/client.ts'

export type BrowserOptions = {
  readonly origin: string
  readonly address?: string
  readonly userAgent?: string
  readonly keyless?: boolean
  readonly clock?: ServerClock
}

/** A request as it lies on the wire. */
export type Raw = {
  readonly method?: string
  readonly path: string
  readonly body?: string | Uint8Array
  readonly headers?: Readonly<Record<string, string | string[]>>
}

export class Browser {
  readonly origin: string
  readonly jar = new Map<string, string>()
  readonly api: Client
  /** Headers added to each request. */
  readonly headers: Record<string, string> = {}
  readonly keyless: boolean
  /** The keys of the session: a copy of the browser has them, a thief of its cookies has not. */
  sessionKeys: SessionKeys | undefined
  readonly clock: ServerClock
  key: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } | undefined

  constructor(options: BrowserOptions) {
    this.origin = options.origin
    this.headers['x-forwarded-for'] = options.address ?? '203.0.113.7'
    this.headers['user-agent'] =
      options.userAgent ?? 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
    this.keyless = options.keyless ?? false
    this.clock = options.clock ?? machineClock()
    this.api = createClient({
      origin: options.origin,
      fetch: (url, init) => this.fetch(url, init),
      clock: this.clock,
      keys: this.keyStore(),
    })
  }

  private keyStore(): KeyStore {
    return {
      get: () => Promise.resolve(this.sessionKeys),
      put: (keys) => {
        this.sessionKeys = keys
        return Promise.resolve()
      },
      drop: (session) => {
        if (this.sessionKeys?.session === session) this.sessionKeys = undefined
        return Promise.resolve()
      },
    }
  }

  /**
   * What its client would add to a request that is sent by other means: cookies, and the signature of the session if it
   * has one.
   */
  async own(sent: Raw, at = this.clock.now()): Promise<Record<string, string>> {
    const { method = 'GET', path, body, headers = {} } = sent
    const cookie: Record<string, string> = this.jar.size > 0 ? { cookie: this.cookies() } : {}
    if (!this.sessionKeys) return cookie
    const bytes = typeof body === 'string' ? utf8(body) : body && new Uint8Array(body)
    // Spaces round the value of a header are not part of it (RFC 9110 §5.5).
    const proof = headers['holdfast-proof']
    const signed = { method, path, body: bytes, ...(typeof proof === 'string' && { proof: proof.trim() }) }
    return { ...cookie, ...(await boundHeader(this.sessionKeys, signed, at)) }
  }

  /** The cookies, as they lie in the header. */
  cookies(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** A request as the page would send it. */
  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    const own = { origin: this.origin, ...this.headers }
    for (const [name, value] of Object.entries(own)) if (!headers.has(name)) headers.set(name, value)
    if (this.jar.size > 0 && !headers.has('cookie')) headers.set('cookie', this.cookies())
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) this.keep(line)
    return response
  }

  private keep(line: string): void {
    const [pair = ''] = line.split(';', 1)
    const at = pair.indexOf('=')
    const name = pair.slice(0, at)
    if (line.includes('Max-Age=0')) this.jar.delete(name)
    else this.jar.set(name, pair.slice(at + 1))
  }

  cookie(short: '' | '-sign-in' | '-sign-up' | '-reset'): string | undefined {
    return this.jar.get(`__Host-holdfast${short}`)
  }

  /** A proof of this browser's device key for an identifier, with a fresh nonce. */
  async deviceProof(
    identifier: string,
  ): Promise<{ nonce: string; publicKey: string; signature: string } | undefined> {
    if (this.keyless) return undefined
    this.key ??= generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const answer = await this.api.signIn.nonce()
    if (!answer.ok) throw new Error(`no nonce: ${answer.problem.code}`)
    return this.signDevice(answer.value.nonce, identifier)
  }

  signDevice(nonce: string, identifier: string): { nonce: string; publicKey: string; signature: string } {
    if (!this.key) throw new Error('this browser has no device key')
    const jwk = this.key.publicKey.export({ format: 'jwk' })
    const point = Buffer.concat([
      Buffer.from([4]),
      Buffer.from(String(jwk.x), 'base64url'),
      Buffer.from(String(jwk.y), 'base64url'),
    ])
    const signature = sign('sha256', Buffer.from(`holdfast device proof\n${nonce}\n${identifier}`), {
      key: this.key.privateKey,
      dsaEncoding: 'ieee-p1363',
    })
    return { nonce, publicKey: point.toString('base64url'), signature: signature.toString('base64url') }
  }
}
