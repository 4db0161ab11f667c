// Reads, in one query, what decide needs to know of an account.

import { sql } from 'kysely'
import type { Database } from '../db/connect.ts'
import { at } from '../db/tx.ts'
import { make, prepared } from '../db/write.ts'
import { type Identity, isFirstDay, whoAnswers } from '../factors/answering.ts'
import type { Grade } from '../factors/method.ts'
import { methodsOf } from '../factors/methods.ts'
import { present } from '../lib/assert.ts'
import type { StepKind } from '../lib/challenge-view.ts'
import type { LockGroup } from '../lib/lock-groups.ts'
import type { Ms } from '../lib/time.ts'
import type { AccountState } from './actions.ts'
import type { Facts } from './decide.ts'

export type FactsOf = {
  readonly account: string
  /** Whose methods answer. */
  readonly identity: Identity
  /** The lowest grade that answers. */
  readonly least: Grade
  /** The session that asks, looked at again in the transaction that acts; none at the door. */
  readonly session: string | undefined
  readonly proved: readonly StepKind[]
  /** The groups of the settings lock that refuse the act. */
  readonly groups: readonly LockGroup[]
  /** Of a sign-in; anything else does not look at it. */
  readonly device?: Facts['device']
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

export async function loadFacts(db: Database, of: FactsOf, now: Ms): Promise<Facts> {
  const { account, identity, session = NOBODY } = of
  const found = (await db.executeQuery(find({ account, session, now: new Date(now) }))).rows[0]
  const fit: readonly string[] = methodsOf(of.least)
  const row = present(found, 'facts of an account that is not there')
  const all = row.factors ?? []
  const firstDay = isFirstDay(all, identity.purpose)
  const asked = firstDay ? { ...identity, part: 'lent' as const } : identity
  return {
    caller: row.session === true ? (row.reads === true ? 'reader' : 'session') : 'nobody',
    state: row.state as AccountState,
    lock: of.groups.some((group) => row.locked?.includes(group)) ? 'on' : 'open',
    factor: factorOf(whoAnswers(all, asked).filter(({ method }) => fit.includes(method))),
    firstDay,
    pin: row.pin ? 'set' : 'none',
    device: of.device ?? 'known',
    proved: of.proved,
  }
}

type Enrolled = {
  readonly id: string
  readonly method: string
  readonly purposes: readonly string[]
  readonly synced: boolean | null
  readonly suspended_at: string | null
  readonly first_own_of: readonly string[]
  readonly ripe: boolean
}
type Find = { readonly account: string; readonly session: string; readonly now: Date }
const find = prepared(({ account, session, now }: Find) =>
  make
    .selectFrom('account as a')
    .where('a.id', '=', account)
    .select((e) => [
      'a.state',
      e('a.pin_hash', 'is not', null).as('pin'),
      e
        .selectFrom('factor as f')
        .whereRef('f.account', '=', 'a.id')
        .where('f.removed_at', 'is', null)
        .select(
          sql<readonly Enrolled[] | null>`jsonb_agg(jsonb_build_object(
            'id', f.id, 'method', f.method, 'purposes', f.purposes, 'synced', f.synced,
            'suspended_at', f.suspended_at, 'first_own_of', f.first_own_of, 'ripe', f.ripe_at <= ${at(now)}))`.as(
            'all',
          ),
        )
        .as('factors'),
      e
        .selectFrom('settings_lock as l')
        .whereRef('l.account', '=', 'a.id')
        .where((l) => l.or([l('l.open_until', 'is', null), l('l.open_until', '<=', at(now))]))
        .select(sql<readonly string[] | null>`array_agg(l.lock_group)`.as('groups'))
        .as('locked'),
      // By its key alone, whatever the planner believes of the rest.
      e
        .selectFrom('session as s')
        .where('s.id', '=', session)
        .select(
          sql<boolean>`s.ended_at is null and s.credential_version = a.credential_version`.as('is_live'),
        )
        .as('session'),
      e
        .selectFrom('session as r')
        .where('r.id', '=', session)
        .select(sql<boolean>`coalesce(r.reads_until > ${at(now)}, false)`.as('only_reads'))
        .as('reads'),
    ]),
)

const factorOf = (answering: readonly Enrolled[]): Facts['factor'] =>
  answering.some(({ ripe }) => ripe) ? 'ripe' : answering.length > 0 ? 'unripe' : 'none'
