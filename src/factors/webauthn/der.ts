// Pure: the one way in which a signature of ES256 is written (WebAuthn Level 3 §6.5.5: DER, X.690 §8.3 and §10.1), a
// sequence of two integers. The library reads looser forms too, and passes over bytes behind it.

const SEQUENCE = 0x30
const INTEGER = 0x02
const HEAD = 2

/** Two positive integers, each as short as it can be, and nothing else. 72 bytes at most, so lengths are single bytes. */
export function isTwoIntegers(bytes: Uint8Array): boolean {
  const second = 2 * HEAD + (bytes[HEAD + 1] ?? 0)
  return (
    isWhole(bytes, SEQUENCE) && isInteger(bytes.subarray(HEAD, second)) && isInteger(bytes.subarray(second))
  )
}

function isInteger(bytes: Uint8Array): boolean {
  const [first = 0x80, next = 0x80] = bytes.subarray(HEAD)
  return isWhole(bytes, INTEGER) && first < 0x80 && (first > 0 || next >= 0x80)
}

const isWhole = (bytes: Uint8Array, tag: number): boolean =>
  bytes[0] === tag && bytes[1] === bytes.length - HEAD && bytes.length > HEAD
