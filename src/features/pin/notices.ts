import { longDate, type Ms } from '../../lib/time.ts'
import type { Words } from '../../notify/render.ts'

type Told = { readonly platform: string; readonly origin: string }

export const pinChangedWords = (platform: string, origin: string): Words => ({
  subject: `Your ${platform} PIN was changed`,
  paragraphs: [
    'It was changed in a signed-in session, with the old PIN and the second factor.',
    `If it was not you, sign in, change your password and end every session: ${origin}/security/sessions`,
  ],
})

export const pinWaitsWords = ({ platform, origin }: Told, due: Ms, token: string): Words => ({
  subject: `A new PIN at ${platform} waits until ${longDate(due)}`,
  paragraphs: [
    `Someone in a signed-in session said that the PIN is forgotten, and chose another. It takes effect on ${longDate(due)}, and until then it can be cancelled.`,
    `If it was you, there is nothing to do. If it was not, cancel it, then change your password: ${origin}/security/pin`,
  ],
  links: [{ text: 'Look at this change, and cancel it', url: `${origin}/stop/${token}` }],
})

export const pinResetWords = ({ platform, origin }: Told, heldUntil: Ms): Words => ({
  subject: `Your ${platform} PIN was replaced`,
  paragraphs: [
    `The new PIN counts from now on. Your other sessions have ended, and withdrawals are held until ${longDate(heldUntil)}.`,
    `If it was not you, change your password at once: ${origin}/help-with-credentials`,
  ],
})
