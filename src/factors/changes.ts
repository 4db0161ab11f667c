// Changes of methods, contacts and other settings that wait (RULES parts 1 and 6). A row is settled once, under its lock: done or cancelled, never both.

import type { Database } from '../db/connect.ts'
import { at, type Tx } from '../db/tx.ts'
import { make, type Write } from '../db/write.ts'
import { assert } from '../lib/assert.ts'
import type { Random } from '../lib/bytes.ts'
import { newId } from '../lib/ids.ts'
import type { LockGroup } from '../lib/lock-groups.ts'
import type { Ms } from '../lib/time.ts'
import type { Purpose } from './method.ts'
import { remindAt } from './reminders.ts'

/** `lost`: said to be lost, suspended since, and removed when its time has come. */
export const CHANGE_KINDS = ['on', 'off', 'remove', 'lost'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]
/** Another mailbox, another number, no number any more. */
export const CONTACT_KINDS = ['email', 'phone', 'phone-off'] as const
export type ContactKind = (typeof CONTACT_KINDS)[number]

type Common = {
  readonly id: string
  readonly account: string
  readonly askedAt: Ms
  readonly dueAt: Ms
}
/** Asked for in this session. */
type Inside = Common & { readonly askedBy: string }
export type WaitingMethod = Inside & {
  readonly kind: ChangeKind
  readonly factor: string
  readonly purpose: Purpose | null
}
export type WaitingContact = Inside & {
  readonly kind: ContactKind
  /** The new one. */
  readonly address: string | null
}
/** A new PIN in the place of a forgotten one. What it is, is taken out only by what it becomes (waiting-secrets.ts). */
export type WaitingPin = Inside & { readonly kind: 'pin' }
/** A new password in the place of a forgotten one: asked for at the door, in no session. */
export type WaitingPassword = Common & { readonly kind: 'password' }
/** A group of the settings lock that is to open; the one setting that the lock allows. */
export type WaitingOpening = Inside & {
  readonly kind: 'lock'
  readonly group: LockGroup
  /** For so long; null is until it is locked by hand. */
  readonly openHours: number | null
}
/** A browser that is to hear nothing any more (notify/endpoints.ts). */
export type WaitingPush = Inside & { readonly kind: 'push-off'; readonly endpoint: string }
export type Waiting =
  | WaitingMethod
  | WaitingContact
  | WaitingPin
  | WaitingPassword
  | WaitingOpening
  | WaitingPush
export const isOfMethod = (change: Waiting): change is WaitingMethod => 'factor' in change
export const isOfPin = (change: Waiting): change is WaitingPin => change.kind === 'pin'
export const isOfLock = (change: Waiting): change is WaitingOpening => change.kind === 'lock'
export const isOfPush = (change: Waiting): change is WaitingPush => change.kind === 'push-off'
export const isOfContact = (change: Waiting): change is WaitingContact => 'address' in change

export type NewChange = {
  readonly account: string
  readonly kind: ChangeKind
  readonly factor: string
  readonly purpose: Purpose | undefined
  readonly waitMs: Ms
  readonly askedBy: string
  readonly provedBy: string | undefined
}

export async function addChange(tx: Tx, random: Random, made: NewChange): Promise<{ id: string; dueAt: Ms }> {
  const id = newId(random)
  const dueAt = tx.now + made.waitMs
  await tx.db
    .insertInto('change')
    .values({
      id,
      account: made.account,
      kind: `method.${made.kind}`,
      factor: made.factor,
      purpose: made.purpose ?? null,
      asked_at: new Date(tx.now),
      due_at: new Date(dueAt),
      remind_at: remindAt(tx.now, dueAt, tx.now),
      asked_by: made.askedBy,
      proved_by: made.provedBy ?? null,
    })
    .execute()
  return { id, dueAt }
}

export type NewContactChange = {
  readonly account: string
  readonly kind: ContactKind
  readonly address: string | null
  readonly waitMs: Ms
  readonly askedBy: string
  readonly provedBy: string | undefined
}

