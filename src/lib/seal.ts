// Secrets at rest: AES-256-GCM (NIST SP 800-38D). The place of a value (table, column, row, account) is
// associated data, so that a ciphertext copied into another row or account does not open there.
// Layout: key id (4 bytes), nonce (12), ciphertext, tag (16).

import { createCipheriv, createDecipheriv } from 'node:crypto'
import { assert } from './assert.ts'
import { type Random, secretKey } from './bytes.ts'
import { derive, type KeyRing } from './keys.ts'

export type Place = {
  readonly table: string
  readonly column: string
  readonly row: string
  readonly account: string
}

const ID_BYTES = 4
const NONCE_BYTES = 12
const TAG_BYTES = 16

const associated = (place: Place): Buffer =>
  Buffer.from(JSON.stringify([place.table, place.column, place.row, place.account]))

/** Encrypts with the newest key of the ring. */
export function seal(ring: KeyRing, random: Random, place: Place, plain: string): Buffer {
  const id = Buffer.alloc(ID_BYTES)
  id.writeUInt32BE(ring.current.id)
  const nonce = random(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', secretKey(derive(ring.current, 'seal')), nonce, {
    authTagLength: TAG_BYTES,
  })
  cipher.setAAD(associated(place))
  return Buffer.concat([id, nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** @throws if the key is not in the ring, the place is another one, or a bit was changed. */
export function unseal(ring: KeyRing, place: Place, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed)
  assert(
    bytes.length >= ID_BYTES + NONCE_BYTES + TAG_BYTES,
    `sealed value of ${place.table}.${place.column} is too short`,
  )
  const key = ring.byId.get(sealedWith(bytes))
  assert(key, `sealed value of ${place.table}.${place.column} names a key that is not in the ring`)
  const nonce = bytes.subarray(ID_BYTES, ID_BYTES + NONCE_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', secretKey(derive(key, 'seal')), nonce, {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(associated(place))
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  return (
    decipher.update(bytes.subarray(ID_BYTES + NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') +
    decipher.final('utf8')
  )
}

/** The id of the key that a value was sealed with: rotation re-seals what names an older one. */
export const sealedWith = (sealed: Uint8Array): number => Buffer.from(sealed).readUInt32BE(0)
