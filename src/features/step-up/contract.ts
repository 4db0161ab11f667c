import { z } from 'zod'
import { challengeView } from '../../lib/challenge-view.ts'
import { operation } from '../../lib/contract.ts'
import { idField, momentField } from '../../lib/fields.ts'
import { offeredMethod, offerMade, stepAnswer } from '../../lib/proof-fields.ts'

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
      answer: stepAnswer,
    }),
    output: z.discriminatedUnion('state', [
      z.strictObject({ state: z.literal('more'), challenge: challengeView }),
      /** Sent back as header `Holdfast-Proof` with the same request. */
      z.strictObject({ state: z.literal('proved'), proof: z.string(), expiresAt: momentField }),
    ]),
    refusals: ['sign-in-required', 'answer-wrong', 'answer-replayed', 'challenge-ended'],
  }),
  watchCode: operation({
    id: 'watchCode',
    summary:
      'What became of a code that was sent: waiting, sent, failed, or unknown, which is never sent again. Nothing is kept of a mail that has gone.',
    method: 'GET',
    path: '/v1/codes/{id}',
    action: 'code.watch',
    input: z.strictObject({ id: idField }),
    output: z.strictObject({ state: z.enum(['waiting', 'sent', 'failed', 'unknown']) }),
    refusals: [],
  }),
  offer: operation({
    id: 'offerChallengeAnswer',
    summary:
      'Make what the present step is answered against: a code is sent, or a key is given what it signs.',
    method: 'POST',
    path: '/v1/challenges/{id}/offer',
    action: 'challenge.answer',
    input: z.strictObject({ id: idField, method: offeredMethod, factor: idField.optional() }),
    output: offerMade,
    refusals: ['sign-in-required', 'challenge-ended', 'state-forbids'],
  }),
}
