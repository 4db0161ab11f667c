import { sql } from 'kysely'
import type { Database } from '../../db/connect.ts'
import { at } from '../../db/tx.ts'
import type { Ms } from '../../lib/time.ts'

export type Sought = {
  /** The first number that is too new. */
  readonly before?: number
  readonly events?: readonly string[]
  /** What a browser says of itself: of this name, or of another one. */
  readonly device?: { readonly label: string; readonly is: 'like-this' | 'other' }
  readonly from?: Ms
  readonly to?: Ms
}

/** Newest first, along the primary key: the filter drops lines on the way, the cursor says where to begin. */
export function listEvents(db: Database, account: string, sought: Sought, limit: number) {
  const { before, events, device, from, to } = sought
  const named = sql<string>`audit_event.data::jsonb ->> 'device'`
  let query = db
    .selectFrom('audit_event')
    .select(['seq', 'at', 'event', 'data'])
    .where('account', '=', account)
  if (before !== undefined) query = query.where('seq', '<', before)
  if (events) query = query.where('event', 'in', events)
  if (device) query = query.where(named, device.is === 'like-this' ? '=' : '!=', device.label)
  if (from !== undefined) query = query.where('at', '>=', at(from))
  if (to !== undefined) query = query.where('at', '<', at(to))
  return query.orderBy('seq', 'desc').limit(limit).execute()
}
