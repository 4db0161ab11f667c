// Pure: what each event of the log says to its owner, in the past tense.
import type { z } from 'zod'
import type { activityView } from '../../../src/features/activity/contract.ts'
import { METHOD_ICONS } from '../../factors/choices.ts'
import { factorsTexts } from '../../factors/texts.ts'
import { wholeDuration } from '../../ui/format.ts'
import type { Icon } from '../../ui/icons.tsx'
import {
  AccountIcon,
  ActivityIcon,
  DangerIcon,
  DesktopIcon,
  KeyIcon,
  LockIcon,
  LockOpenIcon,
  MailIcon,
  NoticeIcon,
  OffIcon,
  PasswordIcon,
  SafeIcon,
  SignInIcon,
  SignOutIcon,
  WaitIcon,
} from '../../ui/icons.tsx'
import { activityTexts } from './texts.ts'

export type ActivityEvent = z.output<typeof activityView>
export type EventWords = { readonly text: string; readonly icon: Icon; readonly tone?: 'waiting' | 'danger' }

const words = activityTexts.events

const WORDS: Readonly<Record<string, (details: ActivityEvent['details']) => EventWords>> = {
  'account.created': () => ({ text: words.opened, icon: AccountIcon }),
  'factor.added': (details) => ({ text: words.methodAdded(nameOf(details)), icon: iconOf(details) }),
  'factor.renamed': (details) => ({
    text: words.methodRenamed(nameOf(details), String(details.before ?? activityTexts.aMethod)),
    icon: iconOf(details),
  }),
  'factor.arranged': (details) => ({
    text: words.methodFirst(nameOf(details), purposeOf(details)),
    icon: iconOf(details),
  }),
  'factor.turned-on': (details) => ({
    text: words.methodOn(nameOf(details), purposeOf(details)),
    icon: iconOf(details),
  }),
  'factor.turned-off': (details) => ({
    text: words.methodOff(nameOf(details), purposeOf(details)),
    icon: iconOf(details),
  }),
  'factor.removed': (details) => ({ text: words.methodRemoved(nameOf(details)), icon: iconOf(details) }),
  'factor.suspended': (details) => ({
    text: words.methodSuspended(nameOf(details)),
    icon: iconOf(details),
    tone: 'waiting',
  }),
  'factor.found': (details) => ({ text: words.methodFound(nameOf(details)), icon: iconOf(details) }),
  'factor.closed': (details) => ({
    text: words.methodClosed(nameOf(details)),
    icon: iconOf(details),
    tone: 'waiting',
  }),
  'backup-codes.renewed': () => ({ text: words.codesRenewed, icon: METHOD_ICONS['backup-code'] }),
  'backup-codes.tested': ({ found }) =>
    found === 'good'
      ? { text: words.codeTested, icon: METHOD_ICONS['backup-code'] }
      : { text: words.codeTestedWrong, icon: METHOD_ICONS['backup-code'], tone: 'waiting' },
  'change.asked': (details) => ({ text: changeAsked(details), icon: WaitIcon, tone: 'waiting' }),
  'contact.changed': (details) => ({ text: contactWords(details).changed, icon: MailIcon }),
  'contact.tried': () => ({ text: words.contactTried, icon: NoticeIcon }),
  'change.cancelled': (details) => ({
    text:
      details.byLink === true
        ? words.changeCancelledByLink(thingOf(details))
        : words.changeCancelled(thingOf(details)),
    icon: WaitIcon,
  }),
  'change.reminded': (details) => ({
    text: words.changeReminded(thingOf(details)),
    icon: WaitIcon,
    tone: 'waiting',
  }),
  'change.delayed': (details) => ({
    text:
      details.byLink === true
        ? words.changeDelayedByLink(thingOf(details))
        : words.changeDelayed(thingOf(details)),
    icon: WaitIcon,
    tone: 'waiting',
  }),
  'sign-in.completed': ({ newDevice }) => ({
    text: newDevice === true ? words.signedInNew : words.signedIn,
    icon: SignInIcon,
  }),
  'sign-in.password-wrong': () => ({ text: words.passwordWrong, icon: DangerIcon, tone: 'waiting' }),
  'sign-in.code-wrong': () => ({ text: words.codeWrong, icon: DangerIcon, tone: 'danger' }),
  'sign-in.slowed': () => ({ text: words.slowed, icon: WaitIcon, tone: 'waiting' }),
  'sign-up.tried-again': () => ({ text: words.triedSignUp, icon: MailIcon }),
  'device.added': () => ({ text: words.deviceAdded, icon: DesktopIcon }),
  'device.forgotten': () => ({ text: words.deviceForgotten, icon: DesktopIcon }),
  'session.ended': ({ count }) => ({ text: words.sessionsEnded(Number(count ?? 1)), icon: SignOutIcon }),
  'session.signed-out': () => ({ text: words.signedOut, icon: SignOutIcon }),
  'challenge.failed': ({ action }) => ({
    text: words.proofFailed(actOf(action)),
    icon: DangerIcon,
    tone: 'waiting',
  }),
  'device.approved': ({ device }) => ({ text: words.deviceApproved(String(device)), icon: DesktopIcon }),
  'device.denied': ({ device }) => ({
    text: words.deviceDenied(String(device)),
    icon: DangerIcon,
    tone: 'danger',
  }),
  'sign-in.disowned': () => ({ text: words.disowned, icon: DangerIcon, tone: 'danger' }),
  'pin.set': () => ({ text: words.pinSet, icon: PasswordIcon }),
  'pin.reset': () => ({ text: words.pinReset, icon: PasswordIcon, tone: 'waiting' }),
  'pin.changed': () => ({ text: words.pinChanged, icon: PasswordIcon }),
  'password.changed': ({ endedSessions }) => ({
    text:
      Number(endedSessions) > 0 ? words.passwordChangedEnded(Number(endedSessions)) : words.passwordChanged,
    icon: PasswordIcon,
  }),
  'password.reset-asked': () => ({ text: words.resetAsked, icon: MailIcon, tone: 'waiting' }),
  'password.reset-failed': ({ step }) =>
    step === 'factor'
      ? { text: words.resetFactorWrong, icon: DangerIcon, tone: 'danger' }
      : { text: words.resetCodeWrong, icon: DangerIcon, tone: 'waiting' },
  'password.reset': () => ({ text: words.reset, icon: PasswordIcon, tone: 'waiting' }),
  'username.asked': () => ({ text: words.usernameAsked, icon: MailIcon }),
  'lock.turned-on': () => ({ text: words.locked, icon: LockIcon }),
  'lock.turned-on-again': () => ({ text: words.lockedAgain, icon: LockIcon }),
  'lock.opened': () => ({ text: words.lockOpened, icon: LockOpenIcon, tone: 'waiting' }),
  'review.finished': () => ({ text: words.reviewed, icon: ActivityIcon }),
  'approval.asked': () => ({ text: words.approvalAsked, icon: NoticeIcon }),
  'approval.approved': () => ({ text: words.approvalApproved, icon: SafeIcon }),
  'approval.refused': () => ({ text: words.approvalRefused, icon: OffIcon }),
  'approval.expired': () => ({ text: words.approvalExpired, icon: WaitIcon }),
  'session.unlocked': () => ({ text: words.unlocked, icon: SignInIcon }),
  'session.unlock-failed': () => ({ text: words.unlockFailed, icon: DangerIcon, tone: 'waiting' }),
  'quick-unlock.on': () => ({ text: words.quickUnlockOn, icon: KeyIcon }),
  'quick-unlock.off': () => ({ text: words.quickUnlockOff, icon: OffIcon }),
  'push.turned-on': () => ({ text: words.push.on, icon: NoticeIcon }),
  'push.turned-off': ({ off }) => ({ text: words.push.off(String(off)), icon: OffIcon, tone: 'waiting' }),
  'push.lost': ({ lost }) => ({ text: words.push.lost(String(lost)), icon: OffIcon, tone: 'waiting' }),
  'idle-time.changed': ({ minutes }) => ({
    text: words.idleChanged(wholeDuration(Number(minutes) * 60_000)),
    icon: WaitIcon,
  }),
}

