import type { Words } from '../../notify/render.ts'
import type { Site } from '../method.ts'

/** `left`: how many codes of the list are not used yet. */
export const lowWords = ({ platform, origin }: Site, left: number): Words => ({
  subject: `${left === 1 ? 'Only the last backup code is' : `Only ${left} backup codes are`} left at ${platform}`,
  paragraphs: [
    left === 1
      ? 'Every code of your list but one was used. The last one is kept: it makes a new list, and serves for nothing else.'
      : `A code of your list was used, and ${left} are left. The last one is kept for making a new list.`,
    `Make a new list while you have the old one at hand: ${origin}/security/methods/add/backup-codes`,
    `If you did not use a code, change your password at once: ${origin}/security/password`,
  ],
})
