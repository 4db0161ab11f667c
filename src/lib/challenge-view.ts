// What a client sees of a challenge: the same for sign-in, settings and, later, withdrawals.

import { z } from 'zod'
import { idField, momentField } from './fields.ts'

/**
 * `set-pin` chooses the PIN of an account that has none, `pin` asks for it. `device` approves one that is not known.
 * `factor` is any method on for the purpose, `itself` one method alone; `enrol` is the first factor of an account that
 * has none. `own` is the first method of a purpose in its first day, beside the `factor` of sign-in. `passkey` is a key that has verified its user. `new-list` follows the last backup code at a sign-in.
 */
export const STEP_KINDS = [
  'password',
  'email',
  'set-pin',
  'pin',
  'device',
  'itself',
  'factor',
  'own',
  'passkey',
  'enrol',
  'new-list',
] as const
export type StepKind = (typeof STEP_KINDS)[number]

export const stepView = z.strictObject({
  kind: z.enum(STEP_KINDS),
  state: z.enum(['done', 'now', 'next']),
  /** The methods that satisfy this step, the one asked first at the front. */
  methods: z.array(
    z.strictObject({
      method: z.string(),
      factor: idField.optional(),
      name: z.string(),
      /** A masked number or address. */
      detail: z.string().optional(),
    }),
  ),
})

export const challengeView = z.strictObject({
  id: idField,
  /** The row of the policy that this will allow, and nothing else. */
  action: z.string(),
  /** Exactly what is bound, as label and value, in the order to be shown. Secrets stand as their length only. */
  content: z.array(z.strictObject({ label: z.string(), value: z.string() })),
  steps: z.array(stepView),
  expiresAt: momentField,
  triesLeft: z.number().int(),
})
export type ChallengeView = z.output<typeof challengeView>
