// A code of six digits that is sent: drawn for one challenge, good for it alone, kept as a MAC under a key that is not
// in the database. What mailed and texted codes share.

import { hmac, sameBytes } from '../lib/bytes.ts'
import { newSixDigits } from '../lib/ids.ts'
import { MINUTE, type Ms } from '../lib/time.ts'
import { type Answer, type At, codeOf, type Making, type Verified, WRONG } from './method.ts'

export type SentOffer = { readonly mac: string; readonly sentAt: Ms }
/** Mailed and texted codes live ten minutes (RULES part 0). */
export const SENT_CODE_LIFE = 10 * MINUTE

/** The MAC of a code names its challenge, so that a code for one is none for another. */
export const codeMac = (codeKey: Uint8Array, challenge: string, code: string): Buffer =>
  hmac(codeKey, `${challenge}\n${code}`)

export function drawCode({ random, codeKeys, id, now }: Making): { offer: SentOffer; code: string } {
  const code = newSixDigits(random)
  return { offer: { mac: codeMac(codeKeys[0]!, id, code).toString('base64url'), sentAt: now }, code }
}

/** `secret`: what the method keeps; nothing of it changes by an answer. */
export function verifyCode<Secret>(
  secret: Secret,
  offer: SentOffer | undefined,
  answer: Answer,
  { id, codeKeys, now }: At,
): Verified<Secret> {
  if (!offer || now >= offer.sentAt + SENT_CODE_LIFE) return WRONG
  const mac = Buffer.from(offer.mac, 'base64url')
  return codeKeys.some((key) => sameBytes(codeMac(key, id, codeOf(answer)), mac))
    ? { ok: true, secret }
    : WRONG
}
