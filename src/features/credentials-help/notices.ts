import type { ClientView } from '../../identify/client.ts'
import { longDate, type Ms } from '../../lib/time.ts'
import type { Words } from '../../notify/render.ts'

type From = Pick<ClientView, 'label' | 'place' | 'address'>
const where = (client: From): string =>
  `${client.label}, ${client.place ?? 'place unknown'}, network address ${client.address}`

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' })

export const usernameWords = (platform: string, username: string): Words => ({
  subject: `Your username at ${platform}`,
  paragraphs: [
    `Someone asked for the username of the account with this address. It is:`,
    username,
    'If it was not you, there is nothing to do: it was sent to you alone.',
  ],
})

/** For an address without an account, or with a closed one. */
export const noAccountWords = (platform: string): Words => ({
  subject: `There is no open account at ${platform} with this address`,
  paragraphs: [
    `Someone asked for help with the credentials of an account at ${platform} and gave this address. There is no open account with it.`,
    'If it was you, you may have used another address. Try again with that one.',
    'If it was not you, there is nothing to do.',
  ],
})

export const resetCodeWords = (platform: string, code: string, client: From): Words => ({
  subject: `Your code for a new password at ${platform}`,
  paragraphs: [
    `Someone asked for a new password for your account at ${platform}: ${where(client)}. If it was you, type this code on the page where you asked:`,
    `${code.slice(0, 3)} ${code.slice(3)}`,
    'It is good for ten minutes, and only in that browser. If your account has a second factor, that is asked too.',
    'If it was not you, do not give the code to anyone. Without it nothing changes, and your password stays as it is.',
  ],
})

/** What stands in the message centre for the mail with the code. */
export const resetAskedWords = (platform: string, client: From): Words => ({
  subject: `A new password was asked for at ${platform}`,
  paragraphs: [
    `Someone asked for a new password for your account: ${where(client)}. A code was sent to your mailbox.`,
    'If it was not you, there is nothing to do: without the code and your second factor your password stays as it is.',
  ],
})

export const resetFailedWords = (platform: string, client: From): Words => ({
  subject: `Someone with access to your mailbox failed at your second factor for ${platform}`,
  paragraphs: [
    `A new password was asked for with the code from this mailbox, then wrong codes were given for the second factor. It came from ${where(client)}. Nothing was changed.`,
    'If it was you, check that the clock of your phone is set by the network, then try again.',
    'If it was not you, someone reads your mail. Change the password of your mailbox now, from a device you trust.',
  ],
})

export type Done = {
  readonly platform: string
  readonly client: From
  readonly hasFactor: boolean
  readonly keptDevice: boolean
  readonly heldUntil: Ms
}

export const resetDoneWords = ({ platform, client, hasFactor, keptDevice, heldUntil }: Done): Words => ({
  subject: `Your ${platform} password was reset`,
  paragraphs: [
    `A new password was chosen with a code from this mailbox${hasFactor ? ' and your second factor' : ''}. It came from ${where(client)}.`,
    `All sessions have ended, and ${keptDevice ? 'every device but that one is' : 'every device is'} new to your account again.${hasFactor ? ' Your second factor stays as it was.' : ''} Withdrawals are held until ${moment.format(heldUntil)} UTC.`,
    `If it was not you, someone can read your mailbox${hasFactor ? ' and has your second factor' : ''}. Change the password of your mailbox, then reset this one again, and write to ${platform} at once.`,
  ],
})

type Site = { readonly platform: string; readonly origin: string }

export const resetWaitsWords = ({ platform, origin }: Site, client: From, due: Ms, token: string): Words => ({
  subject: `A new password at ${platform} waits until ${longDate(due)}`,
  paragraphs: [
    `It was chosen with a code from this mailbox and a second factor. It came from ${where(client)}. It takes effect on ${longDate(due)}; until then the old password counts, and it can be cancelled.`,
    `If it was you, there is nothing to do. If it was not, cancel it, then change the password of your mailbox: someone can read your mail. In a session you cancel it here: ${origin}/security/password`,
  ],
  links: [{ text: 'Look at this change, and cancel it', url: `${origin}/stop/${token}` }],
})

type Took = { readonly keptDevice: boolean; readonly heldUntil: Ms; readonly opened: boolean }
export const resetTookEffectWords = (
  { platform, origin }: Site,
  { keptDevice, heldUntil, opened }: Took,
): Words => ({
  subject: `Your ${platform} password was reset`,
  paragraphs: [
    'The new password that was chosen a day ago or longer, with a code from this mailbox and a second factor, counts from now on.',
    ...(opened
      ? ['The settings lock has been waited out with it, and is open. Lock it again when all is in order.']
      : []),
    `All sessions have ended, and ${keptDevice ? 'every device but the one that asked is' : 'every device is'} new to your account again. Your second factor stays as it was. Withdrawals are held until ${moment.format(heldUntil)} UTC.`,
    `If it was not you, someone can read your mailbox and has your second factor. Change the password of your mailbox, then reset this one again, and write to ${platform} at once: ${origin}/help-with-credentials`,
  ],
})
