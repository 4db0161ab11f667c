// The rows of sessions. createSession has one caller: the end of a sign-in whose steps are all proved
// (features/sign-in). Recovery, links and operators never make one.

import { type Insertable, sql } from 'kysely'
import { type Database, onPool, type Pool } from '../db/connect.ts'
import type { Schema } from '../db/schema.ts'
import { at, type Tx, transaction } from '../db/tx.ts'
import { make, prepared, type Write } from '../db/write.ts'
import { assert } from '../lib/assert.ts'
import { base64url, type Random, sha256 } from '../lib/bytes.ts'
import { newId, newToken } from '../lib/ids.ts'
import type { KeyRing } from '../lib/keys.ts'
import { seal, sealedWith, unseal } from '../lib/seal.ts'
import { HOUR, type Ms } from '../lib/time.ts'
import { agreeReadKey, type BrowserPoints, type SessionKeys } from './bound.ts'
import type { ClientView } from './client.ts'
import { ABSOLUTE_LIMIT, SEEN_EVERY, type SessionFacts } from './session.ts'

export type SealNeeds = { readonly ring: KeyRing; readonly random: Random }

/** Who is asking: what a live session says. Found once a request, and remembered for a second at most. */
export type Caller = Found & {
  /** Rested too long: it answers nothing but its own lock. */
  readonly locked: boolean
  /** What its browser's requests are held against. */
  readonly keys: SessionKeys
}

/** A session as it lies in the database, live or not. */
export type Found = SessionFacts & {
  readonly session: string
  readonly account: string
  readonly username: string
  readonly email: string
  readonly device: string | null
  readonly startedAt: Ms
  /** Until then it only reads; null for all but sessions on devices that nothing could approve. */
  readonly readsUntil: Ms | null
  /** The settings are locked: details are hidden. What changes anything looks again in its own transaction. */
  readonly settingsLocked: boolean
  readonly sealedKeys: SealedKeys
}
/** Ended sessions have lost theirs. */
type SealedKeys = { readonly sign: Buffer | null; readonly read: Buffer | null }

type CallerRow = {
  id: string
  account: string
  username: string
  email: string
  device: string | null
  started_at: Ms
  reads_until: Ms | null
  settings_locked: boolean
  ended_at: Ms | null
  ends_at: Ms
  last_seen_at: Ms
  idle_seconds: number
  locks: boolean
  credential_version: number
  account_version: number
  account_state: string
  sign_key: Buffer | null
  read_key: Buffer | null
}
// Named by hand: it runs on every request that is not remembered.
const FIND = {
  name: 'session',
  text: `select s.id, s.account, a.username, a.email, s.device, s.started_at, s.reads_until, s.ended_at, s.ends_at, s.last_seen_at, s.idle_seconds, s.locks,
      s.credential_version, a.credential_version as account_version, a.state as account_state,
      s.sign_key, s.read_key,
      exists (select from holdfast.settings_lock l where l.account = s.account and l.lock_group = 'settings'
        and (l.open_until is null or l.open_until <= holdfast.clock())) as settings_locked
    from holdfast.session s join holdfast.account a on a.id = s.account where s.token_digest = $1`,
}

export async function findSession(pool: Pool, token: string): Promise<Found | undefined> {
  const { rows } = await pool.query<CallerRow>({ ...FIND, values: [sha256(token)] })
  const row = rows[0]
  if (!row) return undefined
  return {
    session: row.id,
    account: row.account,
    username: row.username,
    email: row.email,
    device: row.device,
    startedAt: row.started_at,
    readsUntil: row.reads_until,
    settingsLocked: row.settings_locked,
    endedAt: row.ended_at,
    endsAt: row.ends_at,
    lastSeenAt: row.last_seen_at,
    idleSeconds: row.idle_seconds,
    locks: row.locks,
    credentialVersion: row.credential_version,
    accountVersion: row.account_version,
    accountState: row.account_state,
    sealedKeys: { sign: row.sign_key, read: row.read_key },
  }
}

const readKeyPlace = (row: string, account: string) => ({
  table: 'session',
  column: 'read_key',
  row,
  account,
})

