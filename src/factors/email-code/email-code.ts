// A code mailed to the confirmed address: drawn for one challenge, good for it alone, kept as a MAC under a key
// that is not in the database. It confirms a mailbox; it answers for no purpose in this release.

import { hmac, sameBytes } from '../../lib/bytes.ts'
import { newSixDigits } from '../../lib/ids.ts'
import { MINUTE, type Ms } from '../../lib/time.ts'
import type { Method } from '../method.ts'

/** Emailed codes live ten minutes (RULES part 0). `mac` is empty once the code has been used. */
export type EmailOffer = { readonly mac: string; readonly sentAt: Ms }
export const EMAIL_CODE_LIFE = 10 * MINUTE

/** The MAC of a code names its challenge, so that a code for one is none for another. */
export const codeMac = (codeKey: Uint8Array, challenge: string, code: string): Buffer =>
  hmac(codeKey, `${challenge}\n${code}`)

export const emailCode: Method<null, EmailOffer> = {
  method: 'email-code',
  name: 'Code by email',
  properties: { grade: 'C', replayable: false, purposes: [], sent: true },
  enrol: () => ({ secret: null, key: '', uri: '' }),
  offer(random, codeKey, challenge) {
    const code = newSixDigits(random)
    return { offer: { mac: codeMac(codeKey, challenge, code).toString('base64url'), sentAt: 0 }, code }
  },
  verify(_secret, offer, answer, codeKey, challenge, now) {
    const good = sameBytes(codeMac(codeKey, challenge, answer), Buffer.from(offer.mac, 'base64url'))
    return good && now < offer.sentAt + EMAIL_CODE_LIFE
      ? { ok: true, secret: null }
      : { ok: false, code: 'answer-wrong' }
  },
}
