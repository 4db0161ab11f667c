// Pure: which public keys are taken. A COSE_Key holds exactly the members of its algorithm (WebAuthn Level 3 §6.5.1.1)
// on the curve that goes with it (§5.8.5), so that no key is read in one way here and in another by the library.

import { createPublicKey } from 'node:crypto'
import { base64url } from '../../lib/bytes.ts'

export const ES256 = -7
const EDDSA = -8
const RS256 = -257
/** IANA COSE algorithms, the one asked for first at the front: every key has one of them. */
export const ALGORITHMS = [ES256, EDDSA, RS256] as const
export type Algorithm = (typeof ALGORITHMS)[number]

/** Labels of RFC 9053 §7 and RFC 8230 §4. */
const LABEL = { kty: 1, alg: 3, crv: -1, x: -2, y: -3, n: -1, e: -2 } as const
const KTY = { okp: 1, ec2: 2, rsa: 3 } as const
const CRV = { p256: 1, ed25519: 6 } as const
const POINT_BYTES = 32
/** 2048 bits are safe, and beyond 4096 each verification costs more than any client needs. */
const MODULUS_BYTES = { fewest: 256, most: 512 } as const
/** 65537, which every maker uses; a large exponent would only make us work. */
const EXPONENT = 'AQAB'

type Members = ReadonlyMap<unknown, unknown>
type Form = {
  readonly members: number
  readonly holds: (key: Members) => boolean
  readonly jwk: (key: Members) => Record<string, string>
}

const FORMS: Readonly<Record<Algorithm, Form>> = {
  [ES256]: {
    members: 5,
    holds: (key) =>
      key.get(LABEL.kty) === KTY.ec2 &&
      key.get(LABEL.crv) === CRV.p256 &&
      hasBytes(key.get(LABEL.x), POINT_BYTES) &&
      // Bytes, not the sign of a compressed point (§5.8.5).
      hasBytes(key.get(LABEL.y), POINT_BYTES),
    jwk: (key) => ({ kty: 'EC', crv: 'P-256', x: text(key.get(LABEL.x)), y: text(key.get(LABEL.y)) }),
  },
  [EDDSA]: {
    members: 4,
    holds: (key) =>
      key.get(LABEL.kty) === KTY.okp &&
      key.get(LABEL.crv) === CRV.ed25519 &&
      hasBytes(key.get(LABEL.x), POINT_BYTES),
    jwk: (key) => ({ kty: 'OKP', crv: 'Ed25519', x: text(key.get(LABEL.x)) }),
  },
  [RS256]: {
    members: 4,
    holds: (key) =>
      key.get(LABEL.kty) === KTY.rsa &&
      hasBytes(key.get(LABEL.n), MODULUS_BYTES.fewest, MODULUS_BYTES.most) &&
      text(key.get(LABEL.e)) === EXPONENT,
    jwk: (key) => ({ kty: 'RSA', n: text(key.get(LABEL.n)), e: text(key.get(LABEL.e)) }),
  },
}

/** The algorithm of a public key that is whole, on its curve, and of a kind that we ask for; undefined of all others. */
export function algorithmOf(key: unknown): Algorithm | undefined {
  if (!(key instanceof Map)) return undefined
  const algorithm = ALGORITHMS.find((alg) => alg === key.get(LABEL.alg))
  if (algorithm === undefined) return undefined
  const form = FORMS[algorithm]
  const isWhole = key.size === form.members && form.holds(key) && isOnCurve(form.jwk(key))
  return isWhole ? algorithm : undefined
}

function isOnCurve(jwk: Record<string, string>): boolean {
  try {
    createPublicKey({ key: jwk, format: 'jwk' })
    return true
  } catch {
    return false
  }
}

const hasBytes = (value: unknown, fewest: number, most = fewest): boolean =>
  value instanceof Uint8Array && value.byteLength >= fewest && value.byteLength <= most

const text = (value: unknown): string => (value instanceof Uint8Array ? base64url(value) : '')
