// The rows of the settings lock: whose, which group, and how long it takes to open.

import type { Database } from '../db/connect.ts'
import { at } from '../db/tx.ts'
import { make, type Write } from '../db/write.ts'
import type { LockGroup } from '../lib/lock-groups.ts'
import type { Ms } from '../lib/time.ts'
import type { Lock } from './lock.ts'

export async function findLocks(db: Database, account: string): Promise<readonly Lock[]> {
  const rows = await db
    .selectFrom('settings_lock')
    .select(['lock_group', 'wait_days', 'since', 'open_until'])
    .where('account', '=', account)
    .execute()
  return rows.map((row) => ({
    group: row.lock_group as LockGroup,
    waitDays: row.wait_days,
    since: row.since,
    openUntil: row.open_until,
  }))
}

export const keepLock = (account: string, { group, waitDays, since, openUntil }: Lock): Write => {
  const row = {
    wait_days: waitDays,
    since: new Date(since),
    open_until: openUntil === null ? null : new Date(openUntil),
  }
  return make
    .insertInto('settings_lock')
    .values({ account, lock_group: group, ...row })
    .onConflict((c) => c.columns(['account', 'lock_group']).doUpdateSet(row))
    .compile()
}

/** Open, until it is locked by hand. */
export const dropLock = (account: string, group: LockGroup): Write =>
  make.deleteFrom('settings_lock').where('account', '=', account).where('lock_group', '=', group).compile()

export type Lapsed = { readonly account: string; readonly group: LockGroup }
/** Those that were opened for a time, which is over. */
export async function lapsedLocks(db: Database, now: Ms, most: number): Promise<readonly Lapsed[]> {
  const rows = await db
    .selectFrom('settings_lock')
    .select(['account', 'lock_group'])
    .where('open_until', '<=', at(now))
    .orderBy('open_until')
    .limit(most)
    .execute()
  return rows.map((row) => ({ account: row.account, group: row.lock_group as LockGroup }))
}
