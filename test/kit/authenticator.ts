// A passkey or security key made of software, with the browser before it: answers options as a real one would, and
// lies in one place where a test asks for it.
//
//   const key = softKey()
//   const made = await key.create(options, 'https://portal.example')
//   const signed = await key.get(options, 'https://portal.example', { flags: { present: false } })

import {
  generateKeyPairSync,
  type KeyObject,
  type KeyPairKeyObjectResult,
  randomBytes,
  sign,
} from 'node:crypto'
import { sha256 } from '../../src/lib/bytes.ts'
import type {
  CreationOptions,
  KeyCreation,
  KeyRequest,
  RequestOptions,
  Transport,
} from '../../src/lib/webauthn-fields.ts'
import { type Cbor, cbor } from './cbor.ts'

export type KeyAlgorithm = 'ES256' | 'EdDSA' | 'RS256'
export type KeyFlags = {
  readonly present: boolean
  readonly verified: boolean
  readonly eligible: boolean
  readonly backedUp: boolean
}
export type SoftKeyOptions = {
  readonly algorithm?: KeyAlgorithm
  /** A key of the U2F kind: verifies nobody, remembers nobody, counts. */
  readonly u2f?: boolean
  /** Whether it has a PIN, a finger or a face to ask for. */
  readonly verifiesUser?: boolean
  /** Copied between devices (BE and BS). Such keys do not count. */
  readonly synced?: boolean
  readonly counts?: boolean
  readonly attestation?: 'none' | 'packed'
  readonly transports?: readonly Transport[]
  /** 16 bytes; the model. */
  readonly aaguid?: Buffer
  readonly idBytes?: number
}

/** All but the last four are told before the key signs, so that its signature is right for the lie. */
export type Lie = {
  /** Members that replace what the browser says of the page; undefined takes one away. */
  readonly clientData?: Readonly<Record<string, unknown>>
  readonly flags?: Partial<KeyFlags>
  readonly rpId?: string
  readonly counter?: number
  readonly id?: Buffer
  readonly cose?: (key: Map<number | string, Cbor>) => Map<number | string, Cbor>
  readonly authenticatorData?: (bytes: Buffer) => Buffer
  readonly format?: string
  readonly statement?: (statement: Map<string, Cbor>) => Map<string, Cbor>
  readonly attestationObject?: (bytes: Buffer) => Buffer
  readonly signature?: (bytes: Buffer) => Buffer
}

export type SoftKey = {
  /** Credential id, base64url. */
  readonly id: string
  /** What it counted to. Set it back and it is a copy made earlier. */
  counter: number
  /** As `navigator.credentials.create` and JSON of what it gives. Throws where a browser would refuse. */
  create(options: CreationOptions, origin: string, lie?: Lie): Promise<KeyCreation>
  get(options: RequestOptions, origin: string, lie?: Lie): Promise<KeyRequest>
}

const ALGORITHMS = { ES256: -7, EdDSA: -8, RS256: -257 } as const
const FLAG = { present: 0x01, verified: 0x04, eligible: 0x08, backedUp: 0x10 } as const
const ATTESTED = 0x40

/** What the key is and keeps. */
type Own = {
  readonly algorithm: KeyAlgorithm
  readonly pair: KeyPairKeyObjectResult
  readonly rawId: Buffer
  readonly aaguid: Buffer
  readonly attestation: 'none' | 'packed'
  readonly transports: readonly Transport[]
  readonly verifiesUser: boolean
  readonly synced: boolean
  readonly counts: boolean
  readonly forgets: boolean
  counter: number
  /** The user it was made for, where it remembers one. */
  handle: string | undefined
}

export function softKey(options: SoftKeyOptions = {}): SoftKey {
  const { algorithm = 'ES256', u2f = false, synced = false } = options
  const own: Own = {
    algorithm,
    pair: newPair(algorithm),
    rawId: randomBytes(options.idBytes ?? 32),
    aaguid: options.aaguid ?? Buffer.alloc(16),
    attestation: options.attestation ?? 'none',
    transports: options.transports ?? [u2f ? 'usb' : 'internal'],
    verifiesUser: options.verifiesUser ?? !u2f,
    synced,
    counts: options.counts ?? !synced,
    forgets: u2f,
    counter: 0,
    handle: undefined,
  }
  return {
    id: own.rawId.toString('base64url'),
    get counter() {
      return own.counter
    },
    set counter(counted) {
      own.counter = counted
    },
    create: async (asked, origin, lie = {}) => create(own, asked, origin, lie),
    get: async (asked, origin, lie = {}) => get(own, asked, origin, lie),
  }
}