/** @returns undefined if another account waits for that address, or this one for another: of two at once, one. */
export async function addContactChange(
  tx: Tx,
  random: Random,
  made: NewContactChange,
): Promise<{ id: string; dueAt: Ms } | undefined> {
  const dueAt = tx.now + made.waitMs
  const row = await tx.db
    .insertInto('change')
    .values({
      id: newId(random),
      account: made.account,
      kind: `contact.${made.kind}`,
      address: made.address,
      asked_at: new Date(tx.now),
      due_at: new Date(dueAt),
      remind_at: remindAt(tx.now, dueAt, tx.now),
      asked_by: made.askedBy,
      proved_by: made.provedBy ?? null,
    })
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row && { id: row.id, dueAt }
}

/** What was chosen lies nowhere any more once it is settled. */
export const settledAs = (outcome: 'done' | 'cancelled', now: Ms) => ({
  settled_at: new Date(now),
  outcome,
  pin_hash: null,
  password_hash: null,
})

export const COLUMNS = [
  'id',
  'account',
  'kind',
  'factor',
  'purpose',
  'address',
  'asked_at',
  'due_at',
  'asked_by',
  'lock_group',
  'open_hours',
  'push_endpoint',
] as const
type Row = {
  id: string
  account: string
  kind: string
  factor: string | null
  purpose: string | null
  address: string | null
  asked_at: Ms
  due_at: Ms
  asked_by: string | null
  lock_group: string | null
  open_hours: number | null
  push_endpoint: string | null
}
export function opened(row: Row): Waiting {
  const { id, account, asked_at: askedAt, due_at: dueAt, asked_by: askedBy } = row
  const [of, kind] = row.kind.split('.', 2)
  if (of === 'password') return { id, account, askedAt, dueAt, kind: 'password' }
  assert(askedBy, 'a change of a session that names none')
  const common = { id, account, askedAt, dueAt, askedBy }
  if (of === 'pin') return { ...common, kind: 'pin' }
  if (of === 'lock')
    return { ...common, kind: 'lock', group: row.lock_group as LockGroup, openHours: row.open_hours }
  if (of === 'contact') return { ...common, kind: kind as ContactKind, address: row.address }
  if (of === 'push') {
    assert(row.push_endpoint, 'a browser that is to hear no more, and no browser')
    return { ...common, kind: 'push-off', endpoint: row.push_endpoint }
  }
  assert(row.factor, 'a change of a method that names none')
  const purpose = row.purpose as Purpose | null
  return { ...common, kind: kind as ChangeKind, factor: row.factor, purpose }
}

export const waitingOf = async (db: Database, account: string): Promise<readonly Waiting[]> =>
  (
    await db
      .selectFrom('change')
      .select(COLUMNS)
      .where('account', '=', account)
      .where('settled_at', 'is', null)
      .orderBy('due_at')
      .limit(100)
      .execute()
  ).map(opened)

/** While the settings are locked nothing that waits takes effect but a way back in, and the opening itself (RULES invariant 6). */
const PASSES_LOCK = ['lock.open', 'password.reset']
async function isLockedIn(tx: Tx, account: string): Promise<boolean> {
  const found = await tx.db
    .selectFrom('settings_lock')
    .select('account')
    .where('account', '=', account)
    .where('lock_group', '=', 'settings')
    .where((e) => e.or([e('open_until', 'is', null), e('open_until', '<=', at(tx.now))]))
    .executeTakeFirst()
  return found !== undefined
}

/**
 * Those whose time has come, a batch at a time. In any state but active nothing that waits takes effect but ways back in
 * (RULES invariant 6): those of such accounts are left out, or they would stand in the way of all others.
 */
