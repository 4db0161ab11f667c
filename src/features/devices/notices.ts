import type { Words } from '../../notify/render.ts'

type Told = { readonly platform: string; readonly origin: string }
type Asker = { readonly label: string; readonly place: string | null; readonly address: string }
const where = ({ label, place, address }: Asker): string =>
  `${label}, ${place ?? 'place unknown'}, network address ${address}`

export const deniedWords = ({ platform, origin }: Told, asker: Asker): Words => ({
  subject: `A sign-in to ${platform} was turned away`,
  paragraphs: [
    `In one of your sessions it was said that a sign-in was not yours: ${where(asker)}. It has ended.`,
    `Whoever it was knows your password, and had a second proof. Change the password now, and look through your methods: ${origin}/security/password`,
  ],
})

export const disownedWords = ({ platform, origin }: Told): Words => ({
  subject: `Every session of your ${platform} account was ended`,
  paragraphs: [
    'By the link of an alert it was said that a sign-in was not yours. Every session has ended, and the device of that sign-in is forgotten.',
    `Choose a new password now: ${origin}/help-with-credentials/password`,
  ],
})
