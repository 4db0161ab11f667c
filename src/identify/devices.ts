// The rows of devices, and of the nonces their proofs have used up.

import type { Database } from '../db/connect.ts'
import { at, type Tx } from '../db/tx.ts'
import { type Random, sha256 } from '../lib/bytes.ts'
import { newId } from '../lib/ids.ts'
import { DAY, type Ms } from '../lib/time.ts'
import type { ClientView } from './client.ts'
import { DEVICE_LIFE_DAYS } from './device.ts'

/** The device of this account with this key, if it was seen in the last 90 days and not forgotten. */
export async function findDevice(
  db: Database,
  account: string,
  publicKey: Buffer,
  now: Ms,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('device')
    .select('id')
    .where('account', '=', account)
    .where('public_key', '=', publicKey)
    .where('forgotten_at', 'is', null)
    .where('last_seen_at', '>', at(now - DEVICE_LIFE_DAYS * DAY))
    .executeTakeFirst()
  return row?.id
}

/** Notes a device after its first complete sign-in, or that it was seen again. */
export async function noteDevice(
  tx: Tx,
  random: Random,
  account: string,
  publicKey: Buffer,
  client: ClientView,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const seen = { label: client.label, form: client.form, place: client.place, last_seen_at: new Date(tx.now) }
  const known = await findDevice(tx.db, account, publicKey, tx.now)
  if (known) {
    await tx.db.updateTable('device').set(seen).where('id', '=', known).execute()
    return { id: known, isNew: false }
  }
  // One that was forgotten or has lapsed is a new one: its age counts from here.
  await tx.db
    .updateTable('device')
    .set({ forgotten_at: new Date(tx.now) })
    .where('account', '=', account)
    .where('public_key', '=', publicKey)
    .where('forgotten_at', 'is', null)
    .execute()
  const id = newId(random)
  await tx.db
    .insertInto('device')
    .values({ id, account, public_key: publicKey, first_seen_at: new Date(tx.now), ...seen })
    .execute()
  return { id, isNew: true }
}

export async function forgetDevice(tx: Tx, account: string, device: string): Promise<boolean> {
  const result = await tx.db
    .updateTable('device')
    .set({ forgotten_at: new Date(tx.now) })
    .where('id', '=', device)
    .where('account', '=', account)
    .where('forgotten_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Takes a nonce. @returns false if it was taken before: by the primary key, so that of two at once one fails. */
export async function takeNonce(tx: Tx, nonce: string, expiresAt: Ms): Promise<boolean> {
  const result = await tx.db
    .insertInto('used_nonce')
    .values({ digest: sha256(nonce), expires_at: new Date(expiresAt) })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Nonces of device proofs outlive their use by their own life, then say nothing. */
export async function sweepNonces(tx: Tx): Promise<void> {
  await tx.db.deleteFrom('used_nonce').where('expires_at', '<', at(tx.now)).execute()
}
