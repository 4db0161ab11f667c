// The keys that bind a session to this browser or program: made at sign-in, unable to leave (not extractable), used for
// every request of the session. WebCrypto alone, so that browsers and Node run the same lines.

import { BOUND_HEADER, boundText, EMPTY_DIGEST, readKeyInfo, writeBound } from '../src/lib/bound.ts'

/** A key of WebCrypto, as browsers and Node both call it. */
type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>

/** What a signed-in browser or program holds. */
export type SessionKeys = {
  /** The session that they are of. */
  readonly session: string
  /** ECDSA P-256: signs changes. */
  readonly sign: Key
  /** HMAC-SHA-256: marks reads. */
  readonly read: Key
}

/** Where the keys are between requests: memory for programs, the browser's own store in the portal. */
export type KeyStore = {
  get(): Promise<SessionKeys | undefined>
  put(keys: SessionKeys): Promise<void>
  /** Deletes the keys of this session; those of a later one, put by another tab meanwhile, stay. */
  drop(session: string): Promise<void>
}

/** Keys that live as long as the program. */
export function memoryKeys(kept?: SessionKeys): KeyStore {
  let keys = kept
  return {
    get: () => Promise.resolve(keys),
    put(made) {
      keys = made
      return Promise.resolve()
    },
    drop(session) {
      if (keys?.session === session) keys = undefined
      return Promise.resolve()
    },
  }
}

/** Keys of a sign-in that is under way: `points` is what the server is told. */
export type FreshKeys = {
  readonly points: { readonly sign: string; readonly agree: string }
  readonly sign: Key
  readonly agree: Key
}

export async function makeKeys(): Promise<FreshKeys> {
  const curve = { namedCurve: 'P-256' } as const
  const [sign, agree] = await Promise.all([
    crypto.subtle.generateKey({ name: 'ECDSA', ...curve }, false, ['sign', 'verify']),
    crypto.subtle.generateKey({ name: 'ECDH', ...curve }, false, ['deriveKey']),
  ])
  const points = { sign: await pointOf(sign.publicKey), agree: await pointOf(agree.publicKey) }
  return { points, sign: sign.privateKey, agree: agree.privateKey }
}

const pointOf = async (key: Key): Promise<string> =>
  base64url(new Uint8Array(await crypto.subtle.exportKey('raw', key)))

/** The session has begun: both sides come to the same key for its reads (ECDH, then HKDF-SHA-256), which no script sees. */
export async function finishKeys(
  fresh: FreshKeys,
  { session, serverPoint }: { readonly session: string; readonly serverPoint: string },
): Promise<SessionKeys> {
  const ecdh = { name: 'ECDH', namedCurve: 'P-256' } as const
  const server = await crypto.subtle.importKey('raw', bytesOf(serverPoint), ecdh, false, [])
  const agreed = await crypto.subtle.deriveKey({ name: 'ECDH', public: server }, fresh.agree, 'HKDF', false, [
    'deriveKey',
  ])
  const info = utf8(readKeyInfo(session, fresh.points.agree, serverPoint))
  const read = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info },
    agreed,
    { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    ['sign'],
  )
  return { session, sign: fresh.sign, read }
}

/** A request as it will be signed. */
export type Signing = {
  readonly method: string
  /** Path and query, as they are sent. */
  readonly path: string
  /** The very bytes that are sent. */
  readonly body?: Uint8Array<ArrayBuffer> | undefined
  /** What Holdfast-Proof holds. */
  readonly proof?: string
}

/** The header that shows whose request it is. @param at the server's time in milliseconds. */
export async function boundHeader(
  keys: SessionKeys,
  { method, path, body, proof = '' }: Signing,
  at: number,
): Promise<Record<string, string>> {
  const nonce = base64url(crypto.getRandomValues(new Uint8Array(16)))
  const bodyDigest = body ? await digestOf(body) : EMPTY_DIGEST
  const text = utf8(boundText({ method, path, bodyDigest, at, nonce, proof }))
  const made =
    method === 'GET'
      ? await crypto.subtle.sign('HMAC', keys.read, text)
      : await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, keys.sign, text)
  return { [BOUND_HEADER]: writeBound({ at, nonce, signature: base64url(new Uint8Array(made)) }) }
}

const digestOf = async (body: Uint8Array<ArrayBuffer>): Promise<string> =>
  base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', body)))

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
