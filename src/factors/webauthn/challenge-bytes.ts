// What a key is asked to sign: the digest of what is bound, then a nonce. So the signature itself covers the content,
// and whoever keeps it can show later what was signed.

import { assert } from '../../lib/assert.ts'

const DIGEST_BYTES = 32
/** Twice what WebAuthn Level 3 §13.4.3 asks for. */
const NONCE_BYTES = 32

/** `digest`: SHA-256 of what is bound. `nonce`: random, for this challenge alone. */
export function challengeBytes(digest: Uint8Array, nonce: Uint8Array): Buffer {
  assert(digest.byteLength === DIGEST_BYTES, 'what is bound enters a challenge as its SHA-256')
  assert(nonce.byteLength === NONCE_BYTES, `the nonce of a challenge has ${NONCE_BYTES} bytes`)
  return Buffer.concat([digest, nonce])
}

/** The digest that a challenge was made of. */
export function digestIn(challenge: Uint8Array): Buffer {
  assert(challenge.byteLength === DIGEST_BYTES + NONCE_BYTES, 'a challenge is a digest and a nonce')
  return Buffer.from(challenge.subarray(0, DIGEST_BYTES))
}
