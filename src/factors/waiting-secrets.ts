// A PIN or a password that was chosen in the place of a forgotten one, and waits (RULES parts 3 and 6). Its hash is taken out
// only by what it becomes, and goes with the settling of its row.

import type { Tx } from '../db/tx.ts'
import type { Random } from '../lib/bytes.ts'
import { newId } from '../lib/ids.ts'
import type { Ms } from '../lib/time.ts'
import { settledAs } from './changes.ts'
import { remindAt } from './reminders.ts'

type Kind = 'pin.reset' | 'password.reset'

/** What waits is worth nothing beside a newer one, which waits itself or is there at once. @returns whether one waited. */
export async function voidWaiting(tx: Tx, account: string, kind: Kind): Promise<boolean> {
  const result = await tx.db
    .updateTable('change')
    .set(settledAs('cancelled', tx.now))
    .where('account', '=', account)
    .where('kind', '=', kind)
    .where('settled_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

type New = {
  readonly account: string
  /** Of the new one. */
  readonly hash: string
  readonly waitMs: Ms
  /** The method that proved it. */
  readonly provedBy: string | undefined
}
export type NewPinChange = New & { readonly askedBy: string }
/** `device`: the one that asked, if it proved itself; it stays known. */
export type NewPasswordChange = New & { readonly device: string | null }
type Added = { readonly id: string; readonly dueAt: Ms }

/** A newer one voids the older. */
export async function addPinChange(tx: Tx, random: Random, made: NewPinChange): Promise<Added> {
  await voidWaiting(tx, made.account, 'pin.reset')
  return add(tx, random, made, { kind: 'pin.reset', pin_hash: made.hash, asked_by: made.askedBy })
}

/** The older one has been voided by its caller, who tells of it. */
export const addPasswordChange = (tx: Tx, random: Random, made: NewPasswordChange): Promise<Added> =>
  add(tx, random, made, { kind: 'password.reset', password_hash: made.hash, device: made.device })

type Own =
  | { readonly kind: 'pin.reset'; readonly pin_hash: string; readonly asked_by: string }
  | { readonly kind: 'password.reset'; readonly password_hash: string; readonly device: string | null }
async function add(tx: Tx, random: Random, { account, waitMs, provedBy }: New, own: Own): Promise<Added> {
  const id = newId(random)
  const dueAt = tx.now + waitMs
  const [asked_at, due_at, remind_at] = [new Date(tx.now), new Date(dueAt), remindAt(tx.now, dueAt, tx.now)]
  await tx.db
    .insertInto('change')
    .values({ id, account, asked_at, due_at, remind_at, proved_by: provedBy ?? null, ...own })
    .execute()
  return { id, dueAt }
}

/** What a new PIN that waits was chosen as, locked: it is to be settled in this transaction. */
export async function lockWaitingPin(tx: Tx, id: string): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom('change')
    .select('pin_hash')
    .where('id', '=', id)
    .where('kind', '=', 'pin.reset')
    .where('settled_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  return row?.pin_hash ?? undefined
}

export type ChosenPassword = { readonly hash: string; readonly device: string | null }
/** The same of a new password. */
export async function lockWaitingPassword(tx: Tx, id: string): Promise<ChosenPassword | undefined> {
  const row = await tx.db
    .selectFrom('change')
    .select(['password_hash', 'device'])
    .where('id', '=', id)
    .where('kind', '=', 'password.reset')
    .where('settled_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  const hash = row?.password_hash ?? undefined
  return row && hash !== undefined ? { hash, device: row.device } : undefined
}
