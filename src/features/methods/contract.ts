import { z } from 'zod'
import { NOTHING, operation } from '../../lib/contract.ts'
import { idField, momentField, nameField } from '../../lib/fields.ts'
import { backupCodeField, keyWish, methodAnswer, shownView } from '../../lib/proof-fields.ts'
import { PURPOSES } from '../../lib/purposes.ts'

const purpose = z.enum(PURPOSES)
const stopTokenField = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
/** Backup codes are begun in a way of their own: the PIN comes before they are shown. */
const BEGUN_FREELY = ['webauthn', 'totp', 'email-code', 'sms-code'] as const
const METHOD_NAMES = [...BEGUN_FREELY, 'backup-code'] as const

export const methodView = z.strictObject({
  id: idField,
  method: z.enum(METHOD_NAMES),
  name: z.string(),
  grade: z.enum(['A', 'B', 'C']),
  purposes: z.array(purpose),
  /** Asked first for these. */
  firstFor: z.array(purpose),
  /** The first own method of these: until it is ripe, one of sign-in is asked beside it. */
  firstOwnOf: z.array(purpose),
  addedAt: momentField,
  lastUsedAt: momentField.nullable(),
  /** From here on it approves what matters; before, it signs in. */
  ripeAt: momentField,
  /** A masked number or address. */
  detail: z.string().nullable(),
  /** May leave the device it was made on; null for what is no key. */
  synced: z.boolean().nullable(),
  verifiesUser: z.boolean(),
  /** Since when it is said to be lost, and answers for nothing. */
  suspendedAt: momentField.nullable(),
  /** A stranger has guessed at it so often that it answers on no new device until it is bound anew. */
  closed: z.boolean(),
  /** Backup codes that are left. */
  codesLeft: z.number().int().nullable(),
})
export type MethodView = z.output<typeof methodView>
/** A change that waits. It can be cancelled until `dueAt`, and takes effect within a minute after it. */
export const changeView = z.strictObject({
  id: idField,
  kind: z.enum(['on', 'off', 'remove', 'lost']),
  factor: idField,
  name: z.string(),
  purpose: purpose.nullable(),
  askedAt: momentField,
  dueAt: momentField,
})
export type ChangeView = z.output<typeof changeView>
const begun = z.strictObject({ enrolment: idField, shown: shownView, expiresAt: momentField })
/** Done, or waiting until the moment given. */
const outcome = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('done') }),
  z.strictObject({ state: z.literal('waits'), change: idField, dueAt: momentField }),
])

const stopped = z.strictObject({
  /** `delayed-before`: it was delayed once already, and nothing has changed. */
  outcome: z.enum(['cancelled', 'delayed', 'delayed-before']),
  dueAt: momentField,
})
const SETTING_REFUSALS = [
  'sign-in-required',
  'proof-required',
  'settings-locked',
  'state-forbids',
  'not-found',
  'method-refused',
] as const

