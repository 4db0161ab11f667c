// The token of a link in a mail, for one thing and one use of it. It is made from the thing's id and a key, so that the
// database holds nothing that could be used. A link that stops lives as long as what it stops.

import { hmac, sameBytes } from './bytes.ts'
import { derive, type KeyRing } from './keys.ts'

const MAC_BYTES = 16

const macOf = (key: Uint8Array, id: Buffer): Buffer => hmac(key, id).subarray(0, MAC_BYTES)
const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')

export type LinkUse = 'stop-link' | 'not-me-link'

export function linkToken(ring: KeyRing, use: LinkUse, id: string): string {
  const bytes = bytesOf(id)
  return Buffer.concat([bytes, macOf(derive(ring.current, use), bytes)]).toString('base64url')
}

/** @returns the id, if the token is one of ours. Links outlive rotations: any key of the ring may have made it. */
export function readLinkToken(ring: KeyRing, use: LinkUse, token: string): string | undefined {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.byteLength !== 16 + MAC_BYTES) return undefined
  const [id, mac] = [bytes.subarray(0, 16), bytes.subarray(16)]
  const ours = [...ring.byId.values()].some((key) => sameBytes(macOf(derive(key, use), id), mac))
  if (!ours) return undefined
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export const stopToken = (ring: KeyRing, id: string): string => linkToken(ring, 'stop-link', id)
export const readStopToken = (ring: KeyRing, token: string): string | undefined =>
  readLinkToken(ring, 'stop-link', token)
