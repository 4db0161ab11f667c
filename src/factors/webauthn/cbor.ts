// Pure: where an item of CBOR ends (RFC 8949 §3). The library reads the first item and does not say what follows it;
// bytes that nobody reads are bytes that two readers can differ on.

const MAJOR = { bytes: 2, text: 3, array: 4, map: 5, tag: 6 } as const

/**
 * How many bytes the first item takes; undefined if it does not end within them, or has no length of its own (keys
 * write definite lengths only: CTAP 2.1 §8). Does not recurse, so that no depth is too deep for it.
 */
export function itemLength(bytes: Uint8Array): number | undefined {
  let at = 0
  for (let open = 1; open > 0; open--) {
    const head = bytes[at]
    const width = head === undefined ? undefined : argumentWidth(head & 31)
    if (head === undefined || width === undefined || at + 1 + width > bytes.length) return undefined
    const argument = width === 0 ? head & 31 : bigEndian(bytes.subarray(at + 1, at + 1 + width))
    at += 1 + width
    const major = head >> 5
    if (major === MAJOR.bytes || major === MAJOR.text) at += argument
    else if (major === MAJOR.array) open += argument
    else if (major === MAJOR.map) open += 2 * argument
    else if (major === MAJOR.tag) open += 1
    if (at > bytes.length) return undefined
  }
  return at
}

/** Whether the bytes are one item and nothing after it. */
export const isOneItem = (bytes: Uint8Array): boolean => itemLength(bytes) === bytes.length

/** Bytes that follow the first one; 28 to 31 are reserved or stand for lengths that come later. */
function argumentWidth(info: number): number | undefined {
  if (info < 24) return 0
  return info < 28 ? 2 ** (info - 24) : undefined
}

/** Beyond 2^53 it is not exact, and far beyond the end of anything that is measured here. */
const bigEndian = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0)