function create(own: Own, asked: CreationOptions, origin: string, lie: Lie): KeyCreation {
  const { algorithm, rawId, aaguid, attestation } = own
  const { residentKey, userVerification } = asked.authenticatorSelection
  const id = rawId.toString('base64url')
  admit(asked.rp.id, origin)
  if (asked.excludeCredentials.some((known) => known.id === id))
    throw new Error('InvalidStateError: this key is there already')
  if (!asked.pubKeyCredParams.some(({ alg }) => alg === ALGORITHMS[algorithm]))
    throw new Error('NotSupportedError: no algorithm of this key')
  if (residentKey === 'required' && own.forgets) throw new Error('NotAllowedError: remembers nobody')
  own.handle = residentKey === 'discouraged' ? undefined : asked.user.id
  const client = clientData('webauthn.create', asked.challenge, origin, lie)
  const cose = coseKey(algorithm, own.pair.publicKey)
  const shownId = lie.id ?? rawId
  const idLength = Buffer.from([shownId.length >> 8, shownId.length & 0xff])
  const attested = Buffer.concat([aaguid, idLength, shownId, cbor(lie.cose?.(cose) ?? cose)])
  const data = authenticatorData(own, { rpId: asked.rp.id, userVerification, attested }, lie)
  const statement = new Map<string, Cbor>()
  if (attestation === 'packed')
    statement.set('alg', ALGORITHMS[algorithm]).set('sig', signature(own, data, client, lie))
  const object = cbor(
    new Map<string, Cbor>([
      ['fmt', lie.format ?? attestation],
      ['attStmt', lie.statement?.(statement) ?? statement],
      ['authData', data],
    ]),
  )
  const response = {
    clientDataJSON: client.toString('base64url'),
    attestationObject: (lie.attestationObject?.(object) ?? object).toString('base64url'),
    transports: [...own.transports],
  }
  return { ...credential(id), response }
}

function get(own: Own, asked: RequestOptions, origin: string, lie: Lie): KeyRequest {
  const id = own.rawId.toString('base64url')
  const { rpId, allowCredentials: allowed, userVerification } = asked
  admit(rpId, origin)
  if (allowed.length === 0 ? own.handle === undefined : !allowed.some((known) => known.id === id))
    throw new Error('NotAllowedError: this key is not asked')
  const client = clientData('webauthn.get', asked.challenge, origin, lie)
  const data = authenticatorData(own, { rpId, userVerification }, lie)
  const response = {
    clientDataJSON: client.toString('base64url'),
    authenticatorData: data.toString('base64url'),
    signature: signature(own, data, client, lie).toString('base64url'),
    ...(own.handle !== undefined && { userHandle: own.handle }),
  }
  return { ...credential(id), response }
}

/** WebAuthn Level 3 §6.1. Each use counts. */
function authenticatorData(
  own: Own,
  asked: { readonly rpId: string; readonly userVerification: string; readonly attested?: Buffer },
  lie: Lie,
): Buffer {
  if (asked.userVerification === 'required' && !own.verifiesUser)
    throw new Error('NotAllowedError: cannot verify a user')
  if (own.counts) own.counter += 1
  const flags: KeyFlags = {
    present: true,
    verified: own.verifiesUser && asked.userVerification !== 'discouraged',
    eligible: own.synced,
    backedUp: own.synced,
    ...lie.flags,
  }
  const raised = (Object.keys(FLAG) as (keyof KeyFlags)[]).filter((flag) => flags[flag])
  const head = Buffer.alloc(5)
  head.writeUInt8(raised.reduce((sum, flag) => sum | FLAG[flag], asked.attested ? ATTESTED : 0))
  head.writeUInt32BE(lie.counter ?? own.counter, 1)
  const data = Buffer.concat([sha256(lie.rpId ?? asked.rpId), head, asked.attested ?? Buffer.alloc(0)])
  return lie.authenticatorData?.(data) ?? data
}

function signature(own: Own, data: Buffer, client: Buffer, lie: Lie): Buffer {
  const hash = own.algorithm === 'EdDSA' ? null : 'sha256'
  const made = sign(hash, Buffer.concat([data, sha256(client)]), own.pair.privateKey)
  return lie.signature?.(made) ?? made
}

/** What a browser does before it asks any key: a page may only ask for its own host, or for one above it. */
function admit(rpId: string, origin: string): void {
  const host = new URL(origin).hostname
  if (host !== rpId && !host.endsWith(`.${rpId}`)) throw new Error('SecurityError: not the site of this page')
}

const clientData = (type: string, challenge: string, origin: string, lie: Lie): Buffer =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false, ...lie.clientData }))

const credential = (id: string) => ({
  id,
  rawId: id,
  type: 'public-key' as const,
  clientExtensionResults: {},
})

function newPair(algorithm: KeyAlgorithm): KeyPairKeyObjectResult {
  if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' })
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519')
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
}

/** COSE_Key in the canonical order of its labels (RFC 9053 §7, RFC 8230 §4). */
function coseKey(algorithm: KeyAlgorithm, publicKey: KeyObject): Map<number | string, Cbor> {
  const jwk = publicKey.export({ format: 'jwk' })
  const bytes = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64url')
  const own: Record<KeyAlgorithm, readonly (readonly [number, Cbor])[]> = {
    ES256: [
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, bytes(jwk.x)],
      [-3, bytes(jwk.y)],
    ],
    EdDSA: [
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, bytes(jwk.x)],
    ],
    RS256: [
      [1, 3],
      [3, -257],
      [-1, bytes(jwk.n)],
      [-2, bytes(jwk.e)],
    ],
  }
  return new Map(own[algorithm])
}