/** Opens the keys of a session that is live: such a one always has them (constraint session_is_bound). */
export function openKeys(ring: KeyRing, { session, account, sealedKeys }: Found): SessionKeys {
  const { sign, read } = sealedKeys
  assert(sign && read, 'an open session without keys')
  return { sign, read: Buffer.from(unseal(ring, readKeyPlace(session, account), read), 'base64url') }
}

/** Notes that a session was used. Never moves backwards, and only while the session is one. */
export async function noteSeen(pool: Pool, session: string, now: Ms): Promise<void> {
  await onPool(pool)
    .updateTable('session')
    .set({ last_seen_at: new Date(now) })
    .where('id', '=', session)
    .where('ended_at', 'is', null)
    .where('last_seen_at', '<', at(now - SEEN_EVERY))
    .execute()
}

export type NewSession = {
  readonly account: string
  readonly credentialVersion: number
  readonly idleSeconds: number
  readonly device: string | null
  readonly client: ClientView
  readonly readsUntil?: Ms | undefined
  /** Whose session it will be: without these there is none. */
  readonly browser: BrowserPoints
}
/** `token` is for the cookie alone; `serverPoint` tells the browser the key of its reads. */
export type CreatedSession = {
  readonly id: string
  readonly token: string
  readonly serverPoint: Buffer
  readonly write: Write
}

/** Makes a session that belongs to one browser: what that browser is told, and the row to write. */
export function createSession(needs: SealNeeds, made: NewSession, now: Ms): CreatedSession {
  const { random } = needs
  const id = newId(random)
  const token = newToken(random)
  const agreed = agreeReadKey(random, id, made.browser.agree)
  const write = add({
    id,
    account: made.account,
    token_digest: sha256(token),
    credential_version: made.credentialVersion,
    device: made.device,
    label: made.client.label,
    form: made.client.form,
    place: made.client.place,
    address: made.client.address,
    idle_seconds: made.idleSeconds,
    started_at: new Date(now),
    reads_until: made.readsUntil === undefined ? null : new Date(made.readsUntil),
    last_seen_at: new Date(now),
    ends_at: new Date(now + ABSOLUTE_LIMIT),
    sign_key: made.browser.sign,
    read_key: seal(needs.ring, random, readKeyPlace(id, made.account), base64url(agreed.key)),
  })
  return { id, token, serverPoint: agreed.point, write }
}

/** The constraint that a sign-in breaks whose browser offers the key of another session. */
export const KEY_IS_TAKEN = 'session_sign_key'

const add = prepared((row: Omit<Insertable<Schema['session']>, 'ended_at' | 'locks' | 'unlock_tries'>) =>
  make.insertInto('session').values({
    id: row.id,
    account: row.account,
    token_digest: row.token_digest,
    credential_version: row.credential_version,
    device: row.device,
    label: row.label,
    form: row.form,
    place: row.place,
    address: row.address,
    idle_seconds: row.idle_seconds,
    // As its client has chosen for this device; one that is new has chosen nothing.
    locks: sql<boolean>`coalesce((select d.quick_unlock from holdfast.device d where d.id = ${row.device}), false)`,
    started_at: row.started_at,
    reads_until: row.reads_until,
    last_seen_at: row.last_seen_at,
    ends_at: row.ends_at,
    sign_key: row.sign_key,
    read_key: row.read_key,
  }),
)

/** A new token for the same session, when what it may do has changed: a planted or noted one is worth nothing after. */
export async function renewSession(
  tx: Tx,
  random: Random,
  session: string,
  credentialVersion: number,
): Promise<string> {
  const token = newToken(random)
  await tx.db
    .updateTable('session')
    .set({ token_digest: sha256(token), credential_version: credentialVersion })
    .where('id', '=', session)
    .execute()
  return token
}

export type Which = { readonly only?: string; readonly but?: string }

