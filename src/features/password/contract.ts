import { z } from 'zod'
import { operation } from '../../lib/contract.ts'
import { passwordField } from '../../lib/fields.ts'

export const password = {
  change: operation({
    id: 'changePassword',
    summary:
      'Change the password. The old one and the second factor are asked by the challenge; other sessions end.',
    method: 'POST',
    path: '/v1/password',
    action: 'password.change',
    input: z.strictObject({ newPassword: passwordField }),
    output: z.strictObject({ endedSessions: z.number().int() }),
    /** `password-unsuitable` carries reason too-short | too-long | common | like-the-account | same-as-before. */
    refusals: [
      'sign-in-required',
      'proof-required',
      'settings-locked',
      'state-forbids',
      'password-unsuitable',
    ],
  }),
}
