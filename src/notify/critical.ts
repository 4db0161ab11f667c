// Pure: what is told on every channel an account has: its number and, for a while, the mailbox and number it had before
// (RULES part 0, "notices"). A closed list: a text costs money, and who is told of everything reads nothing.

import { SEGMENT, sendable } from './code-text.ts'

/** What a text says of each, in one short sentence; the whole stands in the mail and in the message centre. */
const CRITICAL: Readonly<Record<string, string>> = {
  'sign-in.new-device': 'A new device signed in.',
  'sign-in.code-wrong': 'Someone has your password, and failed at your second factor.',
  'sign-in.disowned': 'Every session was ended by the link of a mail.',
  'device.denied': 'A sign-in was turned away.',
  'pin.reset': 'Your PIN was replaced.',
  'pin.changed': 'Your PIN was changed.',
  'password.changed': 'Your password was changed.',
  'password.reset': 'Your password was reset.',
  'password.reset-failed': 'Someone reads your mail, and failed at your second factor.',
  'factor.added': 'A method of proof was added.',
  'factor.turned-on': 'A method of proof was turned on.',
  'factor.turned-off': 'A method of proof was turned off.',
  'factor.removed': 'A method of proof was removed.',
  'factor.suspended': 'A method of proof was said to be lost.',
  'factor.found': 'A method said to be lost was taken back.',
  'factor.closed': 'Someone has your password, and tried 100 codes.',
  'backup-codes.renewed': 'Your backup codes were replaced.',
  'contact.changed': 'Your email or phone was changed.',
  'push.turned-on': 'Notices on a device were turned on.',
  'push.turned-off': 'Notices on a device were turned off.',
  'push.lost': 'A device hears no notices any more.',
  'lock.turned-on': 'Your settings lock was turned on.',
  'lock.turned-on-again': 'Your settings lock is on again.',
  'lock.opened': 'Your settings lock is open.',
  'change.asked': 'A change waits. Cancel it if it is not yours.',
  'change.reminded': 'A change still waits. Cancel it if it is not yours.',
  'change.cancelled': 'A change that waited was cancelled.',
  'change.delayed': 'A change that waited was delayed.',
}

export const isCritical = (event: string): boolean => Object.hasOwn(CRITICAL, event)

/** One segment at most, and never a link: a thief's text with one would look the same. */
export const noticeText = (platform: string, event: string): string =>
  `${sendable(platform)}: ${CRITICAL[event] ?? 'Your account was changed.'} Not you? Sign in and look at your messages. We never send links.`.slice(
    0,
    SEGMENT,
  )
