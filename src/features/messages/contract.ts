import { z } from 'zod'
import { NOTHING, operation } from '../../lib/contract.ts'
import { cursorField, idField, momentField } from '../../lib/fields.ts'

export const messageView = z.strictObject({
  id: idField,
  event: z.string(),
  subject: z.string(),
  text: z.string(),
  at: momentField,
  read: z.boolean(),
  /** What became of the mail. */
  mail: z.enum(['waiting', 'sent', 'failed', 'none']),
})

export const messages = {
  list: operation({
    id: 'listMessages',
    summary:
      'Every message Holdfast has sent to this account, newest first, so that a doubtful mail can be checked.',
    method: 'GET',
    path: '/v1/messages',
    action: 'account.see',
    input: z.strictObject({ before: cursorField.optional() }),
    output: z.strictObject({ messages: z.array(messageView), next: z.string().nullable() }),
    refusals: ['sign-in-required'],
  }),
  unread: operation({
    id: 'countUnreadMessages',
    summary: 'How many messages have not been read.',
    method: 'GET',
    path: '/v1/messages/unread',
    action: 'account.see',
    input: NOTHING,
    output: z.strictObject({ unread: z.number().int() }),
    refusals: ['sign-in-required'],
  }),
  markRead: operation({
    id: 'markMessageRead',
    summary: 'Mark a message as read.',
    method: 'POST',
    path: '/v1/messages/{id}/read',
    action: 'message.read',
    input: z.strictObject({ id: idField }),
    output: z.strictObject({ unread: z.number().int() }),
    refusals: ['sign-in-required'],
  }),
}
