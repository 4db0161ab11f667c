// Texts in the outbox: written in the transaction of what they speak of, sent after it by a job, once at most. Number and
// words are sealed; when the text is settled they go, and its state stays for the page that waits.

import { type Database, onPool } from '../db/connect.ts'
import { clockIn, clockNow, type Tx } from '../db/tx.ts'
import { apply, make, prepared, type Write } from '../db/write.ts'
import { newId } from '../lib/ids.ts'
import type { Log } from '../lib/log.ts'
import { seal, unseal } from '../lib/seal.ts'
import { DAY, type Ms, SECOND } from '../lib/time.ts'
import { countUses, type LimitNeeds, type RateSubject } from '../limits/store.ts'
import { type CodeText, codeText } from './code-text.ts'
import { noticeText } from './critical.ts'
import { CODE_KEPT, carryOut, type NotifyNeeds, place } from './outbox.ts'
import type { SmsOutcome, SmsPort } from './sms.ts'
import type { TextNumber } from './textable.ts'

/**
 * `waiting`: on its way, or tried again while the provider is not reached. `sent`: the provider has taken it. `failed`: it
 * has not gone and never will. `unknown`: it may have gone; it is not sent again, and another code may be asked for.
 */
export type TextState = 'waiting' | 'sent' | 'failed' | 'unknown'
/** Longer than the provider may take (sms.ts). */
const LEASE = 60 * SECOND
/** A notice that comes a day late still says what happened. */
const NOTICE_KEPT = DAY

/** The twin of `sendCode` for a number: the code is in the text alone. @returns the text's id, for `textState`. */
export async function sendTextCode(
  tx: Tx,
  needs: NotifyNeeds,
  to: TextNumber,
  words: CodeText,
): Promise<string> {
  const id = newId(needs.random)
  const content: Content = { to, text: codeText(words) }
  const sealed = seal(needs.ring, needs.random, place(id), JSON.stringify(content))
  const row = { id, sealed, created_at: new Date(tx.now), expires_at: new Date(tx.now + CODE_KEPT) }
  const effects = { writes: [enqueue(row)], jobs: [{ queue: 'sms.send', data: { outbox: id } } as const] }
  await carryOut(tx, needs, effects)
  return id
}

/** A notice to a number. Its budget is asked when it goes: what it speaks of has happened either way. */
export async function sendTextNotice(
  tx: Tx,
  needs: NotifyNeeds,
  { to, country }: { readonly to: TextNumber; readonly country: string },
  platform: string,
  event: string,
): Promise<void> {
  const id = newId(needs.random)
  const content: Content = { to, text: noticeText(platform, event), country }
  const sealed = seal(needs.ring, needs.random, place(id), JSON.stringify(content))
  const row = { id, sealed, created_at: new Date(tx.now), expires_at: new Date(tx.now + NOTICE_KEPT) }
  await carryOut(tx, needs, {
    writes: [enqueue(row)],
    jobs: [{ queue: 'sms.send', data: { outbox: id } }],
  })
}

/** `country`: of a notice, which is counted when it goes; a code was counted before it was drawn. */
type Content = { readonly to: string; readonly text: string; readonly country?: string }
type NewText = {
  readonly id: string
  readonly sealed: Buffer
  readonly created_at: Date
  readonly expires_at: Date
}
const enqueue = prepared(({ id, sealed, created_at, expires_at }: NewText) =>
  make.insertInto('outbox').values({ id, channel: 'sms', sealed, created_at, expires_at }),
)

/** What became of a text. @returns undefined once its code has expired and the row was swept. */
export async function textState(
  { db, now }: { readonly db: Database; readonly now: Ms },
  id: string,
): Promise<TextState | undefined> {
  const row = await db
    .selectFrom('outbox')
    .select(['state', 'leased_until', 'expires_at'])
    .where('id', '=', id)
    .where('channel', '=', 'sms')
    .executeTakeFirst()
  if (!row || row.state !== 'waiting') return row?.state as TextState | undefined
  // A lease that ran out: who held it died on the way, before the provider was asked or after.
  if (row.leased_until !== null) return row.leased_until > now ? 'waiting' : 'unknown'
  return row.expires_at > now ? 'waiting' : 'failed'
}

export type DeliverTextNeeds = LimitNeeds & {
  readonly sms: SmsPort | undefined
  readonly log: Log
}

/**
 * The work of queue `sms.send`: take the row on lease, send outside of any transaction, settle. A row is leased once more
 * only if the port said that nothing had gone: a lease that runs out, because its node died, is never taken again.
 */
export async function deliverText(needs: DeliverTextNeeds, outbox: string): Promise<void> {
  const db = onPool(needs.pool)
  const taken = (await db.executeQuery(take({ id: outbox }))).rows[0]
  if (!taken?.sealed) return
  const { to, text, country } = JSON.parse(unseal(needs.ring, place(outbox), taken.sealed)) as Content
  if (country !== undefined && !(await countUses(needs, noticeUses(to, country))).allowed) {
    await apply(db, [SETTLED.refused(outbox)])
    needs.log.error('a text did not go', { outcome: 'refused', reason: 'its budget is used up' })
    return
  }
  const outcome: SmsOutcome = needs.sms
    ? await needs.sms.send({ id: outbox, to, text })
    : { kind: 'refused', reason: 'no provider is configured' }
  await apply(db, [SETTLED[outcome.kind](outbox)])
  if (outcome.kind === 'taken') return
  needs.log.error('a text did not go', { outcome: outcome.kind, reason: outcome.reason })
  // The queue tries again after a while; the row's end is the end of that.
  if (outcome.kind === 'not-now') throw new Error(`the text was not taken: ${outcome.reason}`)
}

/** Notices have a budget of their own: who causes many of them keeps no code from its owner. */
const noticeUses = (to: string, country: string): readonly RateSubject[] => [
  { kind: 'text-notice', subject: to },
  { kind: 'text-country', subject: country },
]

const take = prepared(({ id }: { id: string }) =>
  make
    .updateTable('outbox')
    .set({ leased_until: clockIn(LEASE) })
    .where('id', '=', id)
    .where('channel', '=', 'sms')
    .where('state', '=', 'waiting')
    .where('leased_until', 'is', null)
    .where('expires_at', '>', clockNow)
    .returning('sealed'),
)
const settle =
  (state: TextState) =>
  (id: string): Write =>
    make.updateTable('outbox').set({ state, sealed: null, leased_until: null }).where('id', '=', id).compile()
const SETTLED: Readonly<Record<SmsOutcome['kind'], (id: string) => Write>> = {
  taken: settle('sent'),
  refused: settle('failed'),
  unknown: settle('unknown'),
  'not-now': (id) => make.updateTable('outbox').set({ leased_until: null }).where('id', '=', id).compile(),
}
