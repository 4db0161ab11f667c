import { z } from 'zod'
import { NOTHING, operation } from '../../lib/contract.ts'
import { momentField } from '../../lib/fields.ts'
import { keyRequestField, requestOptionsView } from '../../lib/webauthn-fields.ts'
import { deviceProof } from '../sign-in/contract.ts'

/** `no-device`: this session has no device key. `no-passkey`: the account has none that could unlock yet. */
export const QUICK_UNLOCK_STATES = ['on', 'off', 'no-device', 'no-passkey'] as const

export const quickUnlock = {
  see: operation({
    id: 'getQuickUnlock',
    summary: 'Whether sessions on this device lock when idle, in place of ending, and whether they could.',
    method: 'GET',
    path: '/v1/settings/quick-unlock',
    action: 'account.see',
    input: NOTHING,
    output: z.strictObject({ state: z.enum(QUICK_UNLOCK_STATES) }),
    refusals: ['sign-in-required'],
  }),
  turnOn: operation({
    id: 'turnQuickUnlockOn',
    summary: 'From now on sessions on this device lock when idle; a passkey of the device opens them again.',
    method: 'POST',
    path: '/v1/settings/quick-unlock/turn-on',
    action: 'quick-unlock.turn-on',
    input: NOTHING,
    output: NOTHING,
    refusals: ['sign-in-required', 'proof-required', 'settings-locked', 'state-forbids'],
  }),
  turnOff: operation({
    id: 'turnQuickUnlockOff',
    summary: 'Sessions on this device end when idle. It works at once, for those that are locked now too.',
    method: 'POST',
    path: '/v1/settings/quick-unlock/turn-off',
    action: 'session.end',
    input: NOTHING,
    output: NOTHING,
    refusals: ['sign-in-required'],
  }),
  seeLock: operation({
    id: 'getLock',
    summary:
      'Is this session locked, and what does a passkey sign to unlock it? Good once, for five minutes.',
    method: 'GET',
    path: '/v1/session/lock',
    action: 'lock.see',
    input: NOTHING,
    output: z.discriminatedUnion('state', [
      z.strictObject({ state: z.literal('open') }),
      z.strictObject({
        state: z.literal('locked'),
        username: z.string(),
        endsAt: momentField,
        nonce: z.string(),
        /** What the device's key signs besides: `holdfast device proof` LF nonce LF this. */
        identifier: z.string(),
        /** Null: no passkey opens it any more. */
        options: requestOptionsView.nullable(),
      }),
    ]),
    refusals: ['sign-in-required'],
  }),
  unlock: operation({
    id: 'unlockSession',
    summary:
      'Unlock this session by a passkey of its own device that has verified its user. Five wrong answers end it.',
    method: 'POST',
    path: '/v1/session/unlock',
    action: 'session.unlock',
    input: z.strictObject({ response: keyRequestField, device: deviceProof }),
    output: NOTHING,
    refusals: ['sign-in-required', 'answer-wrong', 'answer-replayed', 'challenge-ended'],
  }),
}
