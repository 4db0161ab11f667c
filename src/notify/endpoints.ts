// The browsers of an account that are told by push: their rows, from when they are turned on until a while after they are
// turned off. Addresses are sealed: who has one may write to that browser's vendor about its owner.

import type { Database } from '../db/connect.ts'
import { at, type Tx } from '../db/tx.ts'
import { make, type Write } from '../db/write.ts'
import type { Random } from '../lib/bytes.ts'
import { newId } from '../lib/ids.ts'
import { type KeyRing, lookupMac } from '../lib/keys.ts'
import { seal, unseal } from '../lib/seal.ts'
import { DAY, type Ms } from '../lib/time.ts'
import type { PushAddress } from './push.ts'

type Needs = { readonly ring: KeyRing; readonly random: Random }
export const ENDPOINTS_AT_MOST = 10
/** What was turned off is kept for as long as a message to it may be on its way (pushes.ts), and a little longer. */
const KEPT_AFTER = 2 * DAY

const place = (row: string, account: string) => ({ table: 'push_endpoint', column: 'sealed', row, account })
const macOf = (ring: KeyRing, url: string): Buffer => lookupMac(ring, `push ${url}`)

export type NewEndpoint = {
  readonly account: string
  readonly label: string
  readonly device: string | null
  readonly session: string
  readonly address: PushAddress
}

export function addEndpoint(
  { ring, random }: Needs,
  { account, label, device, session, address }: NewEndpoint,
  now: Ms,
): { readonly id: string; readonly write: Write } {
  const id = newId(random)
  const sealed = seal(ring, random, place(id, account), JSON.stringify(address))
  const row = { id, account, label, device, session, sealed, added_at: new Date(now) }
  const values = { ...row, endpoint_mac: macOf(ring, address.url) }
  return { id, write: make.insertInto('push_endpoint').values(values).compile() }
}

export type Endpoint = {
  readonly id: string
  readonly label: string
  readonly device: string | null
  readonly session: string
  readonly addedAt: Ms
  readonly lastResult: 'taken' | 'failed' | null
}
const ofAccount = (db: Database, account: string) =>
  db
    .selectFrom('push_endpoint')
    .select(['id', 'label', 'device', 'session', 'added_at', 'last_result'])
    .where('account', '=', account)
    .where('ended_at', 'is', null)

/** Those that are on, the newest first. */
export async function findEndpoints(db: Database, account: string): Promise<readonly Endpoint[]> {
  const rows = await ofAccount(db, account).orderBy('added_at', 'desc').limit(ENDPOINTS_AT_MOST).execute()
  return rows.map(({ added_at: addedAt, last_result, ...row }) => ({
    ...row,
    addedAt,
    lastResult: last_result as Endpoint['lastResult'],
  }))
}

/** Is this very address on already? */
export const hasAddress = async (db: Database, ring: KeyRing, account: string, url: string) =>
  (await ofAccount(db, account).where('endpoint_mac', '=', macOf(ring, url)).executeTakeFirst()) !== undefined

/** Those that a message of that moment goes to: what turned one of them off then is among what it hears. */
export const endpointsAt = (db: Database, account: string, moment: Ms) =>
  db
    .selectFrom('push_endpoint')
    .select('id')
    .where('account', '=', account)
    .where('added_at', '<=', at(moment))
    .where((e) => e.or([e('ended_at', 'is', null), e('ended_at', '>=', at(moment))]))
    .execute()

export type Addressed = { readonly account: string; readonly address: PushAddress }
export async function addressOf(db: Database, ring: KeyRing, id: string): Promise<Addressed | undefined> {
  const row = await db
    .selectFrom('push_endpoint')
    .select(['account', 'sealed'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return undefined
  const { account, sealed } = row
  return { account, address: JSON.parse(unseal(ring, place(id, account), sealed)) as PushAddress }
}

export const noteResult = (id: string, result: 'taken' | 'failed'): Write =>
  make.updateTable('push_endpoint').set({ last_result: result }).where('id', '=', id).compile()

/** Turned off. @returns what it was called, or nothing if it was not on. */
export async function endEndpoint(tx: Tx, account: string, id: string): Promise<string | undefined> {
  const row = await tx.db
    .updateTable('push_endpoint')
    .set({ ended_at: new Date(tx.now) })
    .where('id', '=', id)
    .where('account', '=', account)
    .where('ended_at', 'is', null)
    .returning('label')
    .executeTakeFirst()
  return row?.label
}

/** Its push service knows it no more: it goes, with what was on its way. @returns what it was, or nothing if it was gone. */
export const dropEndpoint = (tx: Tx, id: string) =>
  tx.db
    .deleteFrom('push_endpoint')
    .where('id', '=', id)
    .returning(['account', 'label', 'ended_at'])
    .executeTakeFirst()

export async function sweepEndpoints(tx: Tx): Promise<number> {
  const gone = await tx.db
    .deleteFrom('push_endpoint')
    .where('ended_at', '<', at(tx.now - KEPT_AFTER))
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}

/** Seals anew what an older key sealed. @returns how many rows. */
export async function rotateEndpoints(tx: Tx, { ring, random }: Needs): Promise<number> {
  const rows = await tx.db
    .selectFrom('push_endpoint')
    .select(['id', 'account', 'sealed'])
    .forUpdate()
    .execute()
  for (const { id, account, sealed } of rows) {
    const anew = seal(ring, random, place(id, account), unseal(ring, place(id, account), sealed))
    await tx.db.updateTable('push_endpoint').set({ sealed: anew }).where('id', '=', id).execute()
  }
  return rows.length
}
