// Every way in which Holdfast says no, in one table: code, HTTP status, one sentence (RFC 9457 `title`).
// A refusal is a value that an operation lists in its contract; the status is never chosen where it arises.

export const REFUSALS = {
  'request-malformed': { status: 400, title: 'The request could not be read.' },
  'input-invalid': { status: 400, title: 'Some fields are missing, unknown or not of the right form.' },
  'sign-in-required': { status: 401, title: 'Sign in first.' },
  'not-this-browser': {
    status: 401,
    title: 'This session belongs to the browser that signed in, and this is not it. Sign in again.',
  },
  'credential-required': { status: 401, title: 'This address is for the server of the platform.' },
  'proof-required': {
    status: 401,
    title: 'This act needs a proof of its own. Answer the challenge, then send the same request again.',
  },
  'credentials-wrong': { status: 401, title: 'That username and password do not match.' },
  'answer-wrong': { status: 401, title: 'That answer is not right.' },
  'answer-replayed': { status: 401, title: 'This code was used already. Wait for the next one.' },
  'challenge-ended': { status: 410, title: 'This step has ended. Begin again.' },
  'approval-ended': { status: 410, title: 'This was decided already, or its time is over.' },
  'cross-site': { status: 403, title: 'The request did not come from this portal.' },
  'state-forbids': { status: 403, title: 'The state of the account does not allow this.' },
  'not-found': { status: 404, title: 'There is no such thing here.' },
  'method-not-allowed': { status: 405, title: 'This address does not answer to that method.' },
  'method-refused': { status: 409, title: 'The methods of this account do not allow that change.' },
  'approval-impossible': { status: 409, title: 'This cannot be asked for or approved now.' },
  'username-taken': { status: 409, title: 'That username is taken.' },
  'host-unknown': { status: 421, title: 'This server does not answer to that name.' },
  'too-large': { status: 413, title: 'The request is larger than this address accepts.' },
  'media-unsupported': { status: 415, title: 'The body must be JSON.' },
  'password-unsuitable': { status: 422, title: 'That password cannot be used.' },
  'session-locked': {
    status: 423,
    title: 'This session has rested and is locked. Unlock it, or sign in again.',
  },
  'settings-locked': { status: 423, title: 'The settings are locked.' },
  'slow-down': { status: 429, title: 'Too many tries. Wait until the time given.' },
  internal: { status: 500, title: 'This did not go through and nothing was changed.' },
  busy: { status: 503, title: 'Holdfast is busy. Try again in a moment.' },
  'database-away': { status: 503, title: 'Holdfast is not available for a moment. Nothing was changed.' },
  'outcome-unknown': {
    status: 503,
    title:
      'The connection was lost while this was being kept. Look whether it was done before you try again.',
  },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>

export type RefusalCode = keyof typeof REFUSALS

/** What a client needs besides the code. Nothing here ever holds a secret or tells whether an account exists. */
export type RefusalDetail = {
  /** The field it is about, so that a form can say it there. */
  readonly field?: string
  /** Which rule: a word of a closed list of the operation, for the portal's words. */
  readonly reason?: string
  /** When the next try is taken: ISO 8601. Also sent as Retry-After. */
  readonly retryAt?: string
  /** Tries left before this step ends. */
  readonly triesLeft?: number
  /** By how many seconds the clock of the client's authenticator is off; minus is behind. */
  readonly clockOffSeconds?: number
  /** What time it is here, ISO 8601: for a client whose own clock is wrong. */
  readonly serverTime?: string
  /** One line for each field that is not right. */
  readonly problems?: readonly { readonly field: string; readonly problem: string }[]
  /** What must be proved (with `proof-required`). */
  readonly challenge?: unknown
}

export type Refused<Code extends RefusalCode = RefusalCode> = {
  readonly kind: 'refused'
  readonly code: Code
} & RefusalDetail

export const refuse = <const Code extends RefusalCode>(
  code: Code,
  detail: RefusalDetail = {},
): Refused<Code> => ({
  kind: 'refused',
  code,
  ...detail,
})

/** Codes that any operation may answer with, so that contracts list only what is their own. */
export const COMMON_REFUSALS = [
  'request-malformed',
  'input-invalid',
  'cross-site',
  'not-this-browser',
  'session-locked',
  'not-found',
  'method-not-allowed',
  'host-unknown',
  'too-large',
  'media-unsupported',
  'slow-down',
  'internal',
  'busy',
  'database-away',
  'outcome-unknown',
] as const satisfies readonly RefusalCode[]
export type CommonRefusal = (typeof COMMON_REFUSALS)[number]
