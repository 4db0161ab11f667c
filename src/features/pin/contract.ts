import { z } from 'zod'
import { NOTHING, operation } from '../../lib/contract.ts'
import { idField, momentField, sixDigitsField } from '../../lib/fields.ts'

const waiting = z.strictObject({ id: idField, askedAt: momentField, dueAt: momentField })

export const pin = {
  see: operation({
    id: 'getPin',
    summary: 'Whether a new PIN waits to take the place of a forgotten one.',
    method: 'GET',
    path: '/v1/pin/waiting',
    action: 'account.see',
    input: NOTHING,
    output: z.strictObject({ waiting: waiting.nullable() }),
    refusals: ['sign-in-required'],
  }),
  reset: operation({
    id: 'resetPin',
    summary:
      'Replace a forgotten PIN. A mailed code and a second factor that is not mailed are asked by the challenge; it takes effect after 24 hours and can be cancelled until then.',
    method: 'POST',
    path: '/v1/pin/reset',
    action: 'pin.reset',
    /** `common` is told as a problem of the field. */
    input: z.strictObject({ newPin: sixDigitsField }),
    output: z.strictObject({ change: idField, dueAt: momentField }),
    refusals: ['sign-in-required', 'proof-required', 'settings-locked', 'state-forbids'],
  }),
  resetByTwo: operation({
    id: 'resetPinByTwo',
    summary:
      'Replace a forgotten PIN at once: as before, and with a second ripe method, of another kind or another key.',
    method: 'POST',
    path: '/v1/pin/reset-by-two',
    action: 'pin.reset-by-two',
    input: z.strictObject({ newPin: sixDigitsField, second: idField }),
    output: NOTHING,
    refusals: [
      'sign-in-required',
      'proof-required',
      'settings-locked',
      'state-forbids',
      'not-found',
      'method-refused',
    ],
  }),
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
