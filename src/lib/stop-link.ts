// The token of a link that stops one waiting thing. It is made from the thing's id and a key, so that the database
// holds nothing that could be used; it lives as long as what it stops.

import { hmac, sameBytes } from './bytes.ts'
import { derive, type KeyRing } from './keys.ts'

const MAC_BYTES = 16

const macOf = (key: Uint8Array, id: Buffer): Buffer => hmac(key, id).subarray(0, MAC_BYTES)
const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')

export function stopToken(ring: KeyRing, id: string): string {
  const bytes = bytesOf(id)
  return Buffer.concat([bytes, macOf(derive(ring.current, 'stop-link'), bytes)]).toString('base64url')
}

/** @returns the id, if the token is one of ours. Links outlive rotations: any key of the ring may have made it. */
export function readStopToken(ring: KeyRing, token: string): string | undefined {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.byteLength !== 16 + MAC_BYTES) return undefined
  const [id, mac] = [bytes.subarray(0, 16), bytes.subarray(16)]
  const ours = [...ring.byId.values()].some((key) => sameBytes(macOf(derive(key, 'stop-link'), id), mac))
  if (!ours) return undefined
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
