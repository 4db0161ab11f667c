// The rows of accounts: every write to them is here.

import type { Tx } from '../db/tx.ts'
import { make, type Write } from '../db/write.ts'

export type NewAccount = {
  readonly id: string
  readonly username: string
  readonly email: string
  readonly passwordHash: string
}

/** @returns false if the name or the address has an account already; of two at once, one finds it so. */
export async function addAccount(tx: Tx, made: NewAccount): Promise<boolean> {
  const row = await tx.db
    .insertInto('account')
    .values({
      id: made.id,
      username: made.username,
      email: made.email,
      state: 'new',
      password_hash: made.passwordHash,
      password_changed_at: new Date(tx.now),
      created_at: new Date(tx.now),
    })
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Locks an account that has no second factor yet. @returns false if it has one by now. */
export async function lockNew(tx: Tx, account: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('account')
    .select('id')
    .where('id', '=', account)
    .where('state', '=', 'new')
    .forUpdate()
    .executeTakeFirst()
  return row !== undefined
}

/** The account has its second factor. */
export const activate = (account: string): Write =>
  make
    .updateTable('account')
    .set({ state: 'active' })
    .where('id', '=', account)
    .where('state', '=', 'new')
    .compile()

/** Locks an account that has no PIN yet. @returns false if it has one by now. */
export async function lockPinless(tx: Tx, account: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('account')
    .select('id')
    .where('id', '=', account)
    .where('pin_hash', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  return row !== undefined
}

export const setPin = (account: string, hash: string): Write =>
  make.updateTable('account').set({ pin_hash: hash }).where('id', '=', account).compile()

/** Keeps a hash with newer parameters, unless the password was changed meanwhile. */
export const keepRehash = (account: string, old: string, made: string): Write =>
  make
    .updateTable('account')
    .set({ password_hash: made })
    .where('id', '=', account)
    .where('password_hash', '=', old)
    .compile()

/** The same for a PIN. */
export const keepPinRehash = (account: string, old: string, made: string): Write =>
  make
    .updateTable('account')
    .set({ pin_hash: made })
    .where('id', '=', account)
    .where('pin_hash', '=', old)
    .compile()

/** Keeps a new password and raises the credential version: what was born under the older one is over. @returns the version. */
export async function setPassword(tx: Tx, account: string, hash: string): Promise<number> {
  const row = await tx.db
    .updateTable('account')
    .set((e) => ({
      password_hash: hash,
      password_changed_at: new Date(tx.now),
      credential_version: e('credential_version', '+', 1),
    }))
    .where('id', '=', account)
    .returning('credential_version')
    .executeTakeFirstOrThrow()
  return row.credential_version
}

/**
 * Takes turns at an address, until the transaction ends: who signs up with it and who moves to it do not pass each other.
 * Two accounts with one address the index account_email refuses in any case.
 */
export async function lockAddress(tx: Tx, email: string): Promise<void> {
  await tx.db
    .selectNoFrom((e) =>
      e
        .fn('pg_advisory_xact_lock', [
          e.fn('hashtextextended', [e.val(`address ${email}`), e.cast(e.val(0), 'bigint')]),
        ])
        .as('locked'),
    )
    .execute()
}

/**
 * What was sent to an older mailbox or number is over, and what was born under it: the credential version is raised, for
 * a mailbox with the address itself. @returns the version.
 */
export async function renewContacts(tx: Tx, account: string, email?: string): Promise<number> {
  const row = await tx.db
    .updateTable('account')
    .set((e) => ({
      ...(email !== undefined && { email }),
      credential_version: e('credential_version', '+', 1),
    }))
    .where('id', '=', account)
    .returning('credential_version')
    .executeTakeFirstOrThrow()
  return row.credential_version
}

/** The owner is to look through the account, from now until they have. */
export async function beginReview(tx: Tx, account: string): Promise<void> {
  await tx.db
    .updateTable('account')
    .set({ review_since: new Date(tx.now) })
    .where('id', '=', account)
    .execute()
}

/** @returns false if there was nothing to look through. */
export async function endReview(tx: Tx, account: string): Promise<boolean> {
  const result = await tx.db
    .updateTable('account')
    .set({ review_since: null })
    .where('id', '=', account)
    .where('review_since', 'is not', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export async function setIdleSeconds(tx: Tx, account: string, seconds: number): Promise<void> {
  await tx.db.updateTable('account').set({ idle_seconds: seconds }).where('id', '=', account).execute()
}
