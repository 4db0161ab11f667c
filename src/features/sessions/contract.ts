import { z } from 'zod'
import { NOTHING, operation } from '../../lib/contract.ts'
import { idField, momentField } from '../../lib/fields.ts'

/** Idle limit: 5 minutes to 12 hours, never above the absolute limit of 12 hours. */
export const IDLE_MINUTES = { shortest: 5, usual: 15, longest: 720 } as const

export const sessionView = z.strictObject({
  id: idField,
  current: z.boolean(),
  /** "Firefox on Windows": from what the browser says of itself. */
  device: z.string(),
  form: z.enum(['computer', 'phone', 'tablet', 'program']),
  /** The device was first seen with this very session. */
  firstSeenHere: z.boolean(),
  /** Country, or city where the platform has such data; null if unknown. An estimate. */
  place: z.string().nullable(),
  address: z.string(),
  startedAt: momentField,
  lastSeenAt: momentField,
  /** The end that comes even to a busy session. */
  endsAt: momentField,
})
export const deviceView = z.strictObject({
  id: idField,
  device: z.string(),
  form: sessionView.shape.form,
  current: z.boolean(),
  place: z.string().nullable(),
  firstSeenAt: momentField,
  /** From here on it is known: when it was approved, or a day after it signed in where nothing could approve it. */
  trustedFrom: momentField,
  lastSeenAt: momentField,
})
export const ME = z.strictObject({
  account: idField,
  username: z.string(),
  /** Null while the settings are locked: hidden. */
  email: z.string().nullable(),
  settingsLocked: z.boolean(),
  state: z.enum(['new', 'active', 'restricted', 'frozen', 'recovering', 'closed']),
  session: idField,
  idleSeconds: z.number().int(),
  signedInAt: momentField,
  endsAt: momentField,
  /** Until then this session only reads: nothing could approve its device. */
  readsUntil: momentField.nullable(),
})

export const sessions = {
  me: operation({
    id: 'getMe',
    summary: 'Who is signed in, and until when.',
    method: 'GET',
    path: '/v1/session',
    action: 'account.see',
    input: NOTHING,
    output: ME,
    refusals: ['sign-in-required'],
  }),
  list: operation({
    id: 'listSessions',
    summary: 'Everywhere the account is open now; this session first, then those on new devices.',
    method: 'GET',
    path: '/v1/sessions',
    action: 'account.see',
    input: NOTHING,
    output: z.strictObject({ sessions: z.array(sessionView), idleSeconds: z.number().int() }),
    refusals: ['sign-in-required'],
  }),
  end: operation({
    id: 'endSession',
    summary: 'End one session. It works at once.',
    method: 'POST',
    path: '/v1/sessions/{id}/end',
    action: 'session.end',
    input: z.strictObject({ id: idField }),
    output: z.strictObject({ ended: z.number().int() }),
    refusals: ['sign-in-required'],
  }),
  endOthers: operation({
    id: 'endOtherSessions',
    summary: 'End every session but this one.',
    method: 'POST',
    path: '/v1/sessions/end-others',
    action: 'session.end',
    input: NOTHING,
    output: z.strictObject({ ended: z.number().int() }),
    refusals: ['sign-in-required'],
  }),
  signOut: operation({
    id: 'signOut',
    summary: 'End this session.',
    method: 'POST',
    path: '/v1/sign-out',
    action: 'session.sign-out',
    input: z.strictObject({ forgetDevice: z.boolean().optional() }),
    output: NOTHING,
    refusals: ['sign-in-required'],
  }),
  devices: operation({
    id: 'listDevices',
    summary: 'The devices that have completed a sign-in.',
    method: 'GET',
    path: '/v1/devices',
    action: 'account.see',
    input: NOTHING,
    output: z.strictObject({ devices: z.array(deviceView) }),
    refusals: ['sign-in-required'],
  }),
  forgetDevice: operation({
    id: 'forgetDevice',
    summary: 'Forget a device: it is new again at its next sign-in.',
    method: 'POST',
    path: '/v1/devices/{id}/forget',
    action: 'session.end',
    input: z.strictObject({ id: idField }),
    output: NOTHING,
    refusals: ['sign-in-required'],
  }),
  changeIdle: operation({
    id: 'changeIdleTime',
    summary: 'How long a session may rest before it ends; from the next session on.',
    method: 'POST',
    path: '/v1/settings/idle-time',
    action: 'idle-time.change',
    input: z.strictObject({ minutes: z.number().int().min(IDLE_MINUTES.shortest).max(IDLE_MINUTES.longest) }),
    output: z.strictObject({ idleSeconds: z.number().int() }),
    refusals: ['sign-in-required', 'proof-required', 'settings-locked', 'state-forbids'],
  }),
}
