import { z } from 'zod'
import { NOTHING, operation } from '../../lib/contract.ts'
import { sixDigitsField } from '../../lib/fields.ts'

export const pin = {
  change: operation({
    id: 'changePin',
    summary: 'Change the PIN. The old one and the second factor are asked by the challenge.',
    method: 'POST',
    path: '/v1/pin',
    action: 'pin.change',
    /** `common` and `same-as-before` are told as problems of the field. */
    input: z.strictObject({ newPin: sixDigitsField }),
    output: NOTHING,
    refusals: ['sign-in-required', 'proof-required', 'settings-locked', 'state-forbids'],
  }),
}
