// A site, a client and a challenge for tests of passkeys, and the two ceremonies with nothing but keys of software.

import assert from 'node:assert/strict'
import { challengeBytes } from '../../src/factors/webauthn/challenge-bytes.ts'
import type { KeySecret } from '../../src/factors/webauthn/key.ts'
import type { Why } from '../../src/factors/webauthn/laws.ts'
import { creationOptions, requestOptions, type Wish } from '../../src/factors/webauthn/options.ts'
import { relyingParty } from '../../src/factors/webauthn/relying-party.ts'
import { type Demand, verifyCreation } from '../../src/factors/webauthn/webauthn.ts'
import { sha256 } from '../../src/lib/bytes.ts'
import type { KeyCreation, KeyRequest } from '../../src/lib/webauthn-fields.ts'
import { type Lie, type SoftKey, type SoftKeyOptions, softKey } from './authenticator.ts'

export const ORIGIN = 'https://portal.example:8443'
export const RP = relyingParty(ORIGIN, 'Northmere')
export const INES = { handle: Buffer.from('0123456789abcdef'), name: 'ines' }
export const CHALLENGE = challengeBytes(sha256('fund 25.00 EUR'), Buffer.alloc(32, 7))
export const ANYHOW: Demand = { verify: 'not-demanded', handle: INES.handle }
export const DEMANDED: Demand = { ...ANYHOW, verify: 'demanded' }

export const make = (key: SoftKey, wish: Wish, lie?: Lie): Promise<KeyCreation> =>
  key.create(creationOptions(RP, INES, CHALLENGE, [], wish), ORIGIN, lie)

export const signWith = (key: SoftKey, kept: KeySecret, lie?: Lie): Promise<KeyRequest> =>
  key.get(requestOptions(RP, CHALLENGE, [kept], 'preferred'), ORIGIN, lie)

/** A key that was made and taken. */
export async function taken(options: SoftKeyOptions = {}, wish: Wish = 'passkey') {
  const key = softKey(options)
  const created = await verifyCreation(RP, CHALLENGE, await make(key, wish), wish)
  assert.ok(created.ok, JSON.stringify(created))
  return { key, kept: created.key }
}

export const refused = (why: Why, code = 'answer-wrong') => ({ ok: false, code, why })
