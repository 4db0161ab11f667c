// Pure: which passkeys open a locked session, and what they sign (RULES part 5, "quick unlock").

import type { Factor } from '../../factors/enrolled.ts'
import type { KeySecret } from '../../factors/webauthn/key.ts'
import { sha256 } from '../../lib/bytes.ts'
import { canonical } from '../../lib/canonical.ts'
import type { Ms } from '../../lib/time.ts'

export type UnlockKey = { readonly factor: string; readonly key: KeySecret }
type Enrolled = Pick<Factor, 'id' | 'method' | 'purposes' | 'ripeAt' | 'secret'>

/**
 * Ripe, on for sign-in, able to verify its user, and living in a device: a key that is carried about, or a phone beside
 * the computer, could be used by who merely sits before the screen with it.
 */
export function unlockKeys(factors: readonly Enrolled[], now: Ms): readonly UnlockKey[] {
  return factors.flatMap(({ id, method, purposes, ripeAt, secret }) => {
    if (method !== 'webauthn' || !purposes.includes('sign-in') || ripeAt > now) return []
    const key = secret as KeySecret
    if (!key.verifiesUser || !key.transports.includes('internal')) return []
    return [{ factor: id, key: { ...key, transports: ['internal'] } }]
  })
}

/** What is bound: one session on one device. No other act, and no other session, has this digest. */
export const unlockDigest = (of: { readonly session: string; readonly device: string }): Buffer =>
  sha256(canonical({ action: 'session.unlock', session: of.session, device: of.device }))

/** What the device's key signs where a name stands at sign-in. No username has a space. */
export const unlockIdentifier = (session: string): string => `unlock ${session}`
