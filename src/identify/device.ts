// Pure: a device is known by a key that its browser cannot give away (WebCrypto, not extractable), and proves it
// by a signature over a nonce of ours. A copied cookie, a guessed id or another account's key prove nothing.

import { hmac, sameBytes } from '../lib/bytes.ts'
import { isSignedBy, publicKeyAt } from '../lib/curve.ts'
import { derive, type KeyRing } from '../lib/keys.ts'
import { MINUTE, type Ms, SECOND } from '../lib/time.ts'

const NONCE_LIFE = 5 * MINUTE
const CLOCK_SLACK = 2 * SECOND
/** A device not seen for 90 days is new again (RULES part 5). */
export const DEVICE_LIFE_DAYS = 90

export type DeviceProof = { readonly nonce: string; readonly publicKey: string; readonly signature: string }

/** What the key signs. The identifier as the server reads it is part: a signature for one account's name is none for another's. */
export const signedText = (nonce: string, identifier: string): string =>
  `holdfast device proof\n${nonce}\n${identifier}`

/** A nonce that needs no row until it is used: time and 16 random bytes under a MAC. */
export function makeNonce(ring: KeyRing, random: Buffer, now: Ms): string {
  const body = `${now.toString(36)}.${random.toString('base64url')}`
  return `${ring.current.id}.${body}.${hmac(derive(ring.current, 'nonce'), body).toString('base64url')}`
}

/** One of ours that is not over yet. Whether it was used before is the store's to say. */
export function isOurNonce(ring: KeyRing, nonce: string, now: Ms): boolean {
  const [id, time, random, mac] = nonce.split('.')
  const key = ring.byId.get(Number(id))
  if (!key || !time || !random || !mac) return false
  const madeAt = Number.parseInt(time, 36)
  const good = sameBytes(hmac(derive(key, 'nonce'), `${time}.${random}`), Buffer.from(mac, 'base64url'))
  // Nonces are made by an estimate of the clock, on another node perhaps: a little ahead is no forgery.
  return good && madeAt <= now + CLOCK_SLACK && now < madeAt + NONCE_LIFE
}

/** The key that was proved (raw point), or undefined. Whether the nonce was used before is the store's to say. */
export function provenKey(
  ring: KeyRing,
  proof: DeviceProof,
  identifier: string,
  now: Ms,
): Buffer | undefined {
  if (!isOurNonce(ring, proof.nonce, now)) return undefined
  const point = Buffer.from(proof.publicKey, 'base64url')
  const key = publicKeyAt(point)
  const signature = Buffer.from(proof.signature, 'base64url')
  return key && isSignedBy(key, signedText(proof.nonce, identifier), signature) ? point : undefined
}
