import { longDate, type Ms } from '../../lib/time.ts'
import type { Words } from '../../notify/render.ts'

type Site = { readonly platform: string; readonly origin: string }
const page = ({ origin }: Site): string => `${origin}/settings/contacts`

export const turnedOnWords = (site: Site, device: string): Words => ({
  subject: `Notices of ${site.platform} were turned on for ${device}`,
  paragraphs: [
    'From now on it is told of what matters for the safety of your account, as your mailbox is.',
    `If it was not you, turn it off, then change your password: ${page(site)}`,
  ],
})

export const offWaitsWords = (site: Site, device: string, due: Ms, token: string): Words => ({
  subject: `Turning off notices of ${site.platform} for ${device} waits until ${longDate(due)}`,
  paragraphs: [
    `It was asked for in a signed-in session. ${device} is told of what matters until ${longDate(due)}, and until then this can be cancelled.`,
    `If it was you, there is nothing to do. If it was not, cancel it, then change your password: ${page(site)}`,
  ],
  links: [{ text: 'Look at this change, and cancel it', url: `${site.origin}/stop/${token}` }],
})

export const turnedOffWords = (site: Site, device: string): Words => ({
  subject: `Notices of ${site.platform} are off for ${device}`,
  paragraphs: [
    'It hears nothing more after this. Your mailbox and your other channels do.',
    `If it was not you who asked, change your password, then turn them on again: ${page(site)}`,
  ],
})

export const lostWords = (site: Site, device: string): Words => ({
  subject: `${device} gets no notices of ${site.platform} any more`,
  paragraphs: [
    'The maker of its browser says that it takes no notices from us now. That is so after notices were forbidden there, the data of the browser were cleared, or the browser was removed.',
    `If it was not you, look who can use that device. To be told there again, turn notices on there: ${page(site)}`,
  ],
})
