// Telephone numbers, by the tables of a library made for it. Kept and compared as E.164 (ITU-T): one number, one spelling.

import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'

export type PhoneNumber = {
  /** `+33612345678`. */
  readonly e164: string
  /** ISO 3166-1, two letters; a range that several countries share has none. */
  readonly country: string | undefined
  /** As it is written in its country, with the country's code. */
  readonly written: string
  /** A landline, a service number: no text arrives there, or each one costs its sender. */
  readonly takesTexts: boolean
}

const TAKES_TEXTS: ReadonlySet<string | undefined> = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE'])

/** @returns undefined for what is no number of any country. Only international form: a leading `+` and the country. */
export function phoneNumber(typed: string): PhoneNumber | undefined {
  const trimmed = typed.trim()
  // ASCII digits alone: other digits would be further spellings of one number.
  if (!/^\+[0-9 ().-]{6,30}$/.test(trimmed)) return undefined
  const parsed = parsePhoneNumberFromString(trimmed)
  if (!parsed?.isValid()) return undefined
  return {
    e164: parsed.number,
    country: parsed.country,
    written: parsed.formatInternational(),
    takesTexts: TAKES_TEXTS.has(parsed.getType()),
  }
}

/** Enough to recognise one's own number, too little to call it: `+33 •• •• 78`. */
export const maskedNumber = (e164: string): string => `${e164.slice(0, 3)} •• •• ${e164.slice(-2)}`

/** Is this the code (ISO 3166-1) of a country that has numbers? */
export const hasNumbers = (country: string): boolean => isSupportedCountry(country)
