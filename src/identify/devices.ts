// The rows of devices.

import type { Database } from '../db/connect.ts'
import { at, type Tx } from '../db/tx.ts'
import { make, prepared, type Write } from '../db/write.ts'
import type { Random } from '../lib/bytes.ts'
import { newId } from '../lib/ids.ts'
import { DAY, type Ms } from '../lib/time.ts'
import type { ClientView } from './client.ts'
import { DEVICE_LIFE_DAYS } from './device.ts'
import { setLocks } from './sessions.ts'

const seenNow = (client: ClientView, now: Ms) => ({
  label: client.label,
  form: client.form,
  place: client.place,
  last_seen_at: new Date(now),
})

/** Locks the device with this key, so that it is not forgotten meanwhile. @returns its id, or undefined if it is not known, or no longer. */
export async function lockDevice(tx: Tx, account: string, publicKey: Buffer): Promise<string | undefined> {
  const since = new Date(tx.now - DEVICE_LIFE_DAYS * DAY)
  return (await tx.db.executeQuery(locked({ account, publicKey, since, now: new Date(tx.now) }))).rows[0]?.id
}
const locked = prepared(
  ({ account, publicKey, since, now }: { account: string; publicKey: Buffer; since: Date; now: Date }) =>
    make
      .selectFrom('device')
      .select('id')
      .where('account', '=', account)
      .where('public_key', '=', publicKey)
      .where('forgotten_at', 'is', null)
      .where('last_seen_at', '>', at(since))
      .where('trusted_from', '<=', at(now))
      .forUpdate(),
)

/** A known device was seen again. */
export const noteSeen = (device: string, client: ClientView, now: Ms): Write =>
  see({ device, ...seenNow(client, now) })
const see = prepared(
  ({ device, label, form, place, last_seen_at }: ReturnType<typeof seenNow> & { device: string }) =>
    make.updateTable('device').set({ label, form, place, last_seen_at }).where('id', '=', device),
)

/** Notes a device after a complete sign-in. `trustedFrom`: when it is known, now if it was approved. @returns its id. */
export async function addDevice(
  tx: Tx,
  random: Random,
  account: string,
  publicKey: Buffer,
  client: ClientView,
  trustedFrom: Ms,
): Promise<string> {
  const seen = seenNow(client, tx.now)
  // One that has lapsed is a new one: its age counts from here.
  await tx.db
    .updateTable('device')
    .set({ forgotten_at: new Date(tx.now) })
    .where('account', '=', account)
    .where('public_key', '=', publicKey)
    .where('forgotten_at', 'is', null)
    .where('last_seen_at', '<=', at(tx.now - DEVICE_LIFE_DAYS * DAY))
    .execute()
  // Two sign-ins of one browser may end at once: the second finds the row of the first.
  const row = await tx.db
    .insertInto('device')
    .values({
      id: newId(random),
      account,
      public_key: publicKey,
      first_seen_at: new Date(tx.now),
      trusted_from: new Date(trustedFrom),
      ...seen,
    })
    .onConflict((c) =>
      c
        .columns(['account', 'public_key'])
        .where('forgotten_at', 'is', null)
        // Nothing makes it known later than it was to be.
        .doUpdateSet((e) => ({
          ...seen,
          trusted_from: e.fn<Date>('least', ['device.trusted_from', 'excluded.trusted_from']),
        })),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** The client's choice of quick unlock on one device. @returns false if it is not known. */
export async function setQuickUnlock(tx: Tx, account: string, device: string, on: boolean): Promise<boolean> {
  const result = await tx.db
    .updateTable('device')
    .set({ quick_unlock: on })
    .where('id', '=', device)
    .where('account', '=', account)
    .where('forgotten_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** A device that is known, with its key (raw point) and what its client has chosen. */
export type KnownDevice = { readonly publicKey: Buffer; readonly quickUnlock: boolean }
export async function findDevice(
  { db, now }: { readonly db: Database; readonly now: Ms },
  account: string,
  device: string,
): Promise<KnownDevice | undefined> {
  const row = await db
    .selectFrom('device')
    .select(['public_key', 'quick_unlock'])
    .where('id', '=', device)
    .where('account', '=', account)
    .where('forgotten_at', 'is', null)
    .where('last_seen_at', '>', at(now - DEVICE_LIFE_DAYS * DAY))
    .executeTakeFirst()
  return row && { publicKey: row.public_key, quickUnlock: row.quick_unlock }
}

export async function forgetDevice(tx: Tx, account: string, device: string): Promise<boolean> {
  const result = await tx.db
    .updateTable('device')
    .set({ forgotten_at: new Date(tx.now) })
    .where('id', '=', device)
    .where('account', '=', account)
    .where('forgotten_at', 'is', null)
    .executeTakeFirst()
  // With its device goes what would open a locked session.
  await setLocks(tx, { device }, false)
  return result.numUpdatedRows > 0n
}

/** Forgets every device of an account, but for one. @returns how many were known. */
export async function forgetDevices(tx: Tx, account: string, but: string | null): Promise<number> {
  const query = tx.db
    .updateTable('device')
    .set({ forgotten_at: new Date(tx.now) })
    .where('account', '=', account)
    .where('forgotten_at', 'is', null)
  const result = await (but === null ? query : query.where('id', '!=', but)).executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** Is the device of a session known by now, and not forgotten? It may speak for others then. */
export async function isTrusted(tx: Tx, device: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('device')
    .select('id')
    .where('id', '=', device)
    .where('forgotten_at', 'is', null)
    .where('trusted_from', '<=', at(tx.now))
    .executeTakeFirst()
  return row !== undefined
}