/** Ends sessions of an account: one, all but one, or all. @returns how many were open. */
export async function endSessions(tx: Tx, account: string, which: Which): Promise<number> {
  let query = tx.db
    .updateTable('session')
    .set({ ended_at: new Date(tx.now), read_key: null })
    .where('account', '=', account)
    .where('ended_at', 'is', null)
  if (which.only !== undefined) query = query.where('id', '=', which.only)
  if (which.but !== undefined) query = query.where('id', '!=', which.but)
  const result = await query
    .where('ends_at', '>', at(tx.now))
    .where(sql<boolean>`(locks or last_seen_at + make_interval(secs => idle_seconds) > ${at(tx.now)})`)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

const DISOWNED_WITHIN = 24 * HOUR
/** Marks a session as not its owner's, by the link of the alert that told of it: once, and within a day. @returns whose it was. */
export async function disownSession(
  tx: Tx,
  session: string,
): Promise<{ readonly account: string; readonly device: string | null } | undefined> {
  return tx.db
    .updateTable('session')
    .set({ disowned_at: new Date(tx.now) })
    .where('id', '=', session)
    .where('disowned_at', 'is', null)
    .where('started_at', '>', at(tx.now - DISOWNED_WITHIN))
    .returning(['account', 'device'])
    .executeTakeFirst()
}

/** A session of which an alert told, while its link still acts. */
export async function findAlerted(db: Database, session: string, now: Ms) {
  return db
    .selectFrom('session')
    .select(['label', 'place', 'address', 'started_at'])
    .where('id', '=', session)
    .where('disowned_at', 'is', null)
    .where('started_at', '>', at(now - DISOWNED_WITHIN))
    .executeTakeFirst()
}

/** Unlockings that may fail before the session is over. */
export const UNLOCK_TRIES = 5

/** Takes one of the tries to unlock, at once and for good. @returns how many are left, or undefined if there was none. */
export async function takeUnlockTry(pool: Pool, session: string): Promise<number | undefined> {
  const row = await onPool(pool)
    .updateTable('session')
    .set((e) => ({ unlock_tries: e('unlock_tries', '+', 1) }))
    .where('id', '=', session)
    .where('ended_at', 'is', null)
    .where('unlock_tries', '<', UNLOCK_TRIES)
    .returning('unlock_tries')
    .executeTakeFirst()
  return row && UNLOCK_TRIES - row.unlock_tries
}

/** Opens a locked session again. What ended meanwhile stays ended, and `ends_at` stays where it was. */
export const unlockSession = (session: string, now: Ms): Write =>
  make
    .updateTable('session')
    .set({ last_seen_at: new Date(now), unlock_tries: 0 })
    .where('id', '=', session)
    .where('ended_at', 'is', null)
    .compile()

/** Whether sessions lock when they rest: this one, or all of a device. */
export async function setLocks(
  tx: Tx,
  which: { readonly session: string } | { readonly device: string },
  locks: boolean,
): Promise<void> {
  const query = tx.db.updateTable('session').set({ locks }).where('ended_at', 'is', null)
  await ('session' in which
    ? query.where('id', '=', which.session)
    : query.where('device', '=', which.device)
  ).execute()
}

/** Ends the session that this browser had before, and proves to have: a new sign-in replaces it. */
export const endByToken = (token: string, now: Ms): Write =>
  make
    .updateTable('session')
    .set({ ended_at: new Date(now), read_key: null })
    .where('token_digest', '=', sha256(token))
    .where('ended_at', 'is', null)
    .compile()

const BATCH = 200

/** Seals the keys of open sessions anew after a rotation; those of sessions that are over open nothing. @returns how many. */
export async function rotateSessions(pool: Pool, needs: SealNeeds): Promise<number> {
  let done = 0
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const last = await transaction(pool, async (tx) => {
      const rows = await tx.db
        .selectFrom('session')
        .select(['id', 'account', 'read_key'])
        .where('id', '>', after)
        .where('ended_at', 'is', null)
        .where('ends_at', '>', at(tx.now))
        .orderBy('id')
        .limit(BATCH)
        .forUpdate()
        .execute()
      for (const { id, account, read_key: sealed } of rows) {
        if (!sealed || sealedWith(sealed) === needs.ring.current.id) continue
        const place = readKeyPlace(id, account)
        const read_key = seal(needs.ring, needs.random, place, unseal(needs.ring, place, sealed))
        await tx.db.updateTable('session').set({ read_key }).where('id', '=', id).execute()
        done++
      }
      return rows.at(-1)?.id
    })
    if (last === undefined) return done
    after = last
  }
}
