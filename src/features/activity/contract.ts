import { z } from 'zod'
import { operation } from '../../lib/contract.ts'
import { cursorField, momentField } from '../../lib/fields.ts'

export const activityView = z.strictObject({
  seq: z.number().int(),
  at: momentField,
  /** An event of the closed list in audit/events.ts, e.g. `sign-in.completed`. */
  event: z.string(),
  device: z.string().nullable(),
  place: z.string().nullable(),
  address: z.string().nullable(),
  /** What the words of the event need, e.g. the number of sessions ended. */
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
})

export const activity = {
  list: operation({
    id: 'listActivity',
    summary: 'Everything that happened to the account, newest first.',
    method: 'GET',
    path: '/v1/activity',
    action: 'account.see',
    input: z.strictObject({ before: cursorField.optional() }),
    output: z.strictObject({ events: z.array(activityView), next: z.string().nullable() }),
    refusals: ['sign-in-required'],
  }),
}
