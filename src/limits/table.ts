// Every number of guessing and flooding, on one screen (DESIGN rule 8). Changing one here changes it everywhere.

import { DAY, HOUR, MINUTE, type Ms } from '../lib/time.ts'

/** Guesses at one secret: the waits after the n-th failure of a day, the cap of a day and of 30 days. */
export type AttemptBudget = {
  readonly waits: readonly Ms[]
  readonly perDay: number
  readonly perMonth: number
}
/** Uses in a window of fixed length. */
export type RateBudget = { readonly uses: number; readonly window: Ms }
export type Limits = {
  readonly attempts: Readonly<Record<AttemptKind, AttemptBudget>>
  readonly rates: Readonly<Record<RateKind, RateBudget>>
}

/** Waits after failure 0, 1, 2 …; the last one goes on. Five free tries: people mistype, guessing at 1 in a million does not pay. */
const WAITS: readonly Ms[] = [0, 0, 0, 0, 0, 1, 2, 5, 10, 20, 40, 60].map((minutes) => minutes * MINUTE)

/** No wait before the cap of a day. */
const TWENTY_FREE: readonly Ms[] = [...Array.from({ length: 20 }, () => 0), HOUR]

export type AttemptKind =
  | 'password'
  | 'password-known-device'
  | 'factor'
  | 'factor-known-device'
  | 'mailed-code'
  | 'enrolment'
  | 'pin'
  | 'pin-account'
export type RateKind =
  | 'sign-in'
  | 'sign-in-device'
  | 'sign-up'
  | 'sign-up-address'
  | 'sign-up-username'
  | 'credentials-help'
  | 'credentials-help-address'
  | 'credentials-help-code'
  | 'mailed-codes'
  | 'device-nonce'
  | 'text-network'
  | 'text-account'
  | 'text-number-hour'
  | 'text-number-day'
  | 'text-country'
  | 'text-notice'
  | 'bound-nonce'
  | 'platform'
  | 'approval-ask'

export const LIMITS: Limits = {
  attempts: {
    // Per identifier as typed. An account answers to two (username, email), so that each has half of 20 and 100.
    password: { waits: WAITS, perDay: 10, perMonth: 50 },
    // Per device of the owner: a stranger's tries never count here, nor these there.
    'password-known-device': { waits: WAITS, perDay: 20, perMonth: 100 },
    factor: { waits: WAITS, perDay: 20, perMonth: 100 },
    'factor-known-device': { waits: WAITS, perDay: 20, perMonth: 100 },
    'mailed-code': { waits: WAITS, perDay: 20, perMonth: 100 },
    // Answers to an enrolment of one's own, in a session: a slip costs little, texts and mails are counted by themselves.
    enrolment: { waits: WAITS, perDay: 40, perMonth: 200 },
    // Wrong PINs count for their device first, so that a thief in one session does not make the owner wait in another;
    // and 20 a day over all devices (RULES part 6).
    pin: { waits: WAITS, perDay: 20, perMonth: 100 },
    'pin-account': { waits: TWENTY_FREE, perDay: 20, perMonth: 100 },
  },
  rates: {
    // Per network (an IPv4 address, an IPv6 /64), so that one machine cannot try one password on every account.
    'sign-in': { uses: 120, window: 10 * MINUTE },
    // Per known device, which no stranger shares: one account may not keep the hashing queue full.
    'sign-in-device': { uses: 60, window: 10 * MINUTE },
    'sign-up': { uses: 30, window: HOUR },
    // Per address of mail: nobody's mailbox is filled by us.
    'sign-up-address': { uses: 10, window: DAY },
    // Per network: the one place where "taken" is said.
    'sign-up-username': { uses: 40, window: HOUR },
    // Per network, and per address of mail: the same for an address that nobody has.
    'credentials-help': { uses: 30, window: HOUR },
    'credentials-help-address': { uses: 10, window: DAY },
    // Per network, over all addresses: one machine cannot try a few codes on every account.
    'credentials-help-code': { uses: 60, window: HOUR },
    'mailed-codes': { uses: 10, window: DAY },
    // Per nonce of a device's proof, for longer than the nonce lives: it proves once.
    'device-nonce': { uses: 1, window: 10 * MINUTE },
    // Texts cost money, and who owns a number may earn by them (notify/textable.ts). Per network, per account, and per
    // number, whoever asks: nobody's telephone is filled by us.
    'text-network': { uses: 30, window: HOUR },
    'text-account': { uses: 10, window: DAY },
    'text-number-hour': { uses: 5, window: HOUR },
    'text-number-day': { uses: 10, window: DAY },
    // Of the whole system to one country, whatever was got round before: the most that an hour of pumping can cost.
    'text-country': { uses: 200, window: HOUR },
    // Per number: texts that tell of something and carry no code.
    'text-notice': { uses: 10, window: DAY },
    // Per nonce of a signed change, for longer than its time can be right (identify/bound.ts): it changes things once.
    'bound-nonce': { uses: 1, window: 5 * MINUTE },
    // Per credential of the platform: it asks and polls for many clients.
    platform: { uses: 1200, window: MINUTE },
    // Per account: nobody is asked until they are tired and say yes.
    'approval-ask': { uses: 60, window: HOUR },
  },
}

/**
 * Wrong answers in a row to a method, by who has the password and is on no device of the account's, after which it answers
 * there no more until it is bound anew (NIST SP 800-63B-4, 3.2.2), however slowly they came.
 */
export const GUESSES_IN_A_ROW = 100

/** Wrong answers that end one challenge, whatever the budgets say. */
export const TRIES_PER_CHALLENGE = 5
