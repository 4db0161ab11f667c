import type { ChangeKind, ContactKind } from '../../factors/changes.ts'
import type { Purpose } from '../../factors/method.ts'
import { longDate } from '../../lib/time.ts'
import type { Words } from '../../notify/render.ts'

export type Told = { readonly platform: string; readonly origin: string }
export type Spoken = {
  readonly kind: ChangeKind | ContactKind | 'pin' | 'password' | 'lock' | 'push-off'
  /** Of the method, the new contact, or what is locked. */
  readonly name: string
  readonly purpose: Purpose | null
}

const PURPOSE_WORDS = { 'sign-in': 'signing in', funding: 'funding', trading: 'trading' } as const
/** "“Desk key” is turned on for funding" */
export const sentence = ({ kind, name, purpose }: Spoken): string => {
  if (kind === 'email') return `the address of your account becomes ${name}`
  if (kind === 'phone') return `the number of your account becomes ${name}`
  if (kind === 'phone-off') return 'the number of your account is removed'
  if (kind === 'push-off') return 'notices are turned off on one of your devices'
  if (kind === 'pin') return 'your PIN is replaced by another'
  if (kind === 'lock') return `the lock of ${name} opens`
  if (kind === 'password') return 'your password is replaced by another'
  return kind === 'remove' || kind === 'lost'
    ? `“${name}” is removed`
    : `“${name}” is turned ${kind} for ${purpose === null ? 'every purpose' : PURPOSE_WORDS[purpose]}`
}
const PARTS: Readonly<Record<string, string>> = {
  email: 'address',
  phone: 'number',
  'phone-off': 'number',
  'push-off': 'notices',
  pin: 'PIN',
  password: 'password',
  lock: 'settings lock',
}
/** What links of mails have stopped is counted by kind. */
const partOf = ({ kind }: Spoken): string => PARTS[kind] ?? 'methods'
const PAGES: Readonly<Record<string, string>> = {
  methods: '/security/methods',
  PIN: '/security/pin',
  password: '/security/password',
  'settings lock': '/security/settings-lock',
}
const pageOf = (spoken: Spoken): string => PAGES[partOf(spoken)] ?? '/settings/contacts'

export const newContactCodeWords = ({ platform }: Told, code: string): Words => ({
  subject: `Your code to add this address at ${platform}`,
  paragraphs: [
    `Someone signed in to ${platform} wants to get codes here. If it is you, type this code on that page:`,
    `${code.slice(0, 3)} ${code.slice(3)}`,
    'It is good for ten minutes. If it was not you, do not give the code to anyone, and change your password.',
  ],
})

export const doneWords = ({ platform, origin }: Told, spoken: Spoken): Words => ({
  subject: `Your methods at ${platform} were changed`,
  paragraphs: [
    `From now on ${sentence(spoken)}.`,
    spoken.kind === 'on' ? '' : 'Your other sessions have ended.',
    `If it was not you, end your sessions and change your password at once: ${origin}/security/sessions`,
  ].filter((one) => one !== ''),
})

export const newListWords = ({ platform, origin }: Told, ripe: boolean): Words => ({
  subject: `A new list of backup codes was made for your ${platform} account`,
  paragraphs: [
    `It took the place of the old one, whose codes open nothing any more.${ripe ? '' : ' It approves what matters from 24 hours on.'} Your other sessions have ended.`,
    `If it was not you, end your sessions and change your password at once: ${origin}/security/sessions`,
  ],
})

export const addedWords = ({ platform, origin }: Told, name: string): Words => ({
  subject: `A method was added to your ${platform} account`,
  paragraphs: [
    `“${name}” was added. It approves what matters from 24 hours after it took effect.`,
    `If it was not you, remove it and change your password at once: ${origin}/security/methods`,
  ],
})

export const waitsWords = (
  { platform, origin }: Told,
  spoken: Spoken,
  due: number,
  token: string,
): Words => ({
  subject: `A change of your methods at ${platform} waits until ${longDate(due)}`,
  paragraphs: [
    `It was asked for in a signed-in session: ${sentence(spoken)}. It takes effect on ${longDate(due)}, and until then anyone who may sign in to your account can cancel it.`,
    `If it was you, there is nothing to do. If it was not, cancel it, then change your password: ${origin}/security/methods`,
  ],
  links: [{ text: 'Look at this change, and cancel it', url: `${origin}/stop/${token}` }],
})

export const remindedWords = (
  { platform, origin }: Told,
  spoken: Spoken,
  due: number,
  token: string | undefined,
): Words => ({
  subject: `A change of your ${partOf(spoken)} at ${platform} still waits, until ${longDate(due)}`,
  paragraphs: [
    `You were told of it before: ${sentence(spoken)}. It takes effect on ${longDate(due)}, and until then it can be cancelled.`,
    ...(spoken.kind === 'lost'
      ? [`It answers for nothing already, until you prove it together with another method.`]
      : []),
    `If it was you, there is nothing to do. If it was not, ${token === undefined ? 'sign in and cancel it' : 'cancel it'}, then change your password: ${origin}${pageOf(spoken)}`,
  ],
  ...(token !== undefined && {
    links: [{ text: 'Look at this change, and cancel it', url: `${origin}/stop/${token}` }],
  }),
})

export const lostWords = ({ platform, origin }: Told, name: string, due: number, token: string): Words => ({
  subject: `“${name}” was said to be lost at ${platform}, and is removed on ${longDate(due)}`,
  paragraphs: [
    `It was said in a signed-in session, and proved with another method. “${name}” answers for nothing from now on, and your other sessions have ended.`,
    `If it was you, there is nothing to do. If it was not, and you have it: sign in, and prove it together with another method; then it answers again at once: ${origin}/security/methods`,
    'The link stops the removal alone. It does not let the method answer again: whoever found it might read your mail.',
  ],
  links: [{ text: 'Look at this change, and stop it', url: `${origin}/stop/${token}` }],
})

export const foundWords = ({ platform, origin }: Told, name: string): Words => ({
  subject: `“${name}” answers again at ${platform}`,
  paragraphs: [
    `It had been said to be lost. It was proved together with another method, and answers for what it did before.`,
    `If it was not you, end your sessions and change your password at once: ${origin}/security/sessions`,
  ],
})

export const cancelledWords = ({ platform, origin }: Told, spoken: Spoken): Words => ({
  subject: `A change of your ${partOf(spoken)} at ${platform} was cancelled`,
  paragraphs: [
    spoken.kind === 'lost'
      ? `“${spoken.name}” is not removed. It still answers for nothing, until you prove it together with another method.`
      : `It will not happen that ${sentence(spoken)}. Nothing was changed.`,
    `What is on now: ${origin}${pageOf(spoken)}`,
  ],
})

const LOWER = {
  link: { by: 'By a link from a mail', who: 'Links have', stolen: 'a stolen mailbox' },
  session: { by: 'In a session, without a proof', who: 'That session has', stolen: 'a stolen session' },
} as const

export const delayedWords = (
  { platform, origin }: Told,
  spoken: Spoken,
  due: number,
  stop: keyof typeof LOWER,
): Words => ({
  subject: `A change of your ${partOf(spoken)} at ${platform} was delayed until ${longDate(due)}`,
  paragraphs: [
    `${LOWER[stop].by}: ${sentence(spoken)}, but not before ${longDate(due)}. ${LOWER[stop].who} cancelled two such changes in 30 days; after that it is only delayed, so that ${LOWER[stop].stolen} cannot rule your account.`,
    `To cancel it for good, sign in and prove it: ${origin}${pageOf(spoken)}`,
  ],
})
