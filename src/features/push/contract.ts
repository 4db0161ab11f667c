import { z } from 'zod'
import { NOTHING, operation } from '../../lib/contract.ts'
import { idField, momentField, pointField } from '../../lib/fields.ts'

/** A browser that is told by push. */
export const pushView = z.strictObject({
  id: idField,
  device: z.string(),
  /** The browser that asks now. */
  here: z.boolean(),
  addedAt: momentField,
  /** What its push service said of the last message; null before the first. */
  lastResult: z.enum(['taken', 'failed']).nullable(),
  /** It was asked to turn it off, and this waits. */
  off: z.strictObject({ id: idField, askedAt: momentField, dueAt: momentField }).nullable(),
})
export type PushView = z.output<typeof pushView>

const REFUSALS = ['sign-in-required', 'proof-required', 'settings-locked', 'state-forbids'] as const

export const push = {
  list: operation({
    id: 'listPush',
    summary:
      'The browsers that are told by push of what matters, and the key that a browser subscribes with.',
    method: 'GET',
    path: '/v1/push',
    action: 'account.see',
    input: NOTHING,
    /** `key`: `applicationServerKey` of the Push API. */
    output: z.strictObject({ key: pointField, most: z.number().int(), endpoints: z.array(pushView) }),
    refusals: ['sign-in-required'],
  }),
  turnOn: operation({
    id: 'turnPushOn',
    summary:
      'Tell this browser too, from now on. What it is told has no link and no code; a press opens the message centre.',
    method: 'POST',
    path: '/v1/push/turn-on',
    action: 'push.turn-on',
    /** A PushSubscription of the Push API: `endpoint`, and the keys `p256dh` and `auth`. */
    input: z.strictObject({
      endpoint: z.string().min(1).max(1000),
      p256dh: pointField,
      auth: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
    }),
    output: z.strictObject({ id: idField }),
    refusals: REFUSALS,
  }),
  turnOff: operation({
    id: 'turnPushOff',
    summary: 'Tell this browser no more, in 24 hours: until then it is told, and it can be cancelled.',
    method: 'POST',
    path: '/v1/push/{id}/turn-off',
    action: 'push.turn-off',
    input: z.strictObject({ id: idField }),
    output: z.strictObject({ change: idField, dueAt: momentField }),
    refusals: [...REFUSALS, 'not-found'],
  }),
}
