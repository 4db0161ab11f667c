import type { ClientView } from '../../identify/client.ts'
import type { Words } from '../../notify/render.ts'

const where = (client: Pick<ClientView, 'label' | 'place' | 'address'>): string =>
  `${client.label}, ${client.place ?? 'place unknown'}, network address ${client.address}`

export const deviceCodeWords = (platform: string, client: ClientView, code: string): Words => ({
  subject: `Approve a new device at ${platform}`,
  paragraphs: [
    `Someone with your password and your second factor is signing in on a device that your account does not know: ${where(client)}. If it is you, type this code on that page:`,
    `${code.slice(0, 3)} ${code.slice(3)}`,
    'It is good for ten minutes, and only in that browser. If it is not you, do not give the code to anyone, and change your password.',
  ],
})

/** `token`: for the link, which ends every session. */
export const newDeviceWords = (
  platform: string,
  origin: string,
  client: ClientView,
  token: string,
): Words => ({
  subject: `Signed in to ${platform} on a new device`,
  paragraphs: [
    `Your account was signed in to, with password and second factor, on a device that was not known before: ${where(client)}.`,
    'If it was you, there is nothing to do.',
    `If it was not you, open ${origin}/security/sessions on a device you know, end that session, and change your password.`,
  ],
  links: [{ text: 'It was not me: end every session', url: `${origin}/not-me/${token}` }],
})

export const slowedWords = (
  platform: string,
  origin: string,
  client: Pick<ClientView, 'label' | 'place' | 'address'>,
): Words => ({
  subject: `Wrong tries to sign in to ${platform}`,
  paragraphs: [
    `Several sign-ins to your account failed. The last one came from ${where(client)}. Sign-ins from devices we do not know now have to wait between tries.`,
    'Your known devices and open sessions notice nothing of this.',
    `If it was you: wait a few minutes, check Caps Lock and the clock of your phone, then try again. If it was not you, and your password is used anywhere else, change it: ${origin}/security/password`,
  ],
})

export const codeFailedWords = (
  platform: string,
  origin: string,
  client: Pick<ClientView, 'label' | 'place' | 'address'>,
): Words => ({
  subject: `Someone with your ${platform} password failed at the second factor`,
  paragraphs: [
    `A sign-in gave your right password, then wrong codes. It came from ${where(client)}. Nobody got in.`,
    'If it was you, check that the clock of your phone is set by the network, then try again.',
    `If it was not you, someone knows your password. Change it now, and wherever else you use it: ${origin}/security/password`,
  ],
})

export const signInCodeWords = (platform: string, code: string): Words => ({
  subject: `Your code to sign in to ${platform}`,
  paragraphs: [
    `Someone with your password is signing in to ${platform} and wants to add a second factor. If it is you, type this code on that page:`,
    `${code.slice(0, 3)} ${code.slice(3)}`,
    'It is good for ten minutes, and only in that browser. If it is not you, do not give the code to anyone, and change your password.',
  ],
})

export const factorAddedWords = (platform: string, origin: string, name: string): Words => ({
  subject: `A second factor was added to your ${platform} account`,
  paragraphs: [
    `${name} answers for sign-in from now on. Signing in takes your password and a code from it.`,
    `If it was not you, write to ${platform} at once, and do not use this account. The portal: ${origin}`,
  ],
})

export const newListWords = (platform: string, origin: string): Words => ({
  subject: `A new list of backup codes was made for your ${platform} account`,
  paragraphs: [
    'Someone signed in with your password and the last code of your list, and a new list took its place. Your other sessions have ended. The new codes sign in at once, and approve what matters from 24 hours on.',
    `If it was not you, change your password at once: ${origin}/security/password`,
  ],
})
