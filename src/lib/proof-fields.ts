// What goes in and out when something is proved: the same at sign-in, in a step-up and at an enrolment.

import { z } from 'zod'
import { idField, momentField, passwordField, sixDigitsField } from './fields.ts'
import { keyCreationField, keyRequestField } from './webauthn-fields.ts'

const factor = idField.optional()
/** A backup code however it is typed: case, spaces and hyphens are forgiven. */
export const backupCodeField = z.string().min(1).max(40)

/** Answers of enrolled methods, by method. `factor`: which one, where there are several. */
const METHOD_ANSWERS = [
  z.strictObject({ method: z.literal('totp'), factor, code: sixDigitsField }),
  z.strictObject({ method: z.literal('email-code'), factor, code: sixDigitsField }),
  z.strictObject({ method: z.literal('sms-code'), factor, code: sixDigitsField }),
  z.strictObject({ method: z.literal('backup-code'), factor, code: backupCodeField }),
  /** At an enrolment the answer to `navigator.credentials.create`, else to `get`. */
  z.strictObject({ method: z.literal('webauthn'), response: z.union([keyRequestField, keyCreationField]) }),
] as const
/** Chosen at a sign-in, confirmed in a session. */
const pinAnswer = z.strictObject({ method: z.literal('pin'), pin: sixDigitsField })
export const methodAnswer = z.discriminatedUnion('method', METHOD_ANSWERS)
export const signInAnswer = z.discriminatedUnion('method', [pinAnswer, ...METHOD_ANSWERS])
export const stepAnswer = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('password'), password: passwordField }),
  pinAnswer,
  ...METHOD_ANSWERS,
])

/** Methods for which something is sent or drawn before they can answer. */
export const offeredMethod = z.enum(['webauthn', 'email-code', 'sms-code'])

/** What an account may begin with. */
export const firstMethod = z.enum(['webauthn', 'totp'])
/** What is made before a session: the first method, or a new list for the one whose last code was given. */
export const methodMadeAtDoor = z.enum([...firstMethod.options, 'backup-code'])
/** `passkey` stands for a password too where it may; `security-key` may be of the older kind, without a PIN. */
export const keyWish = z.enum(['passkey', 'security-key'])

/** What a client is shown of an enrolment or before an answer, in this one response and never again. */
export const shownView = z.discriminatedUnion('kind', [
  /** The key in Base32, and the same as an otpauth URI for the QR code. */
  z.strictObject({ kind: z.literal('setup-key'), key: z.string(), uri: z.string() }),
  /** What the browser's WebAuthn functions are given. */
  z.strictObject({ kind: z.literal('browser'), options: z.record(z.string(), z.unknown()) }),
  /** A code is on its way to this masked address or number. `message`: what became of it is asked by this. */
  z.strictObject({ kind: z.literal('sent'), to: z.string(), message: idField.exactOptional() }),
  /** Numbered by their place, shown once. */
  z.strictObject({ kind: z.literal('codes'), codes: z.array(z.string()).readonly() }),
])
export const offerMade = z.strictObject({ at: momentField, shown: shownView })
