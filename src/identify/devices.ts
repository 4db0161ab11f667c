// The rows of devices, and of the nonces their proofs have used up.

import { sweep } from '../db/sweep.ts'
import { at, type Tx } from '../db/tx.ts'
import { type Random, sha256 } from '../lib/bytes.ts'
import { newId } from '../lib/ids.ts'
import { DAY, type Ms } from '../lib/time.ts'
import type { ClientView } from './client.ts'
import { DEVICE_LIFE_DAYS } from './device.ts'

/** Notes a device after its first complete sign-in, or that it was seen again. */
export async function noteDevice(
  tx: Tx,
  random: Random,
  account: string,
  publicKey: Buffer,
  client: ClientView,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const seen = { label: client.label, form: client.form, place: client.place, last_seen_at: new Date(tx.now) }
  const known = await tx.db
    .updateTable('device')
    .set(seen)
    .where('account', '=', account)
    .where('public_key', '=', publicKey)
    .where('forgotten_at', 'is', null)
    .where('last_seen_at', '>', at(tx.now - DEVICE_LIFE_DAYS * DAY))
    .returning('id')
    .executeTakeFirst()
  if (known) return { id: known.id, isNew: false }
  // One that has lapsed is a new one: its age counts from here.
  await tx.db
    .updateTable('device')
    .set({ forgotten_at: new Date(tx.now) })
    .where('account', '=', account)
    .where('public_key', '=', publicKey)
    .where('forgotten_at', 'is', null)
    .execute()
  // Two sign-ins of one browser may end at once: the second finds the row of the first.
  const row = await tx.db
    .insertInto('device')
    .values({ id: newId(random), account, public_key: publicKey, first_seen_at: new Date(tx.now), ...seen })
    .onConflict((c) =>
      c.columns(['account', 'public_key']).where('forgotten_at', 'is', null).doUpdateSet(seen),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id: row.id, isNew: true }
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
export const sweepNonces = (tx: Tx): Promise<number> => sweep(tx, 'used_nonce', 'digest')
