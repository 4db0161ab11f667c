import { z } from 'zod'
import { NOTHING, operation } from '../../lib/contract.ts'
import { idField, momentField } from '../../lib/fields.ts'
import { LOCK_DAYS, LOCK_GROUPS, OPEN_HOURS } from '../../lib/lock-groups.ts'

const group = z.enum(LOCK_GROUPS)
const waitDays = z.number().int().min(LOCK_DAYS.shortest).max(LOCK_DAYS.longest)
const wanted = z
  .array(z.strictObject({ group, waitDays }))
  .min(1)
  .max(LOCK_GROUPS.length)
  .refine((all) => new Set(all.map((one) => one.group)).size === all.length, 'groups-differ')
/** Null: until it is locked by hand. */
const openHours = z.literal([...OPEN_HOURS]).nullable()

export const lockView = z.strictObject({
  group,
  on: z.boolean(),
  waitDays,
  since: momentField,
  /** Opened for a time: it is locked again from then on. */
  openUntil: momentField.nullable(),
  /** It was asked to open, and waits. */
  opening: z
    .strictObject({ id: idField, askedAt: momentField, dueAt: momentField, openHours: openHours })
    .nullable(),
})
export type LockView = z.output<typeof lockView>

const LOCKING_REFUSALS = ['sign-in-required', 'proof-required', 'settings-locked', 'state-forbids'] as const
const LOCKED = z.strictObject({ cancelled: z.number().int() })

export const settingsLock = {
  see: operation({
    id: 'getSettingsLock',
    summary:
      'Which groups of settings and acts are locked, how long each takes to open, and what waits to open.',
    method: 'GET',
    path: '/v1/settings-lock',
    action: 'account.see',
    input: NOTHING,
    /** Groups that are not here are open. */
    output: z.strictObject({ locks: z.array(lockView) }),
    refusals: ['sign-in-required'],
  }),
  turnOn: operation({
    id: 'lockSettings',
    summary:
      'Lock groups, each with a wait of 1 to 7 days. Everything that waits is cancelled. It can be opened only by waiting.',
    method: 'POST',
    path: '/v1/settings-lock/turn-on',
    action: 'settings-lock.turn-on',
    /** `needs-mailbox`: a wait above 7 days is asked for by the other operation. */
    input: z.strictObject({ groups: wanted }),
    output: LOCKED,
    refusals: LOCKING_REFUSALS,
  }),
  turnOnLong: operation({
    id: 'lockSettingsForLong',
    summary: 'The same with waits of up to 30 days: a code from the mailbox is asked as well.',
    method: 'POST',
    path: '/v1/settings-lock/turn-on-long',
    action: 'settings-lock.turn-on-long',
    input: z.strictObject({ groups: wanted }),
    output: LOCKED,
    refusals: LOCKING_REFUSALS,
  }),
  open: operation({
    id: 'openSettingsLock',
    summary:
      'Ask that a locked group be opened. It opens when its wait is over and not before, is announced at once, and can be cancelled until then.',
    method: 'POST',
    path: '/v1/settings-lock/open',
    action: 'settings-lock.open',
    input: z.strictObject({ group, openHours }),
    output: z.strictObject({ change: idField, dueAt: momentField }),
    refusals: ['sign-in-required', 'proof-required', 'settings-locked', 'state-forbids'],
  }),
}
