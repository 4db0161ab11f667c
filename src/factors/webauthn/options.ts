// Pure: what a browser is told when it shall make a key, or sign with one (WebAuthn Level 3 §5.4 and §5.5).

import { assert } from '../../lib/assert.ts'
import { base64url } from '../../lib/bytes.ts'
import { MINUTE } from '../../lib/time.ts'
import type { CreationOptions, RequestOptions } from '../../lib/webauthn-fields.ts'
import { ALGORITHMS } from './cose.ts'
import type { KeySecret } from './key.ts'
import type { RelyingParty } from './relying-party.ts'

/** `passkey`: found by the browser without a name, asks for PIN, finger or face. `security-key`: a second factor. */
export type Wish = 'passkey' | 'security-key'
export type Verify = 'demanded' | 'preferred' | 'discouraged'

/** Time to fetch the key and to type its PIN; our own challenge ends no sooner. */
const TIMEOUT = 5 * MINUTE
/** WebAuthn Level 3 §5.4.3. */
const HANDLE_BYTES = 64

const WISHES = {
  // No attachment: a passkey may live in this device, in a phone or on a security key.
  passkey: {
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    hints: ['client-device', 'hybrid'],
  },
  // Keys of the U2F kind can neither store an entry nor verify a user: nothing is demanded that they cannot do.
  'security-key': {
    authenticatorSelection: {
      authenticatorAttachment: 'cross-platform',
      residentKey: 'discouraged',
      requireResidentKey: false,
      userVerification: 'discouraged',
    },
    hints: ['security-key'],
  },
} as const satisfies Record<Wish, Pick<CreationOptions, 'authenticatorSelection'> & { hints: unknown }>

const VERIFICATION = {
  demanded: 'required',
  preferred: 'preferred',
  discouraged: 'discouraged',
} as const satisfies Record<Verify, RequestOptions['userVerification']>

/**
 * `user.handle`: random bytes that stand for the account and say nothing about it (§14.6.1). `exclude`: keys of the
 * account that are not to be made a second time.
 */
export function creationOptions(
  rp: RelyingParty,
  user: { readonly handle: Uint8Array; readonly name: string },
  challenge: Uint8Array,
  exclude: readonly KeySecret[],
  wish: Wish,
): CreationOptions {
  const { byteLength } = user.handle
  assert(byteLength > 0 && byteLength <= HANDLE_BYTES, 'a user handle has 1 to 64 bytes')
  const { authenticatorSelection, hints } = WISHES[wish]
  return {
    rp: { id: rp.id, name: rp.name },
    user: { id: base64url(user.handle), name: user.name, displayName: user.name },
    challenge: base64url(challenge),
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    timeout: TIMEOUT,
    excludeCredentials: exclude.map(descriptor),
    authenticatorSelection,
    hints: [...hints],
    attestation: 'none',
  }
}

/** `allow`: the keys that may answer; none at all means any passkey that the browser has for this site. */
export const requestOptions = (
  rp: RelyingParty,
  challenge: Uint8Array,
  allow: readonly KeySecret[],
  verify: Verify,
): RequestOptions => ({
  rpId: rp.id,
  challenge: base64url(challenge),
  timeout: TIMEOUT,
  allowCredentials: allow.map(descriptor),
  userVerification: VERIFICATION[verify],
})

const descriptor = ({ id, transports }: KeySecret) => ({
  type: 'public-key' as const,
  id,
  transports: [...transports],
})
