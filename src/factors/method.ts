// A method of proof is one object: what it is (properties), and four pure functions. Storage, attempt budgets,
// replay guard, log and notices are written once around it (answer.ts). Policy asks for properties, never for kinds.

import type { Random } from '../lib/bytes.ts'
import { PURPOSES, type Purpose } from '../lib/purposes.ts'
import type { Ms } from '../lib/time.ts'

export { PURPOSES, type Purpose }

/** A: phishing-resistant. B: a secret of its own. C: travels over a channel. (RULES part 0) */
export const GRADES = ['A', 'B', 'C'] as const
export type Grade = (typeof GRADES)[number]

/** What a code is carried by: it counts once, whatever it is called (RULES part 0, "counts once"). */
export type Channel = 'mailbox' | 'number'

export type Properties = {
  readonly grade: Grade
  readonly channel: Channel | 'none'
  /** Can a watcher use what is typed, until it is used? Then a replay guard must be in the secret. */
  readonly replayable: boolean
  /** The purposes it may be enabled for; none means that it only confirms a contact. */
  readonly purposes: readonly Purpose[]
  /** Something goes out for each challenge, or is drawn for it: an answer is held against an offer. */
  readonly offered: boolean
  /** One channel and one secret answer for one purpose; what signs its purpose may serve several (RULES part 0). */
  readonly serves: 'one-purpose' | 'any-purpose'
  /** Each answer is used up, and the last one is the end of it: it shows that it is at hand before it is switched on. */
  readonly usedUp: boolean
  /** How many of it one account may have: each more is a guess more for who guesses. */
  readonly most: number
  /**
   * Can guesses find it, given time? Then too many wrong ones in a row close it (closing.ts). Not what is too long for that,
   * nor what each challenge draws anew.
   */
  readonly guessable: boolean
}

/** Who asks, by the names that a client knows: the platform, and the origin of its portal. */
export type Site = { readonly origin: string; readonly platform: string }
/** The challenge (or enrolment) that an answer is for. `digest`: SHA-256 of what it binds. */
export type At = {
  readonly id: string
  readonly account: string
  readonly digest: Buffer
  readonly site: Site
  /** The keys of codes, newest first: a rotation may fall between sending and typing. */
  readonly codeKeys: readonly Uint8Array[]
  readonly now: Ms
}
export type Making = At & { readonly random: Random }
export type Owner = { readonly account: string; readonly username: string; readonly email: string }

/** What the client is shown of an enrolment or an offer, in this one answer and never again. */
export type Shown =
  | { readonly kind: 'setup-key'; readonly key: string; readonly uri: string }
  | { readonly kind: 'browser'; readonly options: Record<string, unknown> }
  /** `message`: by which its sender watches what becomes of it (notify/code-state.ts). */
  | { readonly kind: 'sent'; readonly to: string; readonly message?: string }
  | { readonly kind: 'codes'; readonly codes: readonly string[] }
/** A code on its way: it is in this message and nowhere else. */
export type Sent = { readonly by: 'mail' | 'sms'; readonly to: string; readonly code: string }

export type Wrong = {
  readonly ok: false
  readonly code: 'answer-wrong' | 'answer-replayed'
  readonly clockOffSeconds?: number
  /** Right, and kept: the last code of its list (RULES part 1, "backup list"). Or not looked at: closed to strangers. */
  readonly reason?: 'last-code' | 'closed'
}
/** What is known of one enrolled method beside its secret, for the policy and for the client's eyes. */
export type Traits = {
  /** SHA-256 of a WebAuthn credential id: finds the account of a passkey that came without a name. */
  readonly credential?: Buffer
  /** May leave the device it was made on (WebAuthn BE flag). */
  readonly synced?: boolean
  /** Asks for a finger, a face or a PIN of its own: it is two factors. */
  readonly verifiesUser?: boolean
  /** Masked number or address. */
  readonly detail?: string
}
/** A right answer yields the secret to keep from now on: with this step, count or code used up. */
export type Verified<Secret> =
  | {
      readonly ok: true
      readonly secret: Secret
      readonly userVerified?: boolean
      /** How many answers it has after this one, if it is used up by them. */
      readonly left?: number
    }
  | Wrong
export type Confirmed<Secret> =
  | { readonly ok: true; readonly secret: Secret; readonly traits: Traits }
  | Wrong

/** What a client typed, or what its browser answered for it. */
export type Answer = { readonly code: string } | { readonly response: unknown }
/** What is asked of a new one: a number, an address, the kind of key. */
export type Wish = { readonly to?: string | undefined; readonly key?: 'passkey' | 'security-key' | undefined }

export type Method<Secret, Offer, Pending> = {
  readonly method: string
  /** What a client calls it. */
  readonly name: string
  readonly properties: Properties
  /** Begins: nothing counts before one right answer (B13). Undefined when the wish cannot be granted. */
  enrol(
    making: Making,
    owner: Owner,
    wish: Wish,
    others: readonly Secret[],
  ): { readonly pending: Pending; readonly shown: Shown; readonly sent?: Sent } | undefined
  confirm(pending: Pending, answer: Answer, at: At): Confirmed<Secret> | Promise<Confirmed<Secret>>
  /** What one challenge is answered against, for those of its kind that may answer. */
  offer(
    making: Making,
    secrets: readonly Secret[],
  ): { readonly offer: Offer; readonly shown?: Shown; readonly sent?: Sent }
  verify(
    secret: Secret,
    offer: Offer | undefined,
    answer: Answer,
    at: At,
  ): Verified<Secret> | Promise<Verified<Secret>>
}

export const WRONG: Wrong = { ok: false, code: 'answer-wrong' }
/** The code of an answer; an answer of another form has none. */
export const codeOf = (answer: Answer): string => ('code' in answer ? answer.code : '')