export const methods = {
  list: operation({
    id: 'listMethods',
    summary: 'The methods of proof of this account, what each answers for, and the changes that wait.',
    method: 'GET',
    path: '/v1/methods',
    action: 'details.see',
    input: NOTHING,
    output: z.strictObject({
      methods: z.array(methodView),
      waiting: z.array(changeView),
      /** Codes by text message may be added: there is a provider, and the profile allows them. */
      texts: z.boolean(),
      passwordChangedAt: momentField,
    }),
    refusals: ['sign-in-required'],
  }),
  begin: operation({
    id: 'beginMethod',
    summary:
      'Begin to add a method. Nothing counts before it was answered and added; those that are on are not touched.',
    method: 'POST',
    path: '/v1/methods/begin',
    action: 'method.begin',
    input: z.strictObject({
      method: z.enum(BEGUN_FREELY),
      /** A telephone number, for codes by text message. */
      to: z.string().max(40).optional(),
      key: keyWish.optional(),
    }),
    output: begun,
    refusals: ['sign-in-required', 'settings-locked', 'state-forbids', 'method-refused'],
  }),
  beginCodes: operation({
    id: 'beginBackupCodes',
    summary: 'Make a list of backup codes, after the PIN. It is shown in this answer and never again.',
    method: 'POST',
    path: '/v1/methods/backup-codes/begin',
    action: 'backup-codes.begin',
    input: NOTHING,
    output: begun,
    refusals: ['sign-in-required', 'proof-required', 'settings-locked', 'state-forbids', 'method-refused'],
  }),
  confirm: operation({
    id: 'confirmMethod',
    summary: 'Give one right answer of the new method.',
    method: 'POST',
    path: '/v1/methods/confirm',
    action: 'method.begin',
    input: z.strictObject({ enrolment: idField, answer: methodAnswer }),
    output: NOTHING,
    refusals: [
      'sign-in-required',
      'settings-locked',
      'state-forbids',
      'answer-wrong',
      'answer-replayed',
      'challenge-ended',
    ],
  }),
  add: operation({
    id: 'addMethod',
    summary:
      'Add the confirmed method, for one purpose or none yet. With a ripe method of that purpose, or as its first own, it is done at once, else it waits 24 hours.',
    method: 'POST',
    path: '/v1/methods/add',
    action: 'method.add',
    input: z.strictObject({
      enrolment: idField,
      name: nameField.optional(),
      purpose: purpose.optional(),
      /** Whose methods prove it: those of sign-in, or of the purpose itself. */
      by: purpose.default('sign-in'),
    }),
    output: z.strictObject({ id: idField, outcome }),
    refusals: [...SETTING_REFUSALS, 'challenge-ended'],
  }),
  addCodes: operation({
    id: 'addBackupCodes',
    summary:
      'Keep the list of backup codes. It answers for nothing until it is turned on with one of its codes.',
    method: 'POST',
    path: '/v1/methods/backup-codes/add',
    action: 'backup-codes.add',
    input: z.strictObject({ enrolment: idField }),
    output: z.strictObject({ id: idField, outcome }),
    refusals: [...SETTING_REFUSALS, 'challenge-ended'],
  }),
  rename: operation({
    id: 'renameMethod',
    summary: 'Give a method another name.',
    method: 'POST',
    path: '/v1/methods/{id}/rename',
    action: 'method.arrange',
    input: z.strictObject({ id: idField, name: nameField }),
    output: NOTHING,
    refusals: ['sign-in-required', 'settings-locked', 'state-forbids', 'not-found', 'method-refused'],
  }),
  askFirst: operation({
    id: 'askMethodFirst',
    summary: 'Ask this method first for a purpose; others stay a press away.',
    method: 'POST',
    path: '/v1/methods/{id}/ask-first',
    action: 'method.arrange',
    input: z.strictObject({ id: idField, purpose }),
    output: NOTHING,
    refusals: ['sign-in-required', 'settings-locked', 'state-forbids', 'not-found', 'method-refused'],
  }),
  turnOn: operation({
    id: 'turnMethodOn',
    summary: 'Let a method answer for a purpose.',
    method: 'POST',
    path: '/v1/methods/{id}/turn-on',
    action: 'method.turn-on',
    input: z.strictObject({ id: idField, purpose, by: purpose.default('sign-in') }),
    output: outcome,
    refusals: SETTING_REFUSALS,
  }),
  turnOnCodes: operation({
    id: 'turnBackupCodesOn',
    summary: 'Let backup codes answer for a purpose: a code of the list, and a method of that purpose.',
    method: 'POST',
    path: '/v1/methods/{id}/turn-on-codes',
    action: 'backup-codes.turn-on',
    input: z.strictObject({ id: idField, purpose, by: purpose.default('sign-in') }),
    output: outcome,
    refusals: SETTING_REFUSALS,
  }),
  renewCodes: operation({
    id: 'renewBackupCodes',
    summary:
      'Put the confirmed new list in the place of the old one: with a code of the old list, and another method. At once.',
    method: 'POST',
    path: '/v1/methods/{id}/renew-codes',
    action: 'backup-codes.renew',
    input: z.strictObject({ id: idField, enrolment: idField }),
    output: z.strictObject({ id: idField }),
    refusals: [...SETTING_REFUSALS, 'challenge-ended'],
  }),
  replaceCodes: operation({
    id: 'replaceBackupCodes',
    summary:
      'The same without a code of the old list: the old one ends at once, the new one approves nothing for 24 hours.',
    method: 'POST',
    path: '/v1/methods/{id}/replace-codes',
    action: 'backup-codes.replace',
    input: z.strictObject({ id: idField, enrolment: idField }),
    output: z.strictObject({ id: idField }),
    refusals: [...SETTING_REFUSALS, 'challenge-ended'],
  }),
  testCode: operation({
    id: 'testBackupCode',
    summary: 'Is this a code of the list, and unused? It is not spent, and nothing is proved by it.',
    method: 'POST',
    path: '/v1/methods/{id}/test-code',
    action: 'backup-codes.test',
    input: z.strictObject({ id: idField, code: backupCodeField }),
    output: z.strictObject({ code: z.enum(['good', 'used', 'unknown']) }),
    refusals: ['sign-in-required', 'settings-locked', 'state-forbids', 'not-found', 'method-refused'],
  }),
  turnOff: operation({
    id: 'turnMethodOff',
    summary: 'Turn a method off for a purpose, or remove it, with another method: it waits 24 hours.',
    method: 'POST',
    path: '/v1/methods/{id}/turn-off',
    action: 'method.turn-off',
    input: z.strictObject({ id: idField, purpose: purpose.optional() }),
    output: outcome,
    refusals: SETTING_REFUSALS,
  }),
  giveUp: operation({
    id: 'giveMethodUp',
    summary: 'The same with the method itself: done at once where another ripe method stays.',
    method: 'POST',
    path: '/v1/methods/{id}/give-up',
    action: 'method.give-up',
    input: z.strictObject({ id: idField, purpose: purpose.optional() }),
    output: outcome,
    refusals: SETTING_REFUSALS,
  }),
  lost: operation({
    id: 'sayMethodLost',
    summary:
      'Say that a method is lost or stolen: by another method, it answers for nothing at once, and is removed after 24 hours.',
    method: 'POST',
    path: '/v1/methods/{id}/lost',
    action: 'method.lost',
    input: z.strictObject({ id: idField }),
    output: z.strictObject({ change: idField, dueAt: momentField }),
    refusals: SETTING_REFUSALS,
  }),
  found: operation({
    id: 'takeMethodBack',
    summary: 'It is there after all: with the method itself and another one it answers again at once.',
    method: 'POST',
    path: '/v1/methods/{id}/found',
    action: 'method.found',
    input: z.strictObject({ id: idField }),
    output: NOTHING,
    refusals: SETTING_REFUSALS,
  }),
  cancel: operation({
    id: 'cancelChange',
    summary:
      'Cancel a change that waits. A session cancels two of a kind in 30 days without a proof; after that it delays one by 7 days, once, if it is asked to.',
    method: 'POST',
    path: '/v1/changes/{id}/cancel',
    action: 'change.cancel',
    /** `orDelay`: where it cannot be cancelled without a proof. Otherwise that is refused (`proof-needed`). */
    input: z.strictObject({ id: idField, orDelay: z.boolean().optional() }),
    output: stopped,
    refusals: ['sign-in-required', 'not-found', 'state-forbids'],
  }),
  cancelForGood: operation({
    id: 'cancelChangeForGood',
    summary: 'Cancel a change that waits, proved: that is final, however often.',
    method: 'POST',
    path: '/v1/changes/{id}/cancel-for-good',
    action: 'change.cancel-for-good',
    input: z.strictObject({ id: idField }),
    output: NOTHING,
    refusals: ['sign-in-required', 'proof-required', 'not-found', 'settings-locked', 'state-forbids'],
  }),
  profile: operation({
    id: 'getProfile',
    summary: 'The assurance profile of this platform: what may answer for each purpose.',
    method: 'GET',
    path: '/v1/profile',
    action: 'profile.see',
    input: NOTHING,
    output: z.strictObject({
      profile: z.enum(['standard', 'high']),
      purposes: z.array(
        z.strictObject({
          purpose,
          grades: z.array(z.enum(['A', 'B', 'C'])),
          /** Only a key that cannot leave the device it was made on. */
          deviceBound: z.boolean(),
        }),
      ),
    }),
    refusals: [],
  }),
  seeStop: operation({
    id: 'seeStopLink',
    summary: 'What the link of a mail would stop. Looking stops nothing.',
    method: 'GET',
    path: '/v1/stops/{token}',
    action: 'change.stop',
    input: z.strictObject({ token: stopTokenField }),
    output: z.strictObject({
      kind: z.enum([
        'on',
        'off',
        'remove',
        'lost',
        'email',
        'phone',
        'phone-off',
        'pin',
        'password',
        'lock',
        'push-off',
      ]),
      askedAt: momentField,
      dueAt: momentField,
    }),
    refusals: ['not-found'],
  }),
  stop: operation({
    id: 'useStopLink',
    summary:
      'Stop what the link is about. Past two in 30 days a link delays by 7 days, once, and stops no more.',
    method: 'POST',
    path: '/v1/stops/{token}/use',
    action: 'change.stop',
    input: z.strictObject({ token: stopTokenField }),
    output: stopped,
    refusals: ['not-found'],
  }),
}
