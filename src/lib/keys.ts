// The key ring: every key has an id, the newest encrypts, all of them decrypt. It lives outside the database,
// so that a stolen dump or backup holds nothing that can be opened, and no code that can be guessed offline.

import { hmac } from './bytes.ts'

export type Key = { readonly id: number; readonly bytes: Buffer }
export type KeyRing = { readonly current: Key; readonly byId: ReadonlyMap<number, Key> }

/** What a derived key is for. A key never serves two uses, so an answer in one place is none in another. */
export type KeyUse =
  | 'seal'
  | 'identifier'
  | 'code'
  | 'content'
  | 'nonce'
  | 'stop-link'
  | 'not-me-link'
  | 'password-pepper'
  | 'push'

/** The newest key seals unless `currentId` says another: a rotation first brings the new key to all nodes, then uses it. @throws if the ring is empty or an id occurs twice. */
export function keyRing(keys: readonly Key[], currentId?: number): KeyRing {
  const byId = new Map(keys.map((key) => [key.id, key]))
  const current = currentId === undefined ? keys.at(-1) : byId.get(currentId)
  if (!current || byId.size !== keys.length)
    throw new Error('a key ring needs at least one key, each with its own id, and a current one')
  return { current, byId }
}

/** A key of 256 bits for one use, derived from a key of the ring (HMAC as a KDF, NIST SP 800-108r1 §4.1). */
export function derive(key: Key, use: KeyUse): Buffer {
  const known = derived.get(key) ?? new Map<KeyUse, Buffer>()
  derived.set(key, known)
  const bytes = known.get(use) ?? hmac(key.bytes, `holdfast ${use}`)
  known.set(use, bytes)
  return bytes
}
const derived = new WeakMap<Key, Map<KeyUse, Buffer>>()

/** A MAC that finds a thing again after a rotation: always under the oldest key of the ring. Never for secrets that are guessed. */
export const lookupMac = (ring: KeyRing, text: string): Buffer =>
  hmac(derive([...ring.byId.values()][0]!, 'identifier'), text)
