import { z } from 'zod'
import { challengeView } from '../../lib/challenge-view.ts'
import { operation } from '../../lib/contract.ts'
import { idField, momentField, passwordField, sixDigitsField } from '../../lib/fields.ts'

export const stepUp = {
  see: operation({
    id: 'getChallenge',
    summary:
      'A challenge of this session: what it is for, exactly what is bound, what is still to be proved.',
    method: 'GET',
    path: '/v1/challenges/{id}',
    action: 'challenge.answer',
    input: z.strictObject({ id: idField }),
    output: z.strictObject({ challenge: challengeView }),
    refusals: ['sign-in-required', 'challenge-ended'],
  }),
  answer: operation({
    id: 'answerChallenge',
    summary: 'Answer the present step. The last right answer yields a proof, for one act, once.',
    method: 'POST',
    path: '/v1/challenges/{id}/answer',
    action: 'challenge.answer',
    input: z.strictObject({
      id: idField,
      answer: z.discriminatedUnion('method', [
        z.strictObject({ method: z.literal('password'), password: passwordField }),
        z.strictObject({ method: z.literal('totp'), factor: idField.optional(), code: sixDigitsField }),
        z.strictObject({ method: z.literal('email-code'), code: sixDigitsField }),
      ]),
    }),
    output: z.discriminatedUnion('state', [
      z.strictObject({ state: z.literal('more'), challenge: challengeView }),
      /** Sent back as header `Holdfast-Proof` with the same request. */
      z.strictObject({ state: z.literal('proved'), proof: z.string(), expiresAt: momentField }),
    ]),
    refusals: ['sign-in-required', 'answer-wrong', 'answer-replayed', 'challenge-ended'],
  }),
  sendCode: operation({
    id: 'sendChallengeCode',
    summary: 'Mail the code that the step asks for.',
    method: 'POST',
    path: '/v1/challenges/{id}/send-code',
    action: 'challenge.answer',
    input: z.strictObject({ id: idField }),
    output: z.strictObject({ sentAt: momentField }),
    refusals: ['sign-in-required', 'challenge-ended'],
  }),
}
