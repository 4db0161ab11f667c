// Pure: is a request of the browser that holds the session's keys? A copied cookie has none of them: it reads nothing
// and changes nothing. Changes are signed by a key that cannot leave the browser; reads carry a MAC of a key that was
// agreed at sign-in, which costs the server a twentieth of a signature.

import { createECDH, hkdfSync } from 'node:crypto'
import { boundText, EMPTY_DIGEST, readBound, readKeyInfo } from '../lib/bound.ts'
import { base64url, hmac, type Random, sameBytes, sha256 } from '../lib/bytes.ts'
import { isSignedBy, publicKeyAt } from '../lib/curve.ts'
import { type Refused, refuse } from '../lib/refusals.ts'
import { iso, type Ms, SECOND } from '../lib/time.ts'

/** How far the time of a request may be from ours, either way. */
export const BOUND_WINDOW = 60 * SECOND

/** What a browser sends at sign-in: two points on P-256, each of a private key that it cannot give away. */
export type BrowserPoints = { readonly sign: Buffer; readonly agree: Buffer }
/** What the server holds of a session's keys. */
export type SessionKeys = {
  /** The point of the key that signs changes. */
  readonly sign: Buffer
  /** The agreed key of reads, 32 bytes. */
  readonly read: Buffer
}

export type PointProblem = { readonly field: string; readonly problem: 'not-a-point' | 'used-twice' }

/** Decodes what was sent (base64url). One key for both uses would let an answer of one serve the other. */
export function readPoints(sent: {
  readonly sign: string
  readonly agree: string
}): BrowserPoints | PointProblem {
  const points = { sign: Buffer.from(sent.sign, 'base64url'), agree: Buffer.from(sent.agree, 'base64url') }
  for (const name of ['sign', 'agree'] as const)
    if (!publicKeyAt(points[name])) return { field: `keys.${name}`, problem: 'not-a-point' }
  return points.sign.equals(points.agree) ? { field: 'keys.agree', problem: 'used-twice' } : points
}

/** The server's half of an agreement (ECDH, NIST SP 800-56A §5.7.1.2), made for one session and then forgotten. */
export function agreeReadKey(
  random: Random,
  session: string,
  browser: Buffer,
): { readonly point: Buffer; readonly key: Buffer } {
  const own = createECDH('prime256v1')
  own.setPrivateKey(scalar(random))
  const point = own.getPublicKey()
  const info = readKeyInfo(session, base64url(browser), base64url(point))
  return { point, key: Buffer.from(hkdfSync('sha256', own.computeSecret(browser), '', info, 32)) }
}

/** The order of P-256 (SP 800-186 §3.2.1.3): private keys are the numbers from 1 to below it. */
const ORDER = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
function scalar(random: Random): Buffer {
  for (;;) {
    const drawn = random(32)
    if (drawn.compare(ORDER) < 0 && drawn.some((byte) => byte !== 0)) return drawn
  }
}

/** A request as it came. */
export type Asked = {
  readonly method: string
  /** Path and query as in the request line. */
  readonly path: string
  readonly body: Uint8Array | undefined
  /** Holdfast-Bound and Holdfast-Proof. */
  readonly bound: string | undefined
  readonly proof: string | undefined
}

/** The nonce of a request that is of the session's browser, or the refusal. Whether a nonce was used is the store's to say. */
export function judgeBound(
  keys: SessionKeys,
  asked: Asked,
  now: Ms,
): { readonly kind: 'bound'; readonly nonce: string } | Refused<'not-this-browser'> {
  const header = readBound(asked.bound)
  if (!header) return refuse('not-this-browser')
  const { at, nonce } = header
  // A device whose clock is wrong is told ours, and asks again by it.
  if (Math.abs(now - at) > BOUND_WINDOW)
    return refuse('not-this-browser', { reason: 'clock', serverTime: iso(now) })
  const { method, path, body, proof = '' } = asked
  const isRead = method === 'GET'
  const bodyDigest = isRead || !body ? EMPTY_DIGEST : base64url(sha256(body))
  const text = boundText({ method, path, bodyDigest, at, nonce, proof })
  const signature = Buffer.from(header.signature, 'base64url')
  const good = isRead ? sameBytes(hmac(keys.read, text), signature) : isSigned(keys.sign, text, signature)
  return good ? { kind: 'bound', nonce } : refuse('not-this-browser')
}

/** A MAC never stands for a signature: the key of reads is on the server too. */
function isSigned(point: Buffer, text: string, signature: Buffer): boolean {
  const key = publicKeyAt(point)
  return key !== undefined && isSignedBy(key, text, signature)
}
