// Reads, in one query, what decide needs to know of an account.

import { sql } from 'kysely'
import type { Database } from '../db/connect.ts'
import { at } from '../db/tx.ts'
import type { Purpose } from '../factors/method.ts'
import { present } from '../lib/assert.ts'
import type { StepKind } from '../lib/challenge-view.ts'
import type { Ms } from '../lib/time.ts'
import type { AccountState } from './actions.ts'
import type { Facts } from './decide.ts'

export type FactsOf = {
  readonly account: string
  readonly purpose: Purpose
  /** The session that asks, looked at again in the transaction that acts; none at the door. */
  readonly session: string | undefined
  readonly proved: readonly StepKind[]
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

export async function loadFacts(db: Database, of: FactsOf, now: Ms): Promise<Facts> {
  const found = await db
    .selectFrom('account as a')
    .where('a.id', '=', of.account)
    .select((e) => [
      'a.state',
      e
        .selectFrom('factor as f')
        .whereRef('f.account', '=', 'a.id')
        .where('f.removed_at', 'is', null)
        .where(sql<boolean>`${of.purpose} = any(f.purposes)`)
        .select((f) =>
          f.fn.max<number | null>(sql`case when f.ripe_at <= ${at(now)} then 2 else 1 end`).as('best'),
        )
        .as('best'),
      e
        .selectFrom('session as s')
        .where('s.id', '=', of.session ?? NOBODY)
        .where('s.ended_at', 'is', null)
        .whereRef('s.credential_version', '=', 'a.credential_version')
        .select('s.id')
        .as('session'),
    ])
    .executeTakeFirst()
  const row = present(found, 'facts of an account that is not there')
  // The settings lock comes with its own table; until then it stands open for everyone.
  return {
    caller: row.session === null ? 'nobody' : 'session',
    state: row.state as AccountState,
    lock: 'open',
    factor: factorOf(row.best),
    proved: of.proved,
  }
}

const factorOf = (best: number | null): Facts['factor'] =>
  best === 2 ? 'ripe' : best === 1 ? 'unripe' : 'none'
