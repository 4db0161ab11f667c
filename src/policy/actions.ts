// The policy on one screen: what each protected act needs (../shared rules, docs/protection.md is generated from here).
// A route cannot name an act that is not here, and an act cannot leave out a column. Nothing else decides.

import type { Channel, Grade, Purpose } from '../factors/method.ts'
import type { StepKind } from '../lib/challenge-view.ts'
import type { LockGroup } from '../lib/lock-groups.ts'

export const ACCOUNT_STATES = ['new', 'active', 'restricted', 'frozen', 'recovering', 'closed'] as const
export type AccountState = (typeof ACCOUNT_STATES)[number]

export type ActionRow = {
  /**
   * Who may ask: anyone at the door, a live session, one that is live or locked, or the platform's own server with its
   * credential.
   */
  readonly caller: 'anyone' | 'session' | 'even-locked' | 'platform'
  /** What must be proved, in order, for this very act. Empty: being signed in is enough. */
  readonly proof: readonly StepKind[]
  /** The purpose whose identity answers the `factor` step. */
  readonly purpose: Purpose
  /** The lowest grade that answers it. B leaves out what travels over a channel: a mailbox or a number. */
  readonly least: Grade
  /** A channel that does not answer it: what is replaced is no proof of its own replacement. */
  readonly notOver: Channel | 'nothing'
  /** May a method younger than 24 hours answer? (RULES part 0, "ripe") */
  readonly unripe: 'serves' | 'refused'
  /** The last backup code: it serves for the list itself; at a sign-in a new list is made first; else it is kept. */
  readonly lastCode: 'serves' | 'renews' | 'refused'
  /** States of the account in which it is possible. */
  readonly states: readonly AccountState[]
  /** By a session that only reads, on a device that nothing could approve (RULES part 2, "new device"). */
  readonly reading: 'allowed' | 'refused'
  /**
   * The groups of the settings lock that refuse it while they are locked; of an act of the platform, what is asked says
   * which (features/approvals).
   */
  readonly lock: readonly LockGroup[] | 'as-asked'
  /** Could a program with an API key do it? None of these. */
  readonly apiKey: 'never'
  /** Hours for which withdrawals are held afterwards. */
  readonly holdHours: 0 | 24 | 72
  /** What ends when it takes effect (RULES part 5). */
  readonly ends: 'nothing' | 'other-sessions' | 'everything'
  /** Who is told. */
  readonly told: 'nobody' | 'client'
}

const OPEN: readonly AccountState[] = ['active', 'restricted', 'frozen', 'recovering']
const SIGNED_IN = {
  caller: 'session',
  purpose: 'sign-in',
  least: 'C',
  notOver: 'nothing',
  unripe: 'serves',
  lastCode: 'refused',
  states: OPEN,
  reading: 'allowed',
  lock: [],
  apiKey: 'never',
  holdHours: 0,
  ends: 'nothing',
  told: 'nobody',
} as const
const SETTING = {
  ...SIGNED_IN,
  unripe: 'refused',
  states: ['active', 'restricted'],
  reading: 'refused',
  lock: ['settings'],
  told: 'client',
} as const

/** A contact is changed: what stood on it ends (RULES part 5). */
const CONTACT = { ...SETTING, holdHours: 24, ends: 'other-sessions' } as const

/** Ways back in. None of them gives a session: who has been through one signs in (RULES part 3). */
const WAY_BACK = { ...SIGNED_IN, caller: 'anyone', told: 'client' } as const
/** Without the old password it is a weakening: with the lock on it waits that out (features/credentials-help). */
const RESET = { ...WAY_BACK, unripe: 'refused', holdHours: 24, ends: 'everything' } as const

