// Pure: public keys on P-256 (FIPS 186-5), which every browser's WebCrypto has.

import { createPublicKey, type KeyObject, verify } from 'node:crypto'

const POINT_BYTES = 65
const UNCOMPRESSED = 4

/** The public key at a point (SEC 1 §2.3.3, uncompressed), or undefined if it is none or not on the curve. */
export function publicKeyAt(point: Uint8Array): KeyObject | undefined {
  const known = keys.get(point)
  if (known) return known
  const bytes = Buffer.from(point)
  if (bytes.length !== POINT_BYTES || bytes[0] !== UNCOMPRESSED) return undefined
  const x = bytes.subarray(1, 33).toString('base64url')
  const y = bytes.subarray(33).toString('base64url')
  try {
    const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
    keys.set(point, key)
    return key
  } catch {
    // A point that is not on the curve: OpenSSL refuses it by throwing.
    return undefined
  }
}
/** Kept while the bytes are: a remembered session does not pay for its key at each change. */
const keys = new WeakMap<Uint8Array, KeyObject>()

/** ECDSA with SHA-256 and a signature as WebCrypto makes it (IEEE P1363, 64 bytes). */
export const isSignedBy = (key: KeyObject, text: string, signature: Uint8Array): boolean =>
  verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, signature)
