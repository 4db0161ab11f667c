import { z } from 'zod'
import { operation } from '../../lib/contract.ts'
import { cursorField, momentField } from '../../lib/fields.ts'

export const KINDS = ['sign-ins', 'failures', 'settings', 'devices', 'approvals', 'notices'] as const
export type Kind = (typeof KINDS)[number]
/** The log names a browser and its system, no more: `like-this` is what says the same of itself as the one that asks. */
export const DEVICES = ['like-this', 'other'] as const

/** What is looked for; all of it must hold. `from` is in the period, `to` is the first moment after it. */
const FILTER = {
  kind: z.enum(KINDS).optional(),
  device: z.enum(DEVICES).optional(),
  from: momentField.optional(),
  to: momentField.optional(),
}
type Period = { readonly from?: string | undefined; readonly to?: string | undefined }
const isPeriod = ({ from, to }: Period): boolean =>
  from === undefined || to === undefined || Date.parse(from) < Date.parse(to)
const AFTER_FROM = { path: ['to'], message: 'not-after-from' }

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
    summary: 'What happened to the account, newest first: everything, or what a filter lets through.',
    method: 'GET',
    path: '/v1/activity',
    action: 'account.see',
    input: z.strictObject({ before: cursorField.optional(), ...FILTER }).refine(isPeriod, AFTER_FROM),
    output: z.strictObject({ events: z.array(activityView), next: z.string().nullable() }),
    refusals: ['sign-in-required'],
  }),
}
