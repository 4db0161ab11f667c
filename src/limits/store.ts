// Budgets that survive restarts and rolled-back transactions: claimed in a committed transaction of their own,
// before the secret is looked at (DESIGN idea 8), on rows that all nodes share.

import { sql } from 'kysely'
import type { Pool } from '../db/connect.ts'
import { sweep } from '../db/sweep.ts'
import { at, type Tx, transaction } from '../db/tx.ts'
import { type KeyRing, lookupMac } from '../lib/keys.ts'
import { refuse } from '../lib/refusals.ts'
import { DAY, iso, type Ms } from '../lib/time.ts'
import { claim, triesBeforeWait } from './attempts.ts'
import type { AttemptKind, Limits, RateKind } from './table.ts'

/** The refusal of a claim that only time ends. */
export const slowDown = (claimed: { readonly retryAt?: Ms }) =>
  refuse('slow-down', { retryAt: iso(claimed.retryAt ?? 0) })

export type LimitNeeds = { readonly pool: Pool; readonly ring: KeyRing; readonly limits: Limits }
/** What is limited, by name: a factor's id, an identifier as typed, a network. Only its HMAC is stored. */
export type AttemptSubject = { readonly kind: AttemptKind; readonly subject: string }
export type RateSubject = { readonly kind: RateKind; readonly subject: string }
export type Claim = {
  readonly subjects: readonly AttemptSubject[]
  readonly claimedAt: Ms /** Failures left before a wait. */
  readonly left: number
}
/** Without `retryAt`: what `also` guards has ended, and no wait brings it back. */
export type Claimed =
  | { readonly allowed: true; readonly claim: Claim }
  | { readonly allowed: false; readonly retryAt?: Ms }

const keyOf = (needs: LimitNeeds, kind: string, subject: string): Buffer =>
  lookupMac(needs.ring, `${kind}\n${subject}`)

/** Something else of which one is taken with the try, such as the tries of a challenge; given back if the limit refuses. */
export type Beside = { take(tx: Tx): Promise<boolean>; giveBack?(tx: Tx): Promise<void> }

/** Counts uses and claims one try at each subject: all or none. */
export async function claimTries(
  needs: LimitNeeds,
  subjects: readonly AttemptSubject[],
  rates: readonly RateSubject[],
  beside?: Beside,
): Promise<Claimed> {
  // In the order of keys, so that two requests with the same subjects cannot wait for each other.
  const keyed = subjects
    .map((one) => ({ ...one, key: keyOf(needs, one.kind, one.subject) }))
    .sort((a, b) => a.key.compare(b.key))
  return transaction(needs.pool, async (tx) => {
    // A full window is refused before anything else is written: refused requests leave no rows.
    const rateEnds = rates.length === 0 ? 0 : await countUses(tx, needs, rates)
    if (rateEnds > tx.now) return { allowed: false, retryAt: rateEnds }
    // What is beside is locked before the tries, as it is where an answer is settled: the same order everywhere.
    const [taken, ...times] = await Promise.all([
      beside ? beside.take(tx) : true,
      ...keyed.map(({ key }) => lockTimes(tx, key)),
    ])
    if (!taken) return { allowed: false }
    const judged = keyed.map((one, index) =>
      claim(times[index] ?? [], needs.limits.attempts[one.kind], tx.now),
    )
    const retryAt = Math.max(0, ...judged.map((one) => (one.allowed ? 0 : one.retryAt)))
    if (retryAt > tx.now) {
      await beside?.giveBack?.(tx)
      return { allowed: false, retryAt }
    }
    const claimed = judged.map((one) => (one.allowed ? one.times : []))
    await Promise.all(keyed.map(({ key }, index) => write(tx, key, claimed[index] ?? [])))
    const left = keyed.map((one, index) =>
      triesBeforeWait(claimed[index] ?? [], needs.limits.attempts[one.kind], tx.now),
    )
    return { allowed: true, claim: { subjects, claimedAt: tx.now, left: Math.min(...left) } }
  })
}

async function lockTimes(tx: Tx, key: Buffer): Promise<readonly Ms[]> {
  const row = await tx.db
    .insertInto('attempt')
    .values({ key, times: [], expires_at: new Date(tx.now + DAY) })
    .onConflict((c) => c.column('key').doUpdateSet({ expires_at: sql`attempt.expires_at` }))
    .returning('times')
    .executeTakeFirstOrThrow()
  return row.times
}

async function write(tx: Tx, key: Buffer, times: readonly Ms[]): Promise<void> {
  await tx.db
    .updateTable('attempt')
    .set({ times: times.map((time) => new Date(time)), expires_at: new Date(tx.now + 30 * DAY) })
    .where('key', '=', key)
    .execute()
}

/** Counts one use each, also of what is refused: who goes on asking goes on waiting. @returns when the last full window ends. */
async function countUses(tx: Tx, needs: LimitNeeds, rates: readonly RateSubject[]): Promise<Ms> {
  let retryAt = 0
  for (const rate of rates) {
    const { uses, window } = needs.limits.rates[rate.kind]
    const key = keyOf(needs, rate.kind, rate.subject)
    const ends = new Date(tx.now + window)
    const isOver = sql<boolean>`rate.expires_at <= ${at(tx.now)}`
    const row = await tx.db
      .insertInto('rate')
      .values({ key, used: 1, expires_at: ends })
      .onConflict((c) =>
        c.column('key').doUpdateSet({
          used: sql`case when ${isOver} then 1 else least(rate.used + 1, ${uses + 1}) end`,
          expires_at: sql`case when ${isOver} then excluded.expires_at else rate.expires_at end`,
        }),
      )
      .returning(['used', 'expires_at'])
      .executeTakeFirstOrThrow()
    if (row.used > uses) retryAt = Math.max(retryAt, row.expires_at)
  }
  return retryAt
}

/** The tries were right: their own marks go, in the transaction of the success, and no other's. */
export async function releaseTries(tx: Tx, needs: LimitNeeds, made: Claim): Promise<void> {
  const keys = made.subjects.map((one) => keyOf(needs, one.kind, one.subject)).sort((a, b) => a.compare(b))
  const mark = sql`array_position(times, ${at(made.claimedAt)})`
  for (const key of keys) {
    await tx.db
      .updateTable('attempt')
      .set({ times: sql`times[:${mark} - 1] || times[${mark} + 1:]` })
      .where('key', '=', key)
      .where(sql<boolean>`${mark} is not null`)
      .execute()
  }
}

/** Budgets that nobody has used for 30 days say nothing any more. @returns how many went; at most a batch. */
export async function sweepLimits(tx: Tx): Promise<number> {
  const old = { attempt: await sweep(tx, 'attempt', 'key'), rate: await sweep(tx, 'rate', 'key') }
  return old.attempt + old.rate
}
