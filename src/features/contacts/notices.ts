import type { ContactKind } from '../../factors/changes.ts'
import { longDate, type Ms } from '../../lib/time.ts'
import type { Words } from '../../notify/render.ts'

export type Site = { readonly platform: string; readonly origin: string }
/** `to`: masked. */
export type Spoken = { readonly kind: ContactKind; readonly to: string }

const THING = { email: 'address', phone: 'number', 'phone-off': 'number' } as const
/** "the address of your account becomes in•••@…" */
const sentence = ({ kind, to }: Spoken): string =>
  kind === 'phone-off'
    ? 'the number of your account is removed'
    : `the ${THING[kind]} of your account becomes ${to}`

export const newAddressCodeWords = ({ platform }: Site, code: string): Words => ({
  subject: `Your code to use this address at ${platform}`,
  paragraphs: [
    `Someone signed in to ${platform} wants this address for their account. If it is you, type this code on that page:`,
    `${code.slice(0, 3)} ${code.slice(3)}`,
    'It is good for ten minutes, and only in that session. If it was not you, do not give the code to anyone: without it nothing is kept under your address.',
  ],
})

export const takenAddressWords = ({ platform, origin }: Site): Words => ({
  subject: `Someone else asked for your address at ${platform}`,
  paragraphs: [
    `Someone signed in to another account at ${platform} asked to use this address for it. It belongs to an account already, or soon will, so nothing was changed.`,
    `If it was you, sign in to the account that has it: ${origin}/sign-in`,
    'If it was not you, there is nothing to do. They were not told that you have an account.',
  ],
})

export const changedWords = (
  { platform, origin }: Site,
  spoken: Spoken,
  heldUntil: Ms | undefined,
): Words => ({
  subject: `The ${THING[spoken.kind]} of your ${platform} account was changed`,
  paragraphs: [
    `From now on ${sentence(spoken)}.`,
    ...(heldUntil === undefined
      ? []
      : [
          `Your other sessions have ended, what waited in your account is cancelled, and withdrawals are held until ${longDate(heldUntil)}.`,
        ]),
    `If it was not you, change your password at once and write to ${platform}: ${origin}/help-with-credentials`,
  ],
})

export const contactWaitsWords = (
  { platform, origin }: Site,
  spoken: Spoken,
  due: Ms,
  token: string,
): Words => ({
  subject: `A change of your ${THING[spoken.kind]} at ${platform} waits until ${longDate(due)}`,
  paragraphs: [
    `It was asked for in a signed-in session: ${sentence(spoken)}. It takes effect on ${longDate(due)}, and until then it can be cancelled.`,
    `If it was you, there is nothing to do. If it was not, cancel it, then change your password: ${origin}/settings/contacts`,
  ],
  links: [{ text: 'Look at this change, and cancel it', url: `${origin}/stop/${token}` }],
})

export const lapsedWords = ({ platform, origin }: Site, spoken: Spoken): Words => ({
  subject: `A change of your ${THING[spoken.kind]} at ${platform} was cancelled`,
  paragraphs: [
    `It will not happen that ${sentence(spoken)}: another account has it by now. Nothing was changed.`,
    `What is on now: ${origin}/settings/contacts`,
  ],
})
