// Pure: passkeys and security keys (WebAuthn Level 3 §7.1 and §7.2). First our own laws, each with its word for the
// log; then the library, which knows formats, curves and signatures. Both must agree. Alone it would let through a
// page inside another page, bytes after the attestation object or the signature, an id or a backup flag other than the
// registered one, and a self attestation under an algorithm that is not the key's.

import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import { base64url } from '../../lib/bytes.ts'
import { keyCreationField, keyRequestField } from '../../lib/webauthn-fields.ts'
import { ALGORITHMS, algorithmOf } from './cose.ts'
import type { KeySecret } from './key.ts'
import { firstBroken, hasCountedOn, isAskedFor, isFormed, saidHere, type Why } from './laws.ts'
import type { Wish } from './options.ts'
import { item, readAttestation, readAuthenticatorData, readClientData } from './read.ts'
import type { RelyingParty } from './relying-party.ts'

export type KeyRefused = {
  readonly ok: false
  readonly code: 'answer-wrong' | 'answer-replayed'
  readonly why: Why
}
export type KeyCreated = { readonly ok: true; readonly key: KeySecret } | KeyRefused
/** `key` is to be kept from now on: its counter and whether it is backed up have moved. */
export type KeyVerified =
  | { readonly ok: true; readonly key: KeySecret; readonly userVerified: boolean }
  | KeyRefused

export type Demand = {
  /** Whether the key must have asked for a PIN, a finger or a face. */
  readonly verify: 'demanded' | 'not-demanded'
  /** The user handle of the account whose key this is: a key that names a user must name this one. */
  readonly handle: Uint8Array
}

const wrong = (why: Why): KeyRefused => ({ ok: false, code: 'answer-wrong', why })

/** A new key, as its browser tells of it. `response` may be anything; `wish` is what the options asked for. */
export async function verifyCreation(
  rp: RelyingParty,
  challenge: Uint8Array,
  response: unknown,
  wish: Wish,
): Promise<KeyCreated> {
  const parsed = keyCreationField.safeParse(response)
  if (!parsed.success) return wrong('form')
  const { id, rawId, response: sent } = parsed.data
  const client = readClientData(sent.clientDataJSON)
  const attestation = readAttestation(sent.attestationObject)
  if (client === undefined || attestation?.data.attested === undefined) return wrong('encoding')
  const { attested, ...data } = attestation.data
  const why = firstBroken([
    ...saidHere({ rp, challenge, type: 'webauthn.create' }, client, data),
    // A passkey is to stand for a password as well, so it has to know its user from the start.
    ['user-verification', wish !== 'passkey' || data.userVerified],
    ['credential', id === attested.id && rawId === id],
    ['algorithm', algorithmOf(attested.key) !== undefined],
    ['attestation', isAskedFor(attestation)],
  ])
  if (why !== undefined) return wrong(why)
  const { clientDataJSON, attestationObject } = sent
  const agrees = await isSaid(() =>
    verifyRegistrationResponse({
      response: { ...plain(id), response: { clientDataJSON, attestationObject } },
      ...expected(rp, challenge),
      requireUserVerification: wish === 'passkey',
      supportedAlgorithmIDs: [...ALGORITHMS],
    }),
  )
  if (!agrees) return wrong('signature')
  const key = {
    id,
    publicKey: base64url(attested.publicKey),
    counter: data.counter,
    transports: sent.transports ?? [],
    synced: data.backupEligible,
    backedUp: data.backedUp,
    verifiesUser: data.userVerified,
    aaguid: uuid(attested.aaguid),
  }
  return { ok: true, key }
}

/** A signature of a known key, as its browser tells of it. `response` may be anything. */
export async function verifyRequest(
  rp: RelyingParty,
  challenge: Uint8Array,
  response: unknown,
  key: KeySecret,
  { verify, handle }: Demand,
): Promise<KeyVerified> {
  const parsed = keyRequestField.safeParse(response)
  if (!parsed.success) return wrong('form')
  const { id, rawId, response: sent } = parsed.data
  const client = readClientData(sent.clientDataJSON)
  const data = readAuthenticatorData(Buffer.from(sent.authenticatorData, 'base64url'))
  if (client === undefined || data === undefined) return wrong('encoding')
  const publicKey = new Uint8Array(Buffer.from(key.publicKey, 'base64url'))
  const algorithm = algorithmOf(item(publicKey))
  const why = firstBroken([
    ['credential', id === key.id && rawId === id],
    // An empty handle names nobody: some browsers say so in place of nothing.
    ['user-handle', !sent.userHandle || sent.userHandle === base64url(handle)],
    ...saidHere({ rp, challenge, type: 'webauthn.get' }, client, data),
    ['user-verification', verify !== 'demanded' || data.userVerified],
    ['backup-flags', data.backupEligible === key.synced],
    ['algorithm', algorithm !== undefined],
    ['signature', isFormed(Buffer.from(sent.signature, 'base64url'), algorithm)],
  ])
  if (why !== undefined) return wrong(why)
  const { clientDataJSON, authenticatorData, signature } = sent
  const agrees = await isSaid(() =>
    verifyAuthenticationResponse({
      response: { ...plain(id), response: { clientDataJSON, authenticatorData, signature } },
      ...expected(rp, challenge),
      requireUserVerification: verify === 'demanded',
      // Counters are compared below, once it is sure that the key itself said it: no stranger can cry "a copy".
      credential: { id, publicKey, counter: 0 },
    }),
  )
  if (!agrees) return wrong('signature')
  if (!hasCountedOn(key.counter, data.counter)) return { ok: false, code: 'answer-replayed', why: 'counter' }
  const { counter, backedUp, userVerified } = data
  return { ok: true, key: { ...key, counter, backedUp }, userVerified }
}

const expected = (rp: RelyingParty, challenge: Uint8Array) => ({
  expectedChallenge: base64url(challenge),
  expectedOrigin: rp.origin,
  expectedRPID: rp.id,
})

const plain = (id: string) => ({
  id,
  rawId: id,
  type: 'public-key' as const,
  clientExtensionResults: {},
})

/** The library says no by throwing, and also by what it returns. */
async function isSaid(judge: () => Promise<{ readonly verified: boolean }>): Promise<boolean> {
  try {
    return (await judge()).verified
  } catch {
    return false
  }
}

const uuid = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
