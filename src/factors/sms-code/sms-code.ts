// Codes by text message: the weakest method there is. A number can be taken over at a shop counter, and texts are read
// on the way. It stands beside others, never before them.

import { maskedNumber, phoneNumber } from '../../lib/phone.ts'
import type { Method } from '../method.ts'
import { drawCode, type SentOffer, verifyCode } from '../sent-code.ts'

export type Phone = { readonly number: string }
type Pending = Phone & { readonly offer: SentOffer }

export const smsCode: Method<Phone, SentOffer, Pending> = {
  method: 'sms-code',
  name: 'Code by text message',
  properties: {
    grade: 'C',
    channel: 'number',
    replayable: false,
    purposes: ['sign-in', 'funding'],
    offered: true,
    serves: 'one-purpose',
    usedUp: false,
    most: 1,
    guessable: false,
  },
  enrol(making, _owner, { to = '' }) {
    const number = phoneNumber(to)
    if (!number?.takesTexts) return undefined
    const { offer, code } = drawCode(making)
    const { e164 } = number
    const shown = { kind: 'sent', to: number.written } as const
    return { pending: { number: e164, offer }, shown, sent: { by: 'sms', to: e164, code } }
  },
  confirm({ number, offer }, answer, at) {
    const verified = verifyCode({ number }, offer, answer, at)
    return verified.ok ? { ...verified, traits: { detail: maskedNumber(number) } } : verified
  },
  offer(making, [phone]) {
    const { offer, code } = drawCode(making)
    const { number = '' } = phone ?? {}
    return { offer, shown: { kind: 'sent', to: maskedNumber(number) }, sent: { by: 'sms', to: number, code } }
  },
  verify: verifyCode,
}
