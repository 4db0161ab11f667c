import { z } from 'zod'
import { challengeView } from '../../lib/challenge-view.ts'
import { NOTHING, operation } from '../../lib/contract.ts'
import { identifierField, idField, passwordField, pointField } from '../../lib/fields.ts'
import {
  keyWish,
  methodMadeAtDoor,
  offeredMethod,
  offerMade,
  shownView,
  signInAnswer,
} from '../../lib/proof-fields.ts'
import { keyRequestField, requestOptionsView } from '../../lib/webauthn-fields.ts'

/** A device key proves itself by an ECDSA P-256 signature over `holdfast device proof` LF nonce LF identifier as the server reads it (trimmed, folded). */
export const deviceProof = z.strictObject({
  nonce: z.string().max(200),
  /** Raw P-256 point, uncompressed, 65 bytes, base64url. */
  publicKey: z.string().regex(/^[A-Za-z0-9_-]{87}$/),
  /** IEEE P1363 signature, 64 bytes, base64url. */
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
})

/** The keys of the browser that the session will be bound to: `sign` for ECDSA over changes, `agree` for ECDH (lib/bound.ts). */
export const browserKeys = z.strictObject({ sign: pointField, agree: pointField })

/** `serverPoint`: the server's half of the key that marks the reads of this session (lib/bound.ts). */
export const signedIn = z.strictObject({ session: idField, newDevice: z.boolean(), serverPoint: pointField })
export type SignedInView = z.output<typeof signedIn>

const answered = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('more'), challenge: challengeView }),
  z.strictObject({ state: z.literal('signed-in'), signedIn }),
])

export const signIn = {
  nonce: operation({
    id: 'getSignInNonce',
    summary: 'A nonce for the proof of a device key: good once, for five minutes.',
    method: 'GET',
    path: '/v1/sign-in/nonce',
    action: 'sign-in',
    input: NOTHING,
    output: z.strictObject({ nonce: z.string() }),
    refusals: [],
  }),
  start: operation({
    id: 'startSignIn',
    summary: 'Username or email, and password. The answer says what else must be proved; it is no session.',
    method: 'POST',
    path: '/v1/sign-in/start',
    action: 'sign-in',
    input: z.strictObject({
      identifier: identifierField,
      password: passwordField,
      device: deviceProof.optional(),
    }),
    output: z.strictObject({ challenge: challengeView }),
    refusals: ['credentials-wrong'],
  }),
  pending: operation({
    id: 'getPendingSignIn',
    summary: 'The sign-in that this browser has begun, so that a reload loses nothing.',
    method: 'GET',
    path: '/v1/sign-in/pending',
    action: 'sign-in',
    input: NOTHING,
    output: z.strictObject({ challenge: challengeView }),
    refusals: ['challenge-ended'],
  }),
  offer: operation({
    id: 'offerSignInAnswer',
    summary:
      'Make what the present step is answered against: a code is sent, or a key is given what it signs.',
    method: 'POST',
    path: '/v1/sign-in/offer',
    action: 'sign-in',
    input: z.strictObject({ method: offeredMethod, factor: idField.optional() }),
    output: offerMade,
    refusals: ['challenge-ended', 'state-forbids'],
  }),
  enrol: operation({
    id: 'enrolFirstFactor',
    summary:
      'For an account without a second factor: make one. After the last backup code: make a new list. It counts after one right answer.',
    method: 'POST',
    path: '/v1/sign-in/enrol',
    action: 'first-factor.enrol',
    input: z.strictObject({ method: methodMadeAtDoor, key: keyWish.optional() }),
    output: z.strictObject({ method: methodMadeAtDoor, shown: shownView }),
    refusals: ['challenge-ended', 'state-forbids'],
  }),
  answer: operation({
    id: 'answerSignIn',
    summary: 'Answer the present step. When all are proved, the session begins.',
    method: 'POST',
    path: '/v1/sign-in/answer',
    action: 'sign-in',
    input: z.strictObject({
      answer: signInAnswer,
      /** Made anew for each sign-in. The session that begins is of the browser that holds their private halves. */
      keys: browserKeys,
    }),
    output: answered,
    refusals: ['answer-wrong', 'answer-replayed', 'challenge-ended'],
  }),
  enter: operation({
    id: 'enterSignIn',
    summary:
      'Go in once every step is proved: when another session has approved this device. Where nothing can approve it, the session that begins only reads for 24 hours.',
    method: 'POST',
    path: '/v1/sign-in/enter',
    action: 'sign-in',
    input: z.strictObject({ keys: browserKeys }),
    output: answered,
    refusals: ['challenge-ended', 'state-forbids'],
  }),
  passkeyOptions: operation({
    id: 'getPasskeyOptions',
    summary: 'What a passkey signs to sign in without a name and a password: good once, for five minutes.',
    method: 'GET',
    path: '/v1/sign-in/passkey',
    action: 'sign-in.passkey',
    input: NOTHING,
    output: z.strictObject({ nonce: z.string(), options: requestOptionsView }),
    refusals: [],
  }),
  passkey: operation({
    id: 'signInWithPasskey',
    summary:
      'Sign in by a passkey that has verified its user. One that is young, or may have been copied to a device that is not known, needs the password too.',
    method: 'POST',
    path: '/v1/sign-in/passkey/answer',
    action: 'sign-in.passkey',
    input: z.strictObject({
      nonce: z.string().max(200),
      response: keyRequestField,
      device: deviceProof.optional(),
      keys: browserKeys,
    }),
    output: answered,
    refusals: ['credentials-wrong', 'answer-wrong', 'answer-replayed', 'challenge-ended', 'state-forbids'],
  }),
  cancel: operation({
    id: 'cancelSignIn',
    summary: 'Give up the sign-in that this browser has begun.',
    method: 'POST',
    path: '/v1/sign-in/cancel',
    action: 'sign-in',
    input: NOTHING,
    output: NOTHING,
    refusals: [],
  }),
}