export const dueChanges = async (
  db: Database,
  of: 'method' | 'contact' | 'pin' | 'password' | 'lock' | 'push',
  now: Ms,
  most: number,
  states: readonly string[] = ['active'],
): Promise<readonly Waiting[]> =>
  (
    await db
      .selectFrom('change')
      .select(COLUMNS)
      .where('settled_at', 'is', null)
      .where('kind', 'like', `${of}.%`)
      .where('due_at', '<=', at(now))
      .where((e) =>
        e.or([
          e('kind', 'in', PASSES_LOCK),
          e.not(
            e.exists(
              e
                .selectFrom('settings_lock as l')
                .select('l.account')
                .whereRef('l.account', '=', 'change.account')
                .where('l.lock_group', '=', 'settings')
                .where((l) => l.or([l('l.open_until', 'is', null), l('l.open_until', '<=', at(now))])),
            ),
          ),
        ]),
      )
      .where((e) =>
        e.exists(
          e
            .selectFrom('account as a')
            .select('a.id')
            .whereRef('a.id', '=', 'change.account')
            .where('a.state', 'in', states),
        ),
      )
      .orderBy('due_at')
      .limit(most)
      .execute()
  ).map(opened)

/** What stopped it: the link of a mail, or a session that proved nothing. A proof stops without being counted. */
export type StoppedBy = { readonly link?: true; readonly session?: string }

/** Settles it, if nobody has. @returns what it was, or nothing when it was settled before or is not the account's. */
export async function settleChange(
  tx: Tx,
  account: string,
  id: string,
  outcome: 'done' | 'cancelled',
  by: StoppedBy = {},
): Promise<Waiting | undefined> {
  let update = tx.db
    .updateTable('change')
    .set({ ...settledAs(outcome, tx.now), stopped_by_link: by.link ?? false, stopped_in: by.session ?? null })
    .where('id', '=', id)
    .where('account', '=', account)
    .where('settled_at', 'is', null)
  if (outcome === 'done') {
    // Locking cancels these very rows: of the two, one finds the other's outcome.
    if (await isLockedIn(tx, account)) update = update.where('kind', 'in', PASSES_LOCK)
    // What was delayed in the meantime is not due any more.
    update = update.where('due_at', '<=', at(tx.now))
  }
  const row = await update.returning(COLUMNS).executeTakeFirst()
  return row && opened(row)
}

/** Everything that waits, where the account is taken back (RULES part 5). */
export const cancelAllChanges = (account: string, now: Ms): Write =>
  make
    .updateTable('change')
    .set(settledAs('cancelled', now))
    .where('account', '=', account)
    .where('settled_at', 'is', null)
    .compile()

/** A newer request for a contact voids the older (RULES part 6). @returns what it voided. */
export async function voidOlder(tx: Tx, account: string, kinds: readonly ContactKind[]): Promise<Waiting[]> {
  const rows = await tx.db
    .updateTable('change')
    .set(settledAs('cancelled', tx.now))
    .where('account', '=', account)
    .where('settled_at', 'is', null)
    .where(
      'kind',
      'in',
      kinds.map((kind) => `contact.${kind}`),
    )
    .returning(COLUMNS)
    .execute()
  return rows.map(opened)
}

/** What waits for a method that goes, or was proved by it, goes with it (RULES part 5). */
export async function cancelChangesOf(tx: Tx, account: string, factor: string, but?: string): Promise<void> {
  let query = tx.db
    .updateTable('change')
    .set(settledAs('cancelled', tx.now))
    .where('account', '=', account)
    .where('settled_at', 'is', null)
    .where((e) => e.or([e('factor', '=', factor), e('proved_by', '=', factor)]))
  if (but !== undefined) query = query.where('id', '!=', but)
  await query.execute()
}

export const findWaiting = async (db: Database, id: string): Promise<Waiting | undefined> => {
  const row = await db
    .selectFrom('change')
    .select(COLUMNS)
    .where('id', '=', id)
    .where('settled_at', 'is', null)
    .executeTakeFirst()
  return row && opened(row)
}
