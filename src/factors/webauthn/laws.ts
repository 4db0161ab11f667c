// Pure: what must be true of anything that a key signed for us, each law with its word for the log.

import { base64url, sameBytes, sha256 } from '../../lib/bytes.ts'
import { type Algorithm, algorithmOf, ES256 } from './cose.ts'
import { isTwoIntegers } from './der.ts'
import type { Attestation, AuthenticatorData, ClientData } from './read.ts'
import type { RelyingParty } from './relying-party.ts'

/** Why an answer was refused: for our log, and never for whoever sent it. */
export type Why =
  /** Not the JSON that browsers send. */
  | 'form'
  /** Bytes that cannot be read to the last one. */
  | 'encoding'
  | 'type'
  | 'challenge'
  | 'origin'
  /** The page was inside a page of somebody else. */
  | 'framed'
  | 'rp-id'
  | 'user-presence'
  | 'user-verification'
  | 'backup-flags'
  /** Another key than the one that is spoken of. */
  | 'credential'
  /** A key of somebody else. */
  | 'user-handle'
  | 'algorithm'
  | 'attestation'
  | 'signature'
  /** The key has a copy somewhere, or this is an old signature. */
  | 'counter'

export type Law = readonly [why: Why, holds: boolean]

export const firstBroken = (laws: readonly Law[]): Why | undefined => laws.find(([, holds]) => !holds)?.[0]

export type Asked = {
  readonly rp: RelyingParty
  readonly challenge: Uint8Array
  readonly type: 'webauthn.create' | 'webauthn.get'
}

/** What holds in both ceremonies (WebAuthn Level 3 §7.1 steps 7 to 18, §7.2 steps 10 to 20). */
export const saidHere = (
  { rp, challenge, type }: Asked,
  client: ClientData,
  data: Omit<AuthenticatorData, 'attested'>,
): readonly Law[] => [
  ['type', client.type === type],
  ['challenge', client.challenge === base64url(challenge)],
  // The whole origin: another port is another program on the same host.
  ['origin', client.origin === rp.origin],
  // No page of ours is ever framed. Older browsers leave the first member out, all but framed ones the second.
  ['framed', client.crossOrigin === undefined || client.crossOrigin === false],
  ['framed', client.topOrigin === undefined],
  ['rp-id', sameBytes(data.rpIdHash, sha256(rp.id))],
  ['user-presence', data.userPresent],
  ['backup-flags', data.backupEligible || !data.backedUp],
]

/**
 * We ask for no attestation, so what comes has none, or is signed by the new key itself (§5.1.3). Others bring
 * certificates of strangers, and whoever checks those fetches lists from addresses that stand in them.
 */
export function isAskedFor({ format, statement, data }: Attestation): boolean {
  if (format === 'none') return statement.size === 0
  if (format !== 'packed') return false
  const [algorithm, signature] = [algorithmOf(data.attested?.key), statement.get('sig')]
  return (
    statement.size === 2 &&
    // §8.2.1: under the algorithm of the key, which the library does not compare.
    statement.get('alg') === algorithm &&
    signature instanceof Uint8Array &&
    isFormed(signature, algorithm)
  )
}

/** The signature in the form of its algorithm; forms other than ES256's have one length, which the library holds them to. */
export const isFormed = (signature: Uint8Array, algorithm: Algorithm | undefined): boolean =>
  algorithm !== ES256 || isTwoIntegers(signature)

/** A key that counts must have counted on (§6.1.1); one that never counts says 0 each time. */
export const hasCountedOn = (before: number, after: number): boolean =>
  after > before || (after === 0 && before === 0)
