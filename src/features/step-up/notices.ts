import type { Line } from '../../factors/store.ts'
import type { Words } from '../../notify/render.ts'

/** The mail names what the code is for, so that a code asked for one act cannot be talked out of someone for another. */
export const stepUpCodeWords = (platform: string, code: string, content: readonly Line[]): Words => ({
  subject: `Your code for an act at ${platform}`,
  paragraphs: [
    `You are about to approve this at ${platform}:`,
    content.map((line) => `${line.label}: ${line.value}`).join('\n'),
    `${code.slice(0, 3)} ${code.slice(3)}`,
    'The code is good for ten minutes and for this alone. If it was not you, do not give it to anyone.',
  ],
})
