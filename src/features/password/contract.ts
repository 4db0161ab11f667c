import { z } from 'zod'
import { NOTHING, operation } from '../../lib/contract.ts'
import { idField, momentField, passwordField } from '../../lib/fields.ts'

const waiting = z.strictObject({ id: idField, askedAt: momentField, dueAt: momentField })

export const password = {
  see: operation({
    id: 'getPassword',
    summary: 'Whether a new password waits to take the place of a forgotten one.',
    method: 'GET',
    path: '/v1/password/waiting',
    action: 'account.see',
    input: NOTHING,
    output: z.strictObject({ waiting: waiting.nullable() }),
    refusals: ['sign-in-required'],
  }),
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
