import { z } from 'zod'
import { NOTHING, operation } from '../../lib/contract.ts'
import { emailField, idField, momentField, sixDigitsField } from '../../lib/fields.ts'

/** A change of email or telephone that waits. `to` is masked, and null where a number is removed. */
export const contactChangeView = z.strictObject({
  id: idField,
  kind: z.enum(['email', 'phone', 'phone-off']),
  to: z.string().nullable(),
  askedAt: momentField,
  dueAt: momentField,
})
export type ContactChangeView = z.output<typeof contactChangeView>

const phoneField = z.string().min(1).max(40)
const begun = z.strictObject({
  claim: idField,
  /** Where the code went: masked. */
  to: z.string(),
  expiresAt: momentField,
})
/** Done, or waiting until the moment given. */
const outcome = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('done') }),
  z.strictObject({ state: z.literal('waits'), change: idField, dueAt: momentField }),
])

const BEGIN_REFUSALS = ['sign-in-required', 'settings-locked', 'state-forbids'] as const
const CONFIRM_REFUSALS = [...BEGIN_REFUSALS, 'answer-wrong', 'challenge-ended'] as const
const CHANGE_REFUSALS = [
  ...BEGIN_REFUSALS,
  'proof-required',
  'challenge-ended',
  'not-found',
  'method-refused',
] as const

const toEmail = z.strictObject({ claim: idField, email: emailField })
const toPhone = z.strictObject({ claim: idField, to: phoneField })

export const contacts = {
  list: operation({
    id: 'listContacts',
    summary: 'The email and the telephone of this account, masked, and the changes of them that wait.',
    method: 'GET',
    path: '/v1/contacts',
    action: 'details.see',
    input: NOTHING,
    output: z.strictObject({
      email: z.string(),
      phone: z.string().nullable(),
      waiting: z.array(contactChangeView),
      /** A telephone can be set: there is a provider. */
      texts: z.boolean(),
    }),
    refusals: ['sign-in-required'],
  }),
  beginEmail: operation({
    id: 'beginEmail',
    summary: 'Send a code to a new address. An address that is taken gets another mail, and the same answer.',
    method: 'POST',
    path: '/v1/contacts/email/begin',
    action: 'contact.begin',
    input: z.strictObject({ email: emailField }),
    output: begun,
    refusals: BEGIN_REFUSALS,
  }),
  beginPhone: operation({
    id: 'beginPhone',
    summary: 'Send a code to a new number.',
    method: 'POST',
    path: '/v1/contacts/phone/begin',
    action: 'contact.begin',
    input: z.strictObject({ to: phoneField }),
    output: begun,
    refusals: [...BEGIN_REFUSALS, 'method-refused'],
  }),
  confirm: operation({
    id: 'confirmContact',
    summary: 'Type the code that came to the new address or number. Nothing is changed by it.',
    method: 'POST',
    path: '/v1/contacts/{claim}/confirm',
    action: 'contact.begin',
    input: z.strictObject({ claim: idField, code: sixDigitsField }),
    output: NOTHING,
    refusals: CONFIRM_REFUSALS,
  }),
  askOld: operation({
    id: 'askOldPhone',
    summary: 'Send a code to the present number: with it, the new one takes effect at once.',
    method: 'POST',
    path: '/v1/contacts/{claim}/ask-old',
    action: 'contact.begin',
    input: z.strictObject({ claim: idField }),
    output: begun,
    refusals: [...BEGIN_REFUSALS, 'method-refused', 'challenge-ended'],
  }),
  confirmOld: operation({
    id: 'confirmOldPhone',
    summary: 'Type the code that came to the present number.',
    method: 'POST',
    path: '/v1/contacts/{claim}/confirm-old',
    action: 'contact.begin',
    input: z.strictObject({ claim: idField, code: sixDigitsField }),
    output: NOTHING,
    refusals: CONFIRM_REFUSALS,
  }),
  changeEmail: operation({
    id: 'changeEmail',
    summary: 'Move the account to a confirmed address, at once: a method and a code from the old mailbox.',
    method: 'POST',
    path: '/v1/contacts/email/change',
    action: 'email.change',
    input: toEmail,
    output: outcome,
    refusals: CHANGE_REFUSALS,
  }),
  replaceEmail: operation({
    id: 'replaceEmail',
    summary: 'The same without the old mailbox: it waits 7 days.',
    method: 'POST',
    path: '/v1/contacts/email/replace',
    action: 'email.replace',
    input: toEmail,
    output: outcome,
    refusals: CHANGE_REFUSALS,
  }),
  replaceEmailByTwo: operation({
    id: 'replaceEmailByTwo',
    summary: 'The same with a second ripe method, of another kind or another key: it waits 72 hours.',
    method: 'POST',
    path: '/v1/contacts/email/replace-by-two',
    action: 'email.replace-by-two',
    input: z.strictObject({ claim: idField, email: emailField, second: idField }),
    output: outcome,
    refusals: CHANGE_REFUSALS,
  }),
  setPhone: operation({
    id: 'setPhone',
    summary: 'Keep a confirmed number, where there was none.',
    method: 'POST',
    path: '/v1/contacts/phone/set',
    action: 'phone.set',
    input: toPhone,
    output: outcome,
    refusals: CHANGE_REFUSALS,
  }),
  changePhone: operation({
    id: 'changePhone',
    summary:
      'Put a confirmed number in the place of the present one: at once with a code from that, else in 24 hours.',
    method: 'POST',
    path: '/v1/contacts/phone/change',
    action: 'phone.change',
    input: toPhone,
    output: outcome,
    refusals: CHANGE_REFUSALS,
  }),
  removePhone: operation({
    id: 'removePhone',
    summary: 'Remove the number, in 24 hours. The mailbox stays.',
    method: 'POST',
    path: '/v1/contacts/phone/remove',
    action: 'phone.remove',
    input: NOTHING,
    output: outcome,
    refusals: CHANGE_REFUSALS,
  }),
}
