// The clients of the benchmark, by number: server and load know the same ones without telling each other.
import { sha256 } from '../src/lib/bytes.ts'

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
