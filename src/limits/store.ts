// Budgets that survive restarts and rolled-back transactions: claimed in a committed statement of their own,
// before the secret is looked at (DESIGN idea 8), on rows that all nodes share.

import { CompiledQuery, sql } from 'kysely'
import { onPool, type Pool } from '../db/connect.ts'
import { sweep } from '../db/sweep.ts'
import { at, type Tx } from '../db/tx.ts'
import { apply, make, prepared, type Write } from '../db/write.ts'
import { present } from '../lib/assert.ts'
import { type KeyRing, lookupMac } from '../lib/keys.ts'
import { refuse } from '../lib/refusals.ts'
import { iso, type Ms } from '../lib/time.ts'
import type { AttemptBudget, AttemptKind, Limits, RateKind } from './table.ts'

/** The refusal of a claim that only time ends. */
export const slowDown = (refused: { readonly retryAt: Ms }) =>
  refuse('slow-down', { retryAt: iso(refused.retryAt) })

export type LimitNeeds = { readonly pool: Pool; readonly ring: KeyRing; readonly limits: Limits }
/** What is limited, by name: a factor's id, an identifier as typed, a network. Only its HMAC is stored. */
export type Tries = { readonly kind: AttemptKind; readonly subjects: readonly string[] }
export type RateSubject = { readonly kind: RateKind; readonly subject: string }
export type Claim = {
  readonly tries: Tries
  readonly claimedAt: Ms /** Failures left before a wait. */
  readonly left: number
}
const keyOf = (needs: LimitNeeds, kind: string, subject: string): Buffer =>
  lookupMac(needs.ring, `${kind}\n${subject}`)
const keysOf = (needs: LimitNeeds, { kind, subjects }: Tries): Buffer[] =>
  subjects.map((subject) => keyOf(needs, kind, subject)).sort((a, b) => a.compare(b))

type Row = { claimed_at: Ms; refused_by: number | null; retry_at: Ms; tries_left: number }
type Refusal<By> = { readonly allowed: false; readonly retryAt: Ms; readonly by: By }
export type Counted = { readonly allowed: true } | Refusal<RateKind>
/** `by`: the rate that has no place left, or the tries that have none. */
export type Claimed = { readonly allowed: true; readonly claim: Claim } | Refusal<RateKind | AttemptKind>

/** Counts one use of each rate, until one has no place left: who goes on asking there goes on waiting. */
export async function countUses(needs: LimitNeeds, rates: readonly RateSubject[]): Promise<Counted> {
  const row = await judge(needs, rates, [], NO_TRIES)
  return row.refused_by === null
    ? { allowed: true }
    : { allowed: false, retryAt: row.retry_at, by: rates[row.refused_by - 1]!.kind }
}

/** Counts one use of each rate, then claims one try for each subject, or for none of them. */
export async function claimTries(
  needs: LimitNeeds,
  tries: Tries,
  rates: readonly RateSubject[] = [],
): Promise<Claimed> {
  const row = await judge(needs, rates, keysOf(needs, tries), needs.limits.attempts[tries.kind])
  if (row.refused_by === null)
    return { allowed: true, claim: { tries, claimedAt: row.claimed_at, left: row.tries_left } }
  const by = row.refused_by === 0 ? tries.kind : rates[row.refused_by - 1]!.kind
  return { allowed: false, retryAt: row.retry_at, by }
}

export type ClaimedAll =
  | { readonly allowed: true; readonly claims: readonly [Claim, ...Claim[]]; readonly left: number }
  | Refusal<RateKind | AttemptKind>

/** One guess that counts in several places: a try of each, or of none. */
export async function claimEach(
  needs: LimitNeeds,
  [first, ...others]: readonly [Tries, ...Tries[]],
): Promise<ClaimedAll> {
  const claimed = await claimTries(needs, first)
  if (!claimed.allowed) return claimed
  const claims: [Claim, ...Claim[]] = [claimed.claim]
  for (const tries of others) {
    const next = await claimTries(needs, tries)
    if (!next.allowed) {
      await apply(onPool(needs.pool), releaseEach(needs, claims))
      return next
    }
    claims.push(next.claim)
  }
  return { allowed: true, claims, left: Math.min(...claims.map(({ left }) => left)) }
}
export const releaseEach = (needs: LimitNeeds, claims: readonly Claim[]): Write[] =>
  claims.flatMap((claim) => releaseTries(needs, claim))

const NO_TRIES: AttemptBudget = { waits: [0], perDay: 1, perMonth: 1 }

/** The judgement is the database's (migration 0007): judged and kept in one statement, a transaction of its own. */
async function judge(
  needs: LimitNeeds,
  rates: readonly RateSubject[],
  keys: readonly Buffer[],
  { waits, perDay, perMonth }: AttemptBudget,
): Promise<Row> {
  const rateKeys = rates.map((rate) => keyOf(needs, rate.kind, rate.subject))
  const budgets = rates.map((rate) => needs.limits.rates[rate.kind])
  const uses = budgets.map((one) => one.uses)
  const windows = budgets.map((one) => one.window)
  const values = [rateKeys, uses, windows, keys, waits, perDay, perMonth]
  const { rows } = await onPool(needs.pool).executeQuery<Row>(CompiledQuery.raw(JUDGE, values))
  return present(rows[0], 'a judgement without a row')
}
const JUDGE = 'select * from holdfast.claim_tries($1, $2, $3, $4, $5, $6, $7)'

/** The tries were right: their own marks go, with what the success writes, and no other's. */
export function releaseTries(needs: LimitNeeds, made: Claim): Write[] {
  return keysOf(needs, made.tries).map((key) => release({ key, claimedAt: new Date(made.claimedAt) }))
}
const release = prepared(({ key, claimedAt }: { key: Buffer; claimedAt: Date }) => {
  const mark = sql`array_position(times, ${at(claimedAt)})`
  return make
    .updateTable('attempt')
    .set({ times: sql`times[:${mark} - 1] || times[${mark} + 1:]` })
    .where('key', '=', key)
    .where(sql<boolean>`${mark} is not null`)
})

/** Budgets that nobody has used for 30 days say nothing any more. @returns how many went; at most a batch. */
export async function sweepLimits(tx: Tx): Promise<number> {
  const old = { attempt: await sweep(tx, 'attempt', 'key'), rate: await sweep(tx, 'rate', 'key') }
  return old.attempt + old.rate
}
