import type { Words } from '../notify/render.ts'
import type { Site } from './method.ts'

export const closedWords = ({ platform, origin }: Site, name: string): Words => ({
  subject: `${name} no longer answers on new devices at ${platform}`,
  paragraphs: [
    `Someone who has your password tried a hundred wrong codes of “${name}” on devices that are not known. It takes no more codes there. On your known devices it works as before.`,
    `If it was not you, change your password on a known device: ${origin}/security/password`,
    `To use it on new devices again, add it anew and remove the old one: ${origin}/security/methods`,
  ],
})
