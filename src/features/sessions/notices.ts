import type { Words } from '../../notify/render.ts'

export const idleTimeWords = (platform: string, origin: string, minutes: number): Words => ({
  subject: `Idle time changed at ${platform}`,
  paragraphs: [
    `From your next sign-in on, a session ends after ${minutes} minutes without activity.`,
    `If it was not you, end your sessions and change your password: ${origin}/security/sessions`,
  ],
})
