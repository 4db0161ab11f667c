// The clients of the benchmark, by number: server and load know the same ones without telling each other.
import { createECDH, createPrivateKey, hkdfSync, type KeyObject, sign } from 'node:crypto'
import { boundText, EMPTY_DIGEST, readKeyInfo, writeBound } from '../src/lib/bound.ts'
import { hmac, sha256 } from '../src/lib/bytes.ts'

export const PASSWORD = 'a lantern under the third arch'

const name = (index: number): string => String(index).padStart(6, '0')
export const usernameOf = (index: number): string => `bench-${name(index)}`
export const emailOf = (index: number): string => `bench-${name(index)}@example.test`

/** Key of the authenticator, 160 bits. */
export const totpKeyOf = (index: number): Buffer => sha256(`authenticator ${index}`).subarray(0, 20)

/** The 256 bits of the session that a client is given in advance, and the cookie that holds them. */
export const tokenOf = (index: number): Buffer => sha256(`session ${index}`)
export const cookieOf = (index: number): string => `__Host-holdfast=${tokenOf(index).toString('base64url')}`

/** A network of its own for each client: the limits of networks are on. */
export const addressOf = (index: number): string =>
  `100.${64 + ((index >> 16) & 63)}.${(index >> 8) & 255}.${index & 255}`

/** Private keys of the browser of a client, and the points that the server knows. */
const privateOf = (use: 'sign' | 'agree', index: number): Buffer => sha256(`${use} ${index}`)
function pointOf(use: 'sign' | 'agree', index: number): Buffer {
  const own = createECDH('prime256v1')
  own.setPrivateKey(privateOf(use, index))
  return own.getPublicKey()
}
export const pointsOf = (index: number) => ({ sign: pointOf('sign', index), agree: pointOf('agree', index) })

/** The client's half of the agreement on the key that marks reads. */
export function readKeyOf(index: number, session: string, serverPoint: Buffer): Buffer {
  const own = createECDH('prime256v1')
  own.setPrivateKey(privateOf('agree', index))
  const browserPoint = own.getPublicKey().toString('base64url')
  const info = readKeyInfo(session, browserPoint, serverPoint.toString('base64url'))
  return Buffer.from(hkdfSync('sha256', own.computeSecret(serverPoint), '', info, 32))
}

function signKeyOf(index: number): KeyObject {
  const point = pointOf('sign', index)
  const x = point.subarray(1, 33).toString('base64url')
  const y = point.subarray(33).toString('base64url')
  const d = privateOf('sign', index).toString('base64url')
  return createPrivateKey({ key: { kty: 'EC', crv: 'P-256', x, y, d }, format: 'jwk' })
}

/** The header of a read at this moment. @param key of `readKeyOf`, base64url. */
export function boundRead(path: string, key: string): string {
  const [at, nonce] = [Date.now(), sha256(key).toString('base64url').slice(0, 22)]
  const text = boundText({ method: 'GET', path, bodyDigest: EMPTY_DIGEST, at, nonce, proof: '' })
  return writeBound({
    at,
    nonce,
    signature: hmac(Buffer.from(key, 'base64url'), text).toString('base64url'),
  })
}

type Marks = { readonly nonce?: string; readonly proof?: string }
/** The header of a change at this moment; without a nonce, one a client is enough. */
export function boundChange(path: string, body: string, index: number, marks: Marks = {}): string {
  const { nonce = 'A'.repeat(22), proof = '' } = marks
  const at = Date.now()
  const bodyDigest = sha256(body).toString('base64url')
  const text = Buffer.from(boundText({ method: 'POST', path, bodyDigest, at, nonce, proof }))
  const signed = sign('sha256', text, { key: signKeyOf(index), dsaEncoding: 'ieee-p1363' })
  return writeBound({ at, nonce, signature: signed.toString('base64url') })
}
