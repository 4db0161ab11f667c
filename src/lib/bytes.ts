// Bytes and their digests. The one place that compares secrets.

import { createHmac, hash, timingSafeEqual } from 'node:crypto'

/** Source of random bytes; the real one is node:crypto's CSPRNG, tests pass a seeded one. */
export type Random = (byteCount: number) => Buffer

export const sha256 = (data: string | Uint8Array): Buffer => hash('sha256', data, 'buffer')

/** HMAC-SHA-256 (RFC 2104). */
export const hmac = (key: Uint8Array, data: string | Uint8Array): Buffer =>
  createHmac('sha256', key).update(data).digest()

export const base64url = (data: Uint8Array): string => Buffer.from(data).toString('base64url')

/** Compares in a time that depends on the lengths alone, so that a digest cannot be found byte by byte. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && timingSafeEqual(one, other)
}
