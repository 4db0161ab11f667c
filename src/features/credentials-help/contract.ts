import { z } from 'zod'
import { challengeView } from '../../lib/challenge-view.ts'
import { NOTHING, operation } from '../../lib/contract.ts'
import { emailField, idField, momentField, passwordField, sixDigitsField } from '../../lib/fields.ts'
import { methodAnswer, offeredMethod, offerMade } from '../../lib/proof-fields.ts'
import { deviceProof } from '../sign-in/contract.ts'

/** `waitHours`: by how it was proved, and by the settings lock, the new password takes effect so much later. */
const resetView = z.strictObject({ challenge: challengeView, waitHours: z.number().int() })
export type ResetView = z.output<typeof resetView>

export const credentialsHelp = {
  remindUsername: operation({
    id: 'remindUsername',
    summary: 'Mail the username to its address. An unknown address gets the same answer.',
    method: 'POST',
    path: '/v1/credentials-help/username',
    action: 'username.remind',
    input: z.strictObject({ email: emailField }),
    output: NOTHING,
    refusals: [],
  }),
  start: operation({
    id: 'startPasswordReset',
    summary:
      'Begin to reset a forgotten password: a code goes to the address. An unknown one gets the same answer.',
    method: 'POST',
    path: '/v1/credentials-help/password/start',
    action: 'password.reset',
    input: z.strictObject({ email: emailField }),
    output: z.strictObject({ reset: idField, expiresAt: momentField }),
    refusals: [],
  }),
  confirm: operation({
    id: 'confirmPasswordReset',
    summary:
      'Type the code that came by mail, in the browser that began. The answer says what else is asked.',
    method: 'POST',
    path: '/v1/credentials-help/password/confirm',
    action: 'password.reset',
    input: z.strictObject({
      reset: idField,
      code: sixDigitsField,
      /** Signed over the id of the reset. */ device: deviceProof.optional(),
    }),
    output: resetView,
    /** `state-forbids` with reason no-method: no second factor of the account may approve a new password now. */
    refusals: ['answer-wrong', 'challenge-ended', 'state-forbids'],
  }),
  pending: operation({
    id: 'getPendingPasswordReset',
    summary: 'The reset whose code this browser has typed, so that a reload loses nothing.',
    method: 'GET',
    path: '/v1/credentials-help/password/pending',
    action: 'password.reset',
    input: NOTHING,
    output: resetView,
    refusals: ['challenge-ended'],
  }),
  offer: operation({
    id: 'offerPasswordResetAnswer',
    summary: 'Give a key what it signs, or send a code to the number.',
    method: 'POST',
    path: '/v1/credentials-help/password/offer',
    action: 'password.reset',
    input: z.strictObject({ method: offeredMethod, factor: idField.optional() }),
    output: offerMade,
    refusals: ['challenge-ended', 'state-forbids'],
  }),
  answer: operation({
    id: 'answerPasswordReset',
    summary: 'Answer with the second factor. When every step is done, the new password may be chosen.',
    method: 'POST',
    path: '/v1/credentials-help/password/answer',
    action: 'password.reset',
    input: z.strictObject({ answer: methodAnswer }),
    output: resetView,
    refusals: ['answer-wrong', 'answer-replayed', 'challenge-ended'],
  }),
  finish: operation({
    id: 'finishPasswordReset',
    summary:
      'Choose the new password. Every session ends, and none begins: sign in with it. Proved by a texted or a backup code it waits 24 hours, with the settings locked as long as they take to open, and can be cancelled until then.',
    method: 'POST',
    path: '/v1/credentials-help/password/finish',
    action: 'password.reset',
    input: z.strictObject({ newPassword: passwordField }),
    output: z.discriminatedUnion('state', [
      z.strictObject({ state: z.literal('done') }),
      z.strictObject({ state: z.literal('waits'), dueAt: momentField }),
    ]),
    /** `password-unsuitable` carries reason too-short | too-long | common | like-the-account. */
    refusals: ['challenge-ended', 'state-forbids', 'password-unsuitable'],
  }),
  cancel: operation({
    id: 'cancelPasswordReset',
    summary: 'Give up the reset that this browser has begun.',
    method: 'POST',
    path: '/v1/credentials-help/password/cancel',
    action: 'password.reset',
    input: NOTHING,
    output: NOTHING,
    refusals: [],
  }),
}
