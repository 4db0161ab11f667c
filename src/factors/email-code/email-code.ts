// Codes by mail. As strong as the mailbox: whoever reads it has them too.

import type { Method } from '../method.ts'
import { drawCode, type SentOffer, verifyCode } from '../sent-code.ts'

export type Mailbox = { readonly address: string }
type Pending = Mailbox & { readonly offer: SentOffer }

/** `in***@example.test`: enough to recognise one's own. */
export const maskedAddress = (address: string): string => {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, Math.min(2, at))}•••${address.slice(at)}`
}

export const emailCode: Method<Mailbox, SentOffer, Pending> = {
  method: 'email-code',
  name: 'Code by email',
  properties: {
    grade: 'C',
    channel: 'mailbox',
    replayable: false,
    purposes: ['sign-in', 'funding'],
    offered: true,
    serves: 'one-purpose',
    usedUp: false,
    most: 1,
    guessable: false,
  },
  // The confirmed mailbox of the account and no other: a second one would be a second way to be robbed.
  enrol(making, { email }) {
    const { offer, code } = drawCode(making)
    const shown = { kind: 'sent', to: maskedAddress(email) } as const
    return { pending: { address: email, offer }, shown, sent: { by: 'mail', to: email, code } }
  },
  confirm({ address, offer }, answer, at) {
    const verified = verifyCode({ address }, offer, answer, at)
    return verified.ok ? { ...verified, traits: { detail: maskedAddress(address) } } : verified
  },
  offer(making, [mailbox]) {
    const { offer, code } = drawCode(making)
    const { address = '' } = mailbox ?? {}
    const shown = { kind: 'sent', to: maskedAddress(address) } as const
    return { offer, shown, sent: { by: 'mail', to: address, code } }
  },
  verify: verifyCode,
}
