import type { Line } from '../../factors/store.ts'
import { longDate, type Ms } from '../../lib/time.ts'
import type { Words } from '../../notify/render.ts'

export type Told = { readonly platform: string; readonly origin: string }
export type Spoken = { readonly id: string; readonly fields: readonly Line[]; readonly expiresAt: Ms }

const list = (fields: readonly Line[]): string =>
  fields.map(({ label, value }) => `${label}: ${value}`).join('\n')

/** The address leads to a page of the portal: it shows nothing without a session and approves nothing without a proof. */
export const askedWords = ({ platform, origin }: Told, { id, fields, expiresAt }: Spoken): Words => ({
  subject: `${platform} asks you to approve something`,
  paragraphs: [
    `${platform} asks you to approve this until ${longDate(expiresAt)}:`,
    list(fields),
    `Sign in to approve or refuse it. This mail can do neither: ${origin}/approvals/${id}`,
    'If you did not expect it, refuse it. If nothing is done it ends by itself, and counts as not approved.',
  ],
})

export const approvedWords = ({ platform, origin }: Told, { id, fields }: Spoken): Words => ({
  subject: `You approved something at ${platform}`,
  paragraphs: [
    'This was approved in a signed-in session with a proof of its own:',
    list(fields),
    `If it was not you, tell ${platform} at once, then end your sessions and change your password: ${origin}/security/sessions`,
    `What was approved: ${origin}/approvals/${id}`,
  ],
})

export const refusedWords = ({ platform, origin }: Told, { id, fields }: Spoken): Words => ({
  subject: `You refused something at ${platform}`,
  paragraphs: [
    'This was refused in a signed-in session, and that is final:',
    list(fields),
    `If it was not you, end your sessions and change your password: ${origin}/security/sessions`,
    `What was refused: ${origin}/approvals/${id}`,
  ],
})
