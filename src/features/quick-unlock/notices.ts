import type { Words } from '../../notify/render.ts'

export const quickUnlockWords = (platform: string, origin: string, device: string): Words => ({
  subject: `Quick unlock is on at ${platform}`,
  paragraphs: [
    `On ${device}, a session that is idle is locked and not signed out. A passkey of that device opens it again, until twelve hours after the sign-in.`,
    `If it was not you, end your sessions and change your password: ${origin}/security/sessions`,
  ],
})
