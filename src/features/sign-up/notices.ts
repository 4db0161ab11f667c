import type { Words } from '../../notify/render.ts'

export const codeWords = (platform: string, code: string): Words => ({
  subject: `Your code for ${platform}`,
  paragraphs: [
    `Someone began to open an account at ${platform} with this address. If it was you, type this code on the page where you began:`,
    `${code.slice(0, 3)} ${code.slice(3)}`,
    'It is good for ten minutes, and only in that browser. If it was not you, do nothing: without the code nothing is kept under your address.',
  ],
})

export const knownAddressWords = (platform: string, origin: string): Words => ({
  subject: `Your address already has an account at ${platform}`,
  paragraphs: [
    `Someone began to open an account at ${platform} with this address. It has one already, so nothing was opened and nothing was changed.`,
    `If it was you, sign in instead: ${origin}/sign-in`,
    'If it was not you, there is nothing to do. They were not told that you have an account.',
  ],
})
