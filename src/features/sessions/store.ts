import { sql } from 'kysely'
import type { Database } from '../../db/connect.ts'
import { at } from '../../db/tx.ts'
import type { DeviceForm } from '../../identify/client.ts'
import { DEVICE_LIFE_DAYS } from '../../identify/device.ts'
import { DAY, iso, type Ms } from '../../lib/time.ts'

const LISTED_AT_MOST = 100

/** Open sessions: this one first, then those whose device began with them, then by when they were last used. */
export async function listSessions(db: Database, account: string, version: number, current: string, now: Ms) {
  const rows = await db
    .selectFrom('session as s')
    .leftJoin('device as d', 'd.id', 's.device')
    .select([
      's.id',
      's.label',
      's.form',
      's.place',
      's.address',
      's.started_at',
      's.last_seen_at',
      's.ends_at',
      'd.first_seen_at',
    ])
    .where('s.account', '=', account)
    .where('s.credential_version', '=', version)
    .where('s.ended_at', 'is', null)
    .where('s.ends_at', '>', at(now))
    .where(sql<boolean>`(s.locks or s.last_seen_at + make_interval(secs => s.idle_seconds) > ${at(now)})`)
    .orderBy('s.last_seen_at', 'desc')
    .limit(LISTED_AT_MOST)
    .execute()
  const views = rows.map((row) => ({
    id: row.id,
    current: row.id === current,
    device: row.label,
    form: row.form as DeviceForm,
    place: row.place,
    address: row.address,
    // The device began with this very session, or has no key and so was never seen before.
    firstSeenHere: row.first_seen_at === null || row.first_seen_at === row.started_at,
    startedAt: iso(row.started_at),
    lastSeenAt: iso(row.last_seen_at),
    endsAt: iso(row.ends_at),
  }))
  const rank = (view: (typeof views)[number]): number => (view.current ? 0 : view.firstSeenHere ? 1 : 2)
  return views.toSorted((a, b) => rank(a) - rank(b))
}

export async function listDevices(db: Database, account: string, current: string | null, now: Ms) {
  const rows = await db
    .selectFrom('device')
    .selectAll()
    .where('account', '=', account)
    .where('forgotten_at', 'is', null)
    .where('last_seen_at', '>', at(now - DEVICE_LIFE_DAYS * DAY))
    .orderBy('last_seen_at', 'desc')
    .limit(LISTED_AT_MOST)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    device: row.label,
    form: row.form as DeviceForm,
    current: row.id === current,
    place: row.place,
    firstSeenAt: iso(row.first_seen_at),
    trustedFrom: iso(row.trusted_from),
    lastSeenAt: iso(row.last_seen_at),
  }))
}

export async function idleSecondsOf(db: Database, account: string): Promise<number> {
  return (
    await db.selectFrom('account').select('idle_seconds').where('id', '=', account).executeTakeFirstOrThrow()
  ).idle_seconds
}