export const ACTIONS = {
  // The door. A mailbox is proved before anything is stored under it; a session needs two proofs, always.
  'sign-up': { ...SIGNED_IN, caller: 'anyone', proof: ['email'], states: ['new'], told: 'client' },
  'sign-in': {
    ...SIGNED_IN,
    caller: 'anyone',
    proof: ['password', 'factor', 'set-pin', 'device'],
    lastCode: 'renews',
    told: 'client',
  },
  // What is left where nothing can approve the device: the session comes, and only reads.
  'sign-in.reading': {
    ...SIGNED_IN,
    caller: 'anyone',
    proof: ['password', 'factor', 'set-pin'],
    lastCode: 'renews',
    told: 'client',
  },
  'sign-in.passkey': {
    ...SIGNED_IN,
    caller: 'anyone',
    proof: ['passkey', 'set-pin'],
    unripe: 'refused',
    told: 'client',
  },
  'first-factor.enrol': {
    ...SIGNED_IN,
    caller: 'anyone',
    proof: ['password', 'email', 'set-pin', 'enrol'],
    states: ['new'],
    told: 'client',
  },
  // What is mailed goes to the mailbox alone.
  'username.remind': { ...WAY_BACK, proof: [] },
  // The mailbox counts once (RULES part 0): a mailed code is no second factor beside it. With a texted or a backup code it
  // waits a day (features/credentials-help/password-reset.ts says which); the last code is not spent: it signs in after it.
  'password.reset': { ...RESET, proof: ['email', 'factor'], notOver: 'mailbox', lastCode: 'serves' },
  'password.reset-without-factor': { ...RESET, proof: ['email'], states: ['new'] },
  // Looking, and stops: a stop is a record of its own, so that no lock or state stands in its way.
  'account.see': { ...SIGNED_IN, proof: [] },
  // What a thief would look for: hidden while the settings are locked.
  'details.see': { ...SIGNED_IN, proof: [], lock: ['settings'] },
  'message.read': { ...SIGNED_IN, proof: [] },
  'review.finish': { ...SIGNED_IN, proof: [], reading: 'refused' },
  'session.end': { ...SIGNED_IN, proof: [] },
  // All that a locked session answers. What unlocks it proves nothing else: no act has this challenge.
  'lock.see': { ...SIGNED_IN, caller: 'even-locked', proof: [] },
  'session.unlock': { ...SIGNED_IN, caller: 'even-locked', proof: ['passkey'], unripe: 'refused' },
  'session.sign-out': { ...SIGNED_IN, caller: 'even-locked', proof: [] },
  'challenge.answer': { ...SIGNED_IN, proof: [] },
  'device.approve': { ...SIGNED_IN, proof: [], reading: 'refused', states: ['active', 'restricted'] },
  'device.deny': { ...SIGNED_IN, proof: [], told: 'client' },
  'alert.use': { ...SIGNED_IN, caller: 'anyone', proof: [], ends: 'everything', told: 'client' },
  // A code on its way is watched by who was given the id of its message, signed in or not yet.
  'code.watch': { ...SIGNED_IN, caller: 'anyone', proof: [] },
  // Settings.
  'password.change': { ...SETTING, proof: ['password', 'factor'], ends: 'other-sessions' },
  // Without the old one it is a weakening: it waits a day, told to everyone who may stop it.
  'pin.reset': {
    ...SETTING,
    proof: ['email', 'factor'],
    notOver: 'mailbox',
    holdHours: 24,
    ends: 'other-sessions',
  },
  // With a second method besides, at once.
  'pin.reset-by-two': {
    ...SETTING,
    proof: ['email', 'itself', 'factor'],
    notOver: 'mailbox',
    holdHours: 24,
    ends: 'other-sessions',
  },
  'pin.change': { ...SETTING, proof: ['pin', 'factor'] },
  'idle-time.change': { ...SETTING, proof: ['factor'] },
  'quick-unlock.turn-on': { ...SETTING, proof: ['factor'] },
  // Methods and identities. Whether a change is done at once or waits is judged by policy/identities.ts.
  'method.begin': { ...SETTING, proof: [], told: 'nobody' },
  'method.arrange': { ...SETTING, proof: [], told: 'nobody' },
  'method.add': { ...SETTING, proof: ['pin', 'factor'] },
  // The PIN comes before the codes are shown, the rest when the list is kept.
  'backup-codes.begin': { ...SETTING, proof: ['pin'], told: 'nobody' },
  'backup-codes.add': { ...SETTING, proof: ['factor'] },
  'method.turn-on': { ...SETTING, proof: ['pin', 'factor'] },
  'backup-codes.turn-on': { ...SETTING, proof: ['pin', 'itself', 'factor'] },
  'method.turn-off': { ...SETTING, proof: ['pin', 'factor'], ends: 'other-sessions' },
  'method.give-up': {
    ...SETTING,
    proof: ['pin', 'itself'],
    unripe: 'serves',
    lastCode: 'serves',
    ends: 'other-sessions',
  },
  // A new list for an old one: with a code of it, or without and then not ripe for a day.
  'backup-codes.renew': {
    ...SETTING,
    proof: ['itself', 'factor'],
    lastCode: 'serves',
    ends: 'other-sessions',
  },
  'backup-codes.replace': { ...SETTING, proof: ['factor'], lastCode: 'serves', ends: 'other-sessions' },
  'backup-codes.test': { ...SETTING, proof: [], told: 'nobody' },
  // Said to be lost by another method; taken back by the method itself and another one.
  'method.lost': { ...SETTING, proof: ['pin', 'factor'], ends: 'other-sessions' },
  'method.found': { ...SETTING, proof: ['pin', 'itself', 'factor'] },
  'change.cancel': { ...SIGNED_IN, proof: [] },
  // A stop of the rank of what was asked: it is final, however often (RULES part 2a).
  'change.cancel-for-good': {
    ...SIGNED_IN,
    proof: ['factor'],
    unripe: 'refused',
    reading: 'refused',
    told: 'client',
  },
  'profile.see': { ...SIGNED_IN, caller: 'anyone', proof: [] },
  'change.stop': { ...SIGNED_IN, caller: 'anyone', proof: [] },
  // The settings lock. Opening it by waiting is the one setting that it allows; it may be asked for while frozen.
  'settings-lock.turn-on': { ...SETTING, proof: ['pin', 'factor'] },
  'settings-lock.turn-on-long': { ...SETTING, proof: ['pin', 'factor', 'email'], notOver: 'mailbox' },
  'settings-lock.open': {
    ...SETTING,
    proof: ['factor'],
    lock: [],
    states: ['active', 'restricted', 'frozen'],
  },
  // Email and telephone (RULES part 6). A code from the new one is typed before; `email` is a code from the old mailbox.
  'contact.begin': { ...SETTING, proof: [], told: 'nobody' },
  'email.change': { ...CONTACT, proof: ['pin', 'factor', 'email'], notOver: 'mailbox' },
  'email.replace': { ...CONTACT, proof: ['pin', 'factor'], notOver: 'mailbox', holdHours: 72 },
  'email.replace-by-two': {
    ...CONTACT,
    proof: ['pin', 'itself', 'factor'],
    notOver: 'mailbox',
    holdHours: 72,
  },
  'phone.set': { ...SETTING, proof: ['pin', 'factor'] },
  'phone.change': { ...CONTACT, proof: ['pin', 'factor'], notOver: 'number' },
  'phone.remove': { ...CONTACT, proof: ['pin', 'factor'], notOver: 'number' },
  // A browser that is told by push. It hears from now on; that it hears no more waits a day (features/push).
  'push.turn-on': { ...SETTING, proof: ['factor'] },
  'push.turn-off': { ...SETTING, proof: ['factor'] },
  // An act of the platform. It asks, the client proves or refuses; whose methods answer is the stated purpose's.
  'approval.ask': { ...SIGNED_IN, caller: 'platform', proof: [], states: ['active'], told: 'client' },
  'approval.watch': { ...SIGNED_IN, caller: 'platform', proof: [], states: ACCOUNT_STATES },
  'approval.approve': {
    ...SIGNED_IN,
    proof: ['factor'],
    unripe: 'refused',
    states: ['active'],
    reading: 'refused',
    lock: 'as-asked',
    told: 'client',
  },
  // A stop needs no proof.
  'approval.refuse': { ...SIGNED_IN, proof: [], told: 'client' },
} as const satisfies Record<string, ActionRow>

export type ActionName = keyof typeof ACTIONS

/** Is there a lock that refuses it? */
export const isLockable = ({ lock }: Pick<ActionRow, 'lock'>): boolean =>
  lock === 'as-asked' || lock.length > 0

/** Does it need a session at all? */
export const ofSession = ({ caller }: Pick<ActionRow, 'caller'>): boolean =>
  caller === 'session' || caller === 'even-locked'
