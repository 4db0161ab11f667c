import type { Random } from './bytes.ts'

/** A random UUID (RFC 9562 §5.4): ids say nothing about order or number. */
export function newId(random: Random): string {
  const bytes = random(16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** A bearer secret of 256 bits, as text that survives cookies and headers. */
export const newToken = (random: Random): string => random(32).toString('base64url')

/** A number of six digits, each as likely as the others (no modulo bias). */
export function newSixDigits(random: Random): string {
  for (;;) {
    const drawn = random(4).readUInt32BE() >>> 0
    // 4,294,000,000 is the largest multiple of a million that four bytes can hold.
    if (drawn < 4_294_000_000) return String(drawn % 1_000_000).padStart(6, '0')
  }
}
