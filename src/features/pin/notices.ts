import type { Words } from '../../notify/render.ts'

export const pinChangedWords = (platform: string, origin: string): Words => ({
  subject: `Your ${platform} PIN was changed`,
  paragraphs: [
    'It was changed in a signed-in session, with the old PIN and the second factor.',
    `If it was not you, sign in, change your password and end every session: ${origin}/security/sessions`,
  ],
})
