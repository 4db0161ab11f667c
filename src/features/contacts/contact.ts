// Pure: what a change of email or telephone is, by what was proved (RULES part 6).

import type { ContactKind } from '../../factors/changes.ts'
import { maskedAddress } from '../../factors/email-code/email-code.ts'
import { maskedNumber } from '../../lib/phone.ts'
import { DAY, HOUR, MINUTE, type Ms } from '../../lib/time.ts'

/** Mailed and texted codes live ten minutes; once one was right, the change itself may take half an hour. */
export const CODE_LIFE: Ms = 10 * MINUTE
export const CLAIM_LIFE: Ms = 30 * MINUTE
export const TRIES = 5

export const CONTACT_ACTS = {
  'email.change': { kind: 'email', waits: 0 },
  'email.replace': { kind: 'email', waits: 7 * DAY },
  'email.replace-by-two': { kind: 'email', waits: 72 * HOUR },
  'phone.set': { kind: 'phone', waits: 0 },
  'phone.change': { kind: 'phone', waits: 24 * HOUR },
  'phone.remove': { kind: 'phone-off', waits: 24 * HOUR },
} as const satisfies Record<string, { readonly kind: ContactKind; readonly waits: Ms }>
export type ContactAct = keyof typeof CONTACT_ACTS

/** With a code from the old number too, it is done at once. */
export const waitOf = (act: ContactAct, isOldConfirmed: boolean): Ms =>
  act === 'phone.change' && isOldConfirmed ? 0 : CONTACT_ACTS[act].waits

/** The old one hears of what matters for so long: numbers are given to others soon. */
export const TOLD_FOR: Readonly<Record<'email' | 'phone', Ms>> = { email: 30 * DAY, phone: 7 * DAY }
/** A method on a mailbox or number goes with it, and is young again. */
export const RIPENS: Ms = 24 * HOUR

/** By what a change that waited was asked: for how long money waits after it. */
export const HELD_AS: Readonly<Record<ContactKind, ContactAct>> = {
  email: 'email.replace',
  phone: 'phone.change',
  'phone-off': 'phone.remove',
}

export const masked = (kind: ContactKind, address: string | null): string =>
  address === null ? '' : kind === 'email' ? maskedAddress(address) : maskedNumber(address)
