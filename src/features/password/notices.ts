import type { Words } from '../../notify/render.ts'

export const passwordChangedWords = (platform: string, origin: string): Words => ({
  subject: `Your ${platform} password was changed`,
  paragraphs: [
    'It was changed in a signed-in session, with the old password and the second factor. All other sessions have ended.',
    `If it was not you, sign in and end every session: ${origin}/security/sessions`,
  ],
})
