// Pure: signed statements. JSON Web Signature in compact form (RFC 7515 §7.1) with Ed25519 (RFC 8037 §3.1): written and
// read here and nowhere else. One algorithm: what names another one is refused, so that nobody can choose a weaker.

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { base64url, sha256 } from './bytes.ts'
import { canonical, type Json } from './canonical.ts'

/** A public key as it is published (RFC 8037 §2, RFC 7517 §4). */
export type PublicJwk = {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  readonly x: string
  readonly kid: string
  readonly alg: 'EdDSA'
  readonly use: 'sig'
}
/** A key that signs: 32 bytes of private key, as text that can be sealed. */
export type SigningKey = { readonly d: string; readonly jwk: PublicJwk }

const SEED_BYTES = 32
/** What stands before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410 §7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

const privateKeyOf = (d: string): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([PKCS8, Buffer.from(d, 'base64url')]),
    format: 'der',
    type: 'pkcs8',
  })

/** The key id: its thumbprint (RFC 7638 §3, RFC 8037 appendix A.3), so that a key can never have another's name. */
export const thumbprint = (x: string): string =>
  base64url(sha256(canonical({ crv: 'Ed25519', kty: 'OKP', x })))

export const publicJwk = (x: string): PublicJwk => ({
  kty: 'OKP',
  crv: 'Ed25519',
  x,
  kid: thumbprint(x),
  alg: 'EdDSA',
  use: 'sig',
})

/** `seed`: 32 random bytes. */
export function signingKey(seed: Uint8Array): SigningKey {
  if (seed.byteLength !== SEED_BYTES) throw new TypeError('an Ed25519 key is made of 32 bytes')
  const d = base64url(seed)
  const { x } = createPublicKey(privateKeyOf(d)).export({ format: 'jwk' })
  return { d, jwk: publicJwk(x!) }
}

const part = (text: string): string => base64url(Buffer.from(text))

/** Signs bytes as they are: header and payload are the caller's own spelling. */
export function signCompact(d: string, header: string, payload: string): string {
  const input = `${part(header)}.${part(payload)}`
  return `${input}.${base64url(sign(null, Buffer.from(input), privateKeyOf(d)))}`
}

/** `type`: what kind of statement it is (RFC 7515 §4.1.9), so that one kind never passes for another. */
export const signStatement = ({ d, jwk }: SigningKey, type: string, payload: Json): string =>
  signCompact(d, canonical({ alg: 'EdDSA', kid: jwk.kid, typ: type }), canonical(payload))

const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$/

/** What a statement says, or undefined if it is of another type, under another key, or not as it was signed. */
export function verifyStatement(keys: readonly PublicJwk[], type: string, statement: string): unknown {
  if (!COMPACT.test(statement)) return undefined
  const [header, payload, signature] = statement.split('.') as [string, string, string]
  const named = parsed(header)
  if (named?.alg !== 'EdDSA' || named.typ !== type || 'crit' in named) return undefined
  const jwk = keys.find(({ kid }) => kid === named.kid)
  if (!jwk) return undefined
  const key = createPublicKey({ key: { kty: jwk.kty, crv: jwk.crv, x: jwk.x }, format: 'jwk' })
  const bytes = Buffer.from(signature, 'base64url')
  // One spelling for one signature: the last character has bits that stand for nothing.
  if (base64url(bytes) !== signature) return undefined
  const right = verify(null, Buffer.from(`${header}.${payload}`), key, bytes)
  return right ? parsed(payload) : undefined
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
