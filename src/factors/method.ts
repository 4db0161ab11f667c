// A method of proof is one object: what it is (properties), and three pure functions. Storage, attempt budgets,
// replay guard, log and notices are written once around it (answer.ts). Policy asks for properties, never for kinds.

import type { Random } from '../lib/bytes.ts'
import type { Ms } from '../lib/time.ts'

export const PURPOSES = ['sign-in', 'funding', 'trading'] as const
export type Purpose = (typeof PURPOSES)[number]

/** A: phishing-resistant. B: a secret of its own. C: travels over a channel. (RULES part 0) */
export const GRADES = ['A', 'B', 'C'] as const
export type Grade = (typeof GRADES)[number]

export type Properties = {
  readonly grade: Grade
  /** Can a watcher use what is typed, until it is used? Then a replay guard must be in the secret. */
  readonly replayable: boolean
  /** The purposes it may be enabled for; none means that it only confirms a contact (an emailed code). */
  readonly purposes: readonly Purpose[]
  /** Something goes to the client's mailbox for each challenge. */
  readonly sent: boolean
}

export type Wrong = {
  readonly ok: false
  readonly code: 'answer-wrong' | 'answer-replayed'
  readonly clockOffSeconds?: number
}
/** A right answer yields the secret to keep from now on: with this step, count or code used up. */
export type Verified<Secret> = { readonly ok: true; readonly secret: Secret } | Wrong

export type Method<Secret, Offer> = {
  readonly method: string
  /** What a client calls it. */
  readonly name: string
  readonly properties: Properties
  /** A new secret, and what the client sees of it during set-up only. */
  enrol(
    random: Random,
    labels: { readonly issuer: string; readonly account: string },
  ): { readonly secret: Secret; readonly key: string; readonly uri: string }
  /** What one challenge is answered against; `code` is what must be sent, and is nowhere else. */
  offer(
    random: Random,
    codeKey: Uint8Array,
    challenge: string,
  ): { readonly offer: Offer; readonly code?: string }
  verify(
    secret: Secret,
    offer: Offer,
    answer: string,
    codeKey: Uint8Array,
    challenge: string,
    now: Ms,
  ): Verified<Secret>
}
