// Pure: what binds a request to the browser that holds a session's keys, as text. Server and SDK both read it here, in
// the manner of DPoP (RFC 9449). docs/decisions/0005-browser-bound-sessions.md says why each part is in it.

import type { Ms } from './time.ts'

/** The header of a request of a session; names of headers are lower case in HTTP/2 and in Node. */
export const BOUND_HEADER = 'holdfast-bound'
export const PROOF_HEADER = 'holdfast-proof'

/** What the header says. `nonce` is 16 random bytes in base64url, `signature` base64url of 64 bytes (ECDSA) or 32 (HMAC). */
export type BoundHeader = { readonly at: Ms; readonly nonce: string; readonly signature: string }

const FORM = /^v=1,t=([1-9][0-9]{0,14}),n=([A-Za-z0-9_-]{22}),s=([A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{86})$/

export const writeBound = ({ at, nonce, signature }: BoundHeader): string =>
  `v=1,t=${at},n=${nonce},s=${signature}`

/** Undefined for what is not exactly the form: two spellings of one header would be two things to think about. */
export function readBound(header: string | undefined): BoundHeader | undefined {
  const [, at, nonce, signature] = FORM.exec(header ?? '') ?? []
  return at && nonce && signature ? { at: Number(at), nonce, signature } : undefined
}

/** A request as it is signed. */
export type SignedRequest = {
  readonly method: string
  /** As in the request line: path and query. */
  readonly path: string
  /** SHA-256 of the body's bytes, base64url. */
  readonly bodyDigest: string
  readonly at: Ms
  readonly nonce: string
  /** What stands in Holdfast-Proof; empty if nothing does. A thief in between cannot put another one there. */
  readonly proof: string
}

/** The text under a signature (changes) or a MAC (reads). No part can hold a line feed, so no two requests have one text. */
export const boundText = ({ method, path, bodyDigest, at, nonce, proof }: SignedRequest): string =>
  ['holdfast bound 1', method, path, bodyDigest, at, nonce, proof].join('\n')

/** SHA-256 of nothing, base64url: the body of a read. */
export const EMPTY_DIGEST = '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'

/**
 * HKDF's `info` (RFC 5869 §3.2) for the key that marks reads: what it is for, of which session, agreed between whom
 * (both points, base64url), so that a key agreed elsewhere is none here.
 */
export const readKeyInfo = (session: string, browserPoint: string, serverPoint: string): string =>
  `holdfast session read key\n${session}\n${browserPoint}\n${serverPoint}`