export function eventWords(event: ActivityEvent): EventWords {
  return WORDS[event.event]?.(event.details) ?? { text: words.unknown(event.event), icon: ActivityIcon }
}

function actOf(action: unknown): string {
  const acts: Readonly<Record<string, string>> = activityTexts.acts
  return acts[String(action)] ?? activityTexts.acts.other
}

type Details = ActivityEvent['details']
const nameOf = ({ name, method }: Details): string =>
  String(name ?? (method === 'totp' ? factorsTexts.names.totp : activityTexts.aMethod))

function purposeOf({ purpose }: Details): string {
  const purposes: Readonly<Record<string, string>> = activityTexts.purposes
  return purposes[String(purpose)] ?? activityTexts.everything
}

function iconOf({ method }: Details): Icon {
  const icons: Readonly<Record<string, Icon>> = METHOD_ICONS
  return icons[String(method)] ?? KeyIcon
}

function changeAsked(details: Details): string {
  const { change } = details
  if (isOfContact(details)) return contactWords(details).asked
  if (change === 'push-off') return words.push.asked
  if (change === 'pin' || change === 'password') return words.forgotten[change].asked
  if (change === 'lock') return words.lock.asked
  const kind = change === 'on' || change === 'off' ? change : 'remove'
  return words.changeAsked[kind](nameOf(details), purposeOf(details))
}

const isOfContact = ({ change }: Details): boolean => Object.hasOwn(words.contacts, String(change))

function contactWords({ change, to }: Details): { readonly changed: string; readonly asked: string } {
  const address = String(to ?? '')
  if (change === 'phone-off') return words.contacts['phone-off']
  const { changed, asked } = change === 'phone' ? words.contacts.phone : words.contacts.email
  return { changed: changed(address), asked: asked(address) }
}

function thingOf(details: Details): string {
  const { change } = details
  if (change === 'push-off') return words.push.thing
  if (change === 'pin' || change === 'password') return words.forgotten[change].thing
  if (change === 'lock') return words.lock.thing
  if (!isOfContact(details)) return nameOf(details)
  return change === 'email' ? words.contacts.thing.email : words.contacts.thing.phone
}

export function whereOf(event: ActivityEvent): string {
  return [event.device, event.place, event.address].filter((part) => part !== null).join(', ')
}

export type EventLine = EventWords & { readonly event: ActivityEvent; readonly times: number }

/** Events in a row that say the same from the same place are one line: "…, twice". */
export function linesOf(events: readonly ActivityEvent[]): readonly EventLine[] {
  const lines: EventLine[] = []
  for (const event of events) {
    const said = eventWords(event)
    const last = lines.at(-1)
    if (
      last !== undefined &&
      last.text === said.text &&
      whereOf(last.event) === whereOf(event) &&
      said.tone !== undefined
    )
      lines[lines.length - 1] = { ...last, times: last.times + 1 }
    else lines.push({ ...said, event, times: 1 })
  }
  return lines
}

export function lineText({ text, times }: EventLine): string {
  return times === 1 ? text : `${text}${activityTexts.times(times)}`
}
