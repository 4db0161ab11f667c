// Bytes and their digests. The one place that compares secrets.

import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto'

/** Source of random bytes; the real one is node:crypto's CSPRNG, tests pass a seeded one. */
export type Random = (byteCount: number) => Buffer

export const sha256 = (data: string | Uint8Array): Buffer => hash('sha256', data, 'buffer')

/** HMAC-SHA-256 (RFC 2104). */
export const hmac = (key: Uint8Array, data: string | Uint8Array): Buffer =>
  createHmac('sha256', secretKey(key)).update(data).digest()

/** The key as node:crypto holds it, kept while its bytes are: given bytes it would look at them anew each time, at ten times the price. */
export function secretKey(bytes: Uint8Array): KeyObject {
  const known = keys.get(bytes) ?? createSecretKey(bytes)
  keys.set(bytes, known)
  return known
}
const keys = new WeakMap<Uint8Array, KeyObject>()

export const base64url = (data: Uint8Array): string => Buffer.from(data).toString('base64url')

/** Compares in a time that depends on the lengths alone, so that a digest cannot be found byte by byte. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && timingSafeEqual(one, other)
}
