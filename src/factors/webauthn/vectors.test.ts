// Every example of Web Authentication Level 3, section 16, and what we say of it. The user is verified at random in
// these, so none is held to that.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import { cbor } from '../../../test/kit/cbor.ts'
import type { KeySecret } from './key.ts'
import type { Why } from './laws.ts'
import { relyingParty } from './relying-party.ts'
import { verifyCreation, verifyRequest } from './webauthn.ts'

type Flags = { BE: boolean; BS: boolean; UV: boolean }
type Vector = {
  name: string
  section: string
  registration: Record<'challenge' | 'credential_id' | 'clientDataJSON' | 'attestationObject', string>
  authentication: Record<'challenge' | 'clientDataJSON' | 'authenticatorData' | 'signature', string>
  derived: { credentialPublicKeyCose: string; registrationFlags: Flags; authenticationFlags: Flags }
}
const vectors = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../test/vectors/webauthn-l3.json'), 'utf8'),
) as Vector[]

type Verdict = 'taken' | Why
type Verdicts = {
  readonly creation: Verdict
  /** The same without its statement, as a browser hands it over where no attestation is asked for (§5.1.3). */
  readonly unattested: Verdict
  readonly request: Verdict
}
const ALL: Verdicts = { creation: 'taken', unattested: 'taken', request: 'taken' }
const FRAMED: Verdicts = { creation: 'framed', unattested: 'framed', request: 'framed' }
const NOT_ASKED: Verdicts = { creation: 'algorithm', unattested: 'algorithm', request: 'algorithm' }
const ATTESTED: Verdicts = { ...ALL, creation: 'attestation' }

const VERDICTS: Readonly<Record<string, Verdicts>> = {
  'none-es256': ALL,
  'packed-self-es256': ALL,
  'none-es256-crossOrigin': FRAMED,
  'none-es256-topOrigin': FRAMED,
  'none-es256-long-credential-id': ALL,
  'packed-es256': ATTESTED,
  'packed-es384': NOT_ASKED,
  'packed-es512': NOT_ASKED,
  'packed-rs256': ATTESTED,
  'packed-eddsa': ATTESTED,
  'packed-ed448': NOT_ASKED,
  'tpm-es256': ATTESTED,
  'android-key-es256': ATTESTED,
  'apple-es256': ATTESTED,
  'fido-u2f-es256': ATTESTED,
}

const rp = relyingParty('https://example.org', 'Example')
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
const text = (hex: string): string => bytes(hex).toString('base64url')
const verdict = (said: { ok: true } | { ok: false; why: Why }): Verdict => (said.ok ? 'taken' : said.why)

const credential = ({ registration }: Vector) => {
  const id = text(registration.credential_id)
  return { id, rawId: id, type: 'public-key', clientExtensionResults: {} }
}

function created(vector: Vector, attestationObject: Buffer) {
  const { challenge, clientDataJSON } = vector.registration
  const response = {
    clientDataJSON: text(clientDataJSON),
    attestationObject: attestationObject.toString('base64url'),
  }
  return verifyCreation(rp, bytes(challenge), { ...credential(vector), response }, 'security-key')
}

function signed(vector: Vector, signature: Buffer) {
  const { challenge, clientDataJSON, authenticatorData } = vector.authentication
  const response = {
    clientDataJSON: text(clientDataJSON),
    authenticatorData: text(authenticatorData),
    signature: signature.toString('base64url'),
  }
  const demand = { verify: 'not-demanded', handle: Buffer.from('ines') } as const
  return verifyRequest(rp, bytes(challenge), { ...credential(vector), response }, keyOf(vector), demand)
}

const keyOf = (vector: Vector): KeySecret => ({
  id: text(vector.registration.credential_id),
  publicKey: text(vector.derived.credentialPublicKeyCose),
  counter: 0,
  transports: [],
  synced: vector.derived.registrationFlags.BE,
  backedUp: vector.derived.registrationFlags.BS,
  verifiesUser: vector.derived.registrationFlags.UV,
  aaguid: '00000000-0000-0000-0000-000000000000',
})

/** What it holds, with the statement taken out. */
function withoutStatement(attestationObject: Buffer): Buffer {
  const object = isoCBOR.decodeFirst<Map<string, Uint8Array>>(new Uint8Array(attestationObject))
  const data = object.get('authData')
  assert.ok(data)
  return cbor(
    new Map<string, string | Uint8Array | Map<string, string>>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', data],
    ]),
  )
}

test('every example of the specification has its verdict', () => {
  assert.deepEqual(vectors.map(({ name }) => name).toSorted(), Object.keys(VERDICTS).toSorted())
})

for (const vector of vectors) {
  const says = VERDICTS[vector.name] ?? ALL
  const { registration, authentication, derived } = vector

  test(`${vector.section} ${vector.name}: creation ${says.creation}, without its statement ${says.unattested}`, async () => {
    const object = bytes(registration.attestationObject)
    assert.equal(verdict(await created(vector, object)), says.creation)
    const unattested = await created(vector, withoutStatement(object))
    assert.equal(verdict(unattested), says.unattested)
    if (!unattested.ok) return
    const { aaguid, ...kept } = unattested.key
    assert.equal(aaguid.length, 36)
    const { aaguid: _, ...printed } = keyOf(vector)
    assert.deepEqual(kept, printed)
  })

  test(`${vector.section} ${vector.name}: signature ${says.request}, and with one bit turned none`, async () => {
    const signature = bytes(authentication.signature)
    const right = await signed(vector, signature)
    assert.equal(verdict(right), says.request)
    if (right.ok) assert.equal(right.userVerified, derived.authenticationFlags.UV)
    signature[signature.length - 1]! ^= 1
    assert.equal(
      verdict(await signed(vector, signature)),
      says.request === 'taken' ? 'signature' : says.request,
    )
  })
}
