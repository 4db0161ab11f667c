import { z } from 'zod'
import { NOTHING, operation } from '../../lib/contract.ts'
import { momentField } from '../../lib/fields.ts'

export const review = {
  see: operation({
    id: 'getReview',
    summary: 'Is the account to be looked through, and since when? Null: no.',
    method: 'GET',
    path: '/v1/review',
    action: 'account.see',
    input: NOTHING,
    output: z.strictObject({ since: momentField.nullable() }),
    refusals: ['sign-in-required'],
  }),
  finish: operation({
    id: 'finishReview',
    summary: 'The account has been looked through.',
    method: 'POST',
    path: '/v1/review/finish',
    action: 'review.finish',
    input: NOTHING,
    output: NOTHING,
    refusals: ['sign-in-required'],
  }),
}
