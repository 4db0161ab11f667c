// Pure: what a browser and a key said, as plain facts. Whatever cannot be read to its last byte is undefined.

import { isoCBOR } from '@simplewebauthn/server/helpers'
import { base64url } from '../../lib/bytes.ts'
import { parseJson } from '../../lib/json.ts'
import { CREDENTIAL_ID_BYTES } from '../../lib/webauthn-fields.ts'
import { isOneItem, itemLength } from './cbor.ts'

/** What the browser says of the page (WebAuthn Level 3 §5.8.1). Of any type: nobody has looked at it yet. */
export type ClientData = {
  readonly type: unknown
  readonly challenge: unknown
  readonly origin: unknown
  readonly crossOrigin: unknown
  readonly topOrigin: unknown
}

/** What the key says (§6.1). */
export type AuthenticatorData = {
  readonly rpIdHash: Buffer
  readonly userPresent: boolean
  readonly userVerified: boolean
  readonly backupEligible: boolean
  readonly backedUp: boolean
  readonly counter: number
  /** The new key, where there is one (§6.5.1). */
  readonly attested:
    | { readonly aaguid: Buffer; readonly id: string; readonly key: unknown; readonly publicKey: Buffer }
    | undefined
}

export type Attestation = {
  readonly format: unknown
  readonly statement: ReadonlyMap<unknown, unknown>
  readonly data: AuthenticatorData
}

const FLAG = { present: 0x01, verified: 0x04, eligible: 0x08, backedUp: 0x10, attested: 0x40, extended: 0x80 }
const HASH_BYTES = 32
/** Hash of the RP ID, flags, counter. */
const FIXED_BYTES = 37
const AAGUID_BYTES = 16

/** Strict: with two members of one name, a second reader could take the other one. */
export function readClientData(encoded: string): ClientData | undefined {
  const parsed = parseJson(Buffer.from(encoded, 'base64url').toString('utf8'))
  if (!parsed.ok || typeof parsed.value !== 'object' || parsed.value === null) return undefined
  const { type, challenge, origin, crossOrigin, topOrigin } = parsed.value as Partial<ClientData>
  return { type, challenge, origin, crossOrigin, topOrigin }
}

/** The attestation object (§6.5.4). */
export function readAttestation(encoded: string): Attestation | undefined {
  const object = item(Buffer.from(encoded, 'base64url'))
  if (!(object instanceof Map)) return undefined
  const [statement, data]: unknown[] = [object.get('attStmt'), object.get('authData')]
  if (!(statement instanceof Map) || !(data instanceof Uint8Array)) return undefined
  const read = readAuthenticatorData(Buffer.from(data))
  return read && { format: object.get('fmt'), statement, data: read }
}

export function readAuthenticatorData(bytes: Buffer): AuthenticatorData | undefined {
  if (bytes.length < FIXED_BYTES) return undefined
  const flags = bytes.readUInt8(HASH_BYTES)
  const says = (flag: number): boolean => (flags & flag) !== 0
  const after = bytes.subarray(FIXED_BYTES)
  const attested = says(FLAG.attested) ? readAttested(after) : undefined
  if (says(FLAG.attested) && attested === undefined) return undefined
  const rest = after.subarray(attested?.length ?? 0)
  if (says(FLAG.extended) ? !isOneItem(rest) : rest.length > 0) return undefined
  return {
    rpIdHash: bytes.subarray(0, HASH_BYTES),
    userPresent: says(FLAG.present),
    userVerified: says(FLAG.verified),
    backupEligible: says(FLAG.eligible),
    backedUp: says(FLAG.backedUp),
    counter: bytes.readUInt32BE(HASH_BYTES + 1),
    attested: attested?.value,
  }
}

/** Model, length of the id, id, public key. */
function readAttested(bytes: Buffer) {
  const head = AAGUID_BYTES + 2
  if (bytes.length < head) return undefined
  const idBytes = bytes.readUInt16BE(AAGUID_BYTES)
  if (idBytes === 0 || idBytes > CREDENTIAL_ID_BYTES) return undefined
  const keyLength = itemLength(bytes.subarray(head + idBytes))
  if (keyLength === undefined) return undefined
  const length = head + idBytes + keyLength
  const publicKey = bytes.subarray(head + idBytes, length)
  const id = base64url(bytes.subarray(head, head + idBytes))
  return { length, value: { aaguid: bytes.subarray(0, AAGUID_BYTES), id, key: item(publicKey), publicKey } }
}

/** The value of bytes that are one item of CBOR; undefined if they are not, or nobody can tell what it means. */
export function item(bytes: Uint8Array): unknown {
  if (!isOneItem(bytes)) return undefined
  try {
    return isoCBOR.decodeFirst<unknown>(new Uint8Array(bytes))
  } catch {
    return undefined
  }
}
