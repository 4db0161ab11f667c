import { z } from 'zod'
import { NOTHING, operation } from '../../lib/contract.ts'
import { idField, momentField } from '../../lib/fields.ts'

/** A sign-in with everything proved but the device. */
const waitingView = z.strictObject({
  id: idField,
  device: z.string(),
  form: z.enum(['computer', 'phone', 'tablet', 'program']),
  place: z.string().nullable(),
  address: z.string(),
  askedAt: momentField,
  expiresAt: momentField,
})
export type WaitingView = z.output<typeof waitingView>
const tokenField = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

export const devices = {
  waiting: operation({
    id: 'listWaitingSignIns',
    summary: 'Sign-ins on devices that are not known, which wait for an approval.',
    method: 'GET',
    path: '/v1/devices/waiting',
    action: 'account.see',
    input: NOTHING,
    output: z.strictObject({
      waiting: z.array(waitingView),
      /** This session is on a known device: it may approve. */
      mayApprove: z.boolean(),
    }),
    refusals: ['sign-in-required'],
  }),
  approve: operation({
    id: 'approveDevice',
    summary: 'Approve the device of a sign-in that waits. Only a session on a known device may.',
    method: 'POST',
    path: '/v1/devices/waiting/{id}/approve',
    action: 'device.approve',
    input: z.strictObject({ id: idField }),
    output: NOTHING,
    refusals: ['sign-in-required', 'state-forbids', 'not-found'],
  }),
  deny: operation({
    id: 'denyDevice',
    summary: 'End a sign-in that waits: it was not mine. Whoever it was knows the password.',
    method: 'POST',
    path: '/v1/devices/waiting/{id}/deny',
    action: 'device.deny',
    input: z.strictObject({ id: idField }),
    output: NOTHING,
    refusals: ['sign-in-required', 'state-forbids', 'not-found'],
  }),
  seeAlert: operation({
    id: 'seeAlertLink',
    summary: 'The sign-in of which an alert told. Looking does nothing.',
    method: 'GET',
    path: '/v1/alerts/{token}',
    action: 'alert.use',
    input: z.strictObject({ token: tokenField }),
    output: z.strictObject({
      device: z.string(),
      place: z.string().nullable(),
      address: z.string(),
      at: momentField,
    }),
    refusals: ['not-found'],
  }),
  useAlert: operation({
    id: 'useAlertLink',
    summary:
      'It was not me: every session ends and that device is forgotten. It works once, within a day, and opens nothing.',
    method: 'POST',
    path: '/v1/alerts/{token}/end-sessions',
    action: 'alert.use',
    input: z.strictObject({ token: tokenField }),
    output: z.strictObject({ endedSessions: z.number().int() }),
    refusals: ['not-found'],
  }),
}
