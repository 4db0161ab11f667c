// Pure: which numbers a text may go to, and what each text counts against. Texts cost money, and there are numbers whose
// owners are paid for every text that arrives: asking for codes there again and again is called pumping.

import type { PhoneNumber } from '../lib/phone.ts'
import type { RateSubject } from '../limits/store.ts'

declare const found: unique symbol
/** A number, in E.164, that `textable` has found fit. */
export type TextNumber = string & { readonly [found]: 'textable' }
/** ISO 3166-1 codes; undefined is every country. */
export type AllowedCountries = ReadonlySet<string> | undefined

export type TextRefusal =
  /** Not a number of any country. */
  | 'no-number'
  /** A landline or a service number: no text arrives, or each one costs its sender. */
  | 'takes-no-texts'
  /** A range that belongs to no country (satellites and the like): dear, and loved by who pumps. */
  | 'no-country'
  | 'country-not-allowed'
export type Textable =
  | { readonly allowed: true; readonly to: TextNumber; readonly country: string }
  | { readonly allowed: false; readonly reason: TextRefusal }

/** Asked at every text, not only when a number is added: what the platform allows may have changed since. */
export function textable(number: PhoneNumber | undefined, countries: AllowedCountries): Textable {
  const no = (reason: TextRefusal): Textable => ({ allowed: false, reason })
  if (!number) return no('no-number')
  if (!number.takesTexts) return no('takes-no-texts')
  if (number.country === undefined) return no('no-country')
  if (countries && !countries.has(number.country)) return no('country-not-allowed')
  return { allowed: true, to: number.e164 as TextNumber, country: number.country }
}

/**
 * What a text counts against (limits/table.ts), for `countUses` before it is written. In this order: a use is spent up to
 * the budget that refuses, and what one machine or one account asks for in vain must use up no budget of others.
 */
export const textUses = (of: {
  readonly to: TextNumber
  readonly country: string
  readonly account: string
  readonly network: string
}): readonly RateSubject[] => [
  { kind: 'text-network', subject: of.network },
  { kind: 'text-account', subject: of.account },
  { kind: 'text-number-hour', subject: of.to },
  { kind: 'text-number-day', subject: of.to },
  { kind: 'text-country', subject: of.country },
]
