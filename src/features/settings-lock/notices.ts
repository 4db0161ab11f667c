import { LOCK_WORDS, type LockGroup } from '../../lib/lock-groups.ts'
import { longDate, type Ms } from '../../lib/time.ts'
import type { Words } from '../../notify/render.ts'
import type { Wanted } from '../../policy/lock.ts'

type Told = { readonly platform: string; readonly origin: string }

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`)
const PAGE = '/security/settings-lock'

export const lockedWords = (
  { platform, origin }: Told,
  locks: readonly Wanted[],
  cancelled: number,
): Words => ({
  subject: `The settings lock is on at ${platform}`,
  paragraphs: [
    `Locked: ${locks.map(({ group, waitDays }) => `${LOCK_WORDS[group]}, with a wait of ${days(waitDays)}`).join('; ')}. Nobody changes what is locked, support included, until it has been asked to open and the wait is over.`,
    ...(cancelled === 0
      ? []
      : [
          cancelled === 1
            ? 'A change that waited was cancelled.'
            : `${cancelled} changes that waited were cancelled.`,
        ]),
    `If it was not you, ask at once that it open, end your sessions and change your password when it is open: ${origin}${PAGE}`,
  ],
})

export const openingWords = (
  { platform, origin }: Told,
  group: LockGroup,
  due: Ms,
  token: string,
): Words => ({
  subject: `The lock of ${LOCK_WORDS[group]} at ${platform} opens on ${longDate(due)}`,
  paragraphs: [
    `It was asked for in a signed-in session. Nothing that is locked can be changed before ${longDate(due)}, and nobody can shorten the wait.`,
    `If it was you, there is nothing to do. If it was not, keep it locked, then end your sessions: ${origin}${PAGE}`,
  ],
  links: [{ text: 'Look at this, and keep it locked', url: `${origin}/stop/${token}` }],
})

export const openedWords = ({ platform, origin }: Told, group: LockGroup, until: Ms | undefined): Words => ({
  subject: `The lock of ${LOCK_WORDS[group]} at ${platform} is open`,
  paragraphs: [
    until === undefined
      ? 'Its wait is over. It stays open until you lock it again.'
      : `Its wait is over. It is open until ${longDate(until)}, and locked again from then on.`,
    `If it was not you who asked, lock it again, then end your sessions: ${origin}${PAGE}`,
  ],
})

export const lockedAgainWords = ({ platform, origin }: Told, group: LockGroup, cancelled: number): Words => ({
  subject: `The lock of ${LOCK_WORDS[group]} at ${platform} is on again`,
  paragraphs: [
    `The time for which it was open is over.${cancelled === 0 ? '' : ` ${cancelled === 1 ? 'A change that waited was' : `${cancelled} changes that waited were`} cancelled.`}`,
    `How it stands: ${origin}${PAGE}`,
  ],
})
