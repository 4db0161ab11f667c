// Pure: the hash chain of an account's log. hash = SHA-256(previous hash ‖ canonical JSON of
// {"account","at","data","event","seq"}), `at` in ISO 8601, `data` the canonical JSON as stored, taken as a string.
// The first line follows 32 zero bytes. scripts/second-verifier.ts is a reader of its own, written from this paragraph.

import { sha256 } from '../lib/bytes.ts'
import { canonical } from '../lib/canonical.ts'
import { iso, type Ms } from '../lib/time.ts'

export const GENESIS = Buffer.alloc(32)

export type Entry = {
  readonly account: string
  readonly seq: number
  readonly at: Ms
  readonly event: string
  readonly data: string
}
export type Stored = Entry & { readonly previous: Buffer; readonly hash: Buffer }
export type Break = {
  readonly account: string
  readonly seq: number
  readonly why: 'gap' | 'previous' | 'hash' | 'head'
}

/** The hash of an entry that follows `previous`. */
export const link = (previous: Buffer, entry: Entry): Buffer =>
  sha256(
    Buffer.concat([
      previous,
      Buffer.from(
        canonical({
          account: entry.account,
          at: iso(entry.at),
          data: entry.data,
          event: entry.event,
          seq: entry.seq,
        }),
      ),
    ]),
  )

/** Goes on from `from` (the end of the part read before); the first break, or the end reached. */
export function follow(
  from: { readonly seq: number; readonly hash: Buffer },
  entries: readonly Stored[],
): Break | { readonly seq: number; readonly hash: Buffer } {
  let end = from
  for (const entry of entries) {
    const broken = (why: Break['why']): Break => ({ account: entry.account, seq: entry.seq, why })
    if (entry.seq !== end.seq + 1) return broken('gap')
    if (!entry.previous.equals(end.hash)) return broken('previous')
    if (!link(end.hash, entry).equals(entry.hash)) return broken('hash')
    end = { seq: entry.seq, hash: entry.hash }
  }
  return end
}
