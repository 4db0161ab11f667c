// Authenticator app: TOTP (RFC 6238), SHA-1, six digits, 30 seconds, which is what every app can do.
// The present step and the one before are taken, never one ahead; a step is taken once for the life of the secret.

import { HOTP, Secret, TOTP } from 'otpauth'
import { sameBytes } from '../../lib/bytes.ts'
import { type Ms, SECOND } from '../../lib/time.ts'
import { codeOf, type Method, type Verified } from '../method.ts'

/** `lastStep`: the newest step that has been used; nothing at or before it is ever taken again (RFC 6238 §5.2). */
export type TotpSecret = { readonly key: string; readonly lastStep: number }

const STEP_SECONDS = 30
const SHAPE = { algorithm: 'SHA1', digits: 6 } as const
/** 160 bits: the length RFC 4226 §4 recommends. */
const KEY_BYTES = 20
/** How far a clock may be off to be recognised as such (20 steps, ten minutes). It explains; it never accepts. */
const EXPLAINED_STEPS = 20

const codeAt = (key: Secret, step: number): string => HOTP.generate({ ...SHAPE, secret: key, counter: step })
const same = (one: string, other: string): boolean => sameBytes(Buffer.from(one), Buffer.from(other))

export function verifyTotp(secret: TotpSecret, code: string, now: Ms): Verified<TotpSecret> {
  const key = Secret.fromBase32(secret.key)
  const present = Math.floor(now / SECOND / STEP_SECONDS)
  let replayed = false
  for (const step of [present, present - 1]) {
    if (!same(codeAt(key, step), code)) continue
    if (step > secret.lastStep) return { ok: true, secret: { ...secret, lastStep: step } }
    replayed = true
  }
  if (replayed) return { ok: false, code: 'answer-replayed' }
  const off = clockOff(key, code, present)
  return { ok: false, code: 'answer-wrong', ...(off !== undefined && { clockOffSeconds: off }) }
}

/** By how many seconds the device's clock is off, if the code is right for another time near this one. */
function clockOff(key: Secret, code: string, present: number): number | undefined {
  for (let steps = 1; steps <= EXPLAINED_STEPS; steps++) {
    if (same(codeAt(key, present + steps), code)) return steps * STEP_SECONDS
    if (steps > 1 && same(codeAt(key, present - steps), code)) return -steps * STEP_SECONDS
  }
  return undefined
}

export const totp: Method<TotpSecret, null, TotpSecret> = {
  method: 'totp',
  name: 'Authenticator app',
  properties: {
    grade: 'B',
    channel: 'none',
    replayable: true,
    purposes: ['sign-in', 'funding', 'trading'],
    offered: false,
    serves: 'one-purpose',
    usedUp: false,
    most: 5,
    guessable: true,
  },
  enrol({ random, site }, { username }) {
    const bytes = random(KEY_BYTES)
    const secret = new Secret({
      buffer: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + KEY_BYTES) as ArrayBuffer,
    })
    const pending = { key: secret.base32, lastStep: 0 }
    return { pending, shown: shownKey(pending, site.platform, username) }
  },
  confirm(pending, answer, { now }) {
    const verified = verifyTotp(pending, codeOf(answer), now)
    return verified.ok ? { ...verified, traits: {} } : verified
  },
  offer: () => ({ offer: null }),
  verify: (secret, _offer, answer, { now }) => verifyTotp(secret, codeOf(answer), now),
}

/** The key as an app takes it: to scan, to open, to type. */
export function shownKey(secret: TotpSecret, issuer: string, label: string) {
  const shape = { ...SHAPE, period: STEP_SECONDS, issuer, label }
  const uri = new TOTP({ ...shape, secret: Secret.fromBase32(secret.key) }).toString()
  return { kind: 'setup-key' as const, key: secret.key, uri }
}
