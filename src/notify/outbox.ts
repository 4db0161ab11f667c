// The outbox: mail is written in the transaction of what it speaks of, and sent after it by a job. Address and
// words are sealed, because they may hold a code; the row goes when the mail has gone. Texts: texts.ts.

import type { AuditLine } from '../audit/events.ts'
import { type Head, lockHead, logLines } from '../audit/store.ts'
import { type Database, onPool, type Pool } from '../db/connect.ts'
import { at, clockIn, clockNow, type Tx, transaction } from '../db/tx.ts'
import { apply, make, prepared, type Write, type Writes } from '../db/write.ts'
import type { Jobs } from '../jobs/queue.ts'
import type { Random } from '../lib/bytes.ts'
import { newId } from '../lib/ids.ts'
import type { KeyRing } from '../lib/keys.ts'
import { seal, unseal } from '../lib/seal.ts'
import { DAY, type Ms, SECOND } from '../lib/time.ts'
import { isCritical } from './critical.ts'
import type { MailPort } from './mail.ts'
import { html, plainText, type Words } from './render.ts'

export type NotifyNeeds = {
  readonly ring: KeyRing
  readonly random: Random
  readonly jobs: Pick<Jobs, 'send'>
}
/** A message to an account: mailed, and kept in the message centre. Its words never hold a code or a live link. */
export type Notice = { readonly event: string; readonly words: Words }
/** What one act leaves besides its rows. All of it commits with them, or none. */
export type Decision = { readonly audit: readonly AuditLine[]; readonly notices: readonly Notice[] }

type Sealed = {
  readonly to: string
  readonly words: Words /** Told to this account once it has gone (see sendBlind). */
  readonly tell?: {
    readonly account: string
    readonly line: AuditLine
    /** What the message centre says of a mail that has a code in it. */
    readonly inCentre?: Words
  }
}
const KEPT = 3 * DAY
/** Codes live ten minutes: what comes later would only mislead. */
export const CODE_KEPT = 10 * 60 * SECOND
/** Longer than a mail server may take (mail.ts). */
const LEASE = 60 * SECOND
export const place = (row: string) => ({ table: 'outbox', column: 'sealed', row, account: '' })

/** All that a change leaves behind, as values: rows in one statement, and the jobs that follow them. */
export type Effects = { readonly writes: readonly Write[]; readonly jobs: readonly Job[] }
export const NO_EFFECTS: Effects = { writes: [], jobs: [] }
type Job =
  | { readonly queue: 'mail.send' | 'sms.send' | 'push.send'; readonly data: { readonly outbox: string } }
  | { readonly queue: 'notice.spread'; readonly data: { readonly message: string } }
type Account = { readonly id: string; readonly email: string }

/** What a decision leaves behind the end of the account's log. */
export function effectsOf(
  needs: NotifyNeeds,
  { id, email }: Account,
  { audit, notices }: Decision,
  head: Head,
  now: Ms,
): Effects {
  const sent = notices.map(({ event, words }) => {
    const message = newId(needs.random)
    const text = words.paragraphs.join('\n\n')
    const row = { id: message, account: id, event, subject: words.subject, text, at: new Date(now) }
    const mail = queued(needs, { to: email, words }, message, now)
    return {
      writes: [keep({ ...row, mail: 'waiting' }), ...mail.writes],
      jobs: isCritical(event)
        ? [...mail.jobs, { queue: 'notice.spread', data: { message } } as const]
        : mail.jobs,
    }
  })
  return {
    writes: [...logLines(head, now, audit), ...sent.flatMap((one) => one.writes)],
    jobs: sent.flatMap((one) => one.jobs),
  }
}

/** Applies all of it with the end of the transaction. */
export async function carryOut(tx: Tx, { jobs }: Pick<NotifyNeeds, 'jobs'>, effects: Effects): Promise<void> {
  tx.atEnd(effects.writes)
  await Promise.all(effects.jobs.map((job) => jobs.send(tx, job.queue, job.data)))
}

/**
 * Applies a decision whose own rows are written beside it: now, not at the end, so that a second one in the same
 * transaction follows it in the log.
 */
export async function applyDecision(
  tx: Tx,
  needs: NotifyNeeds,
  account: Account,
  decision: Decision,
): Promise<void> {
  const head = await lockHead(tx, account.id)
  const { writes, jobs } = effectsOf(needs, account, decision, head, tx.now)
  await apply(tx.db, writes)
  await carryOut(tx, needs, { writes: [], jobs })
}

/** A mail with a code: it is in the mail alone. @returns the id of the mail, for `codeState`. */
export async function sendCode(tx: Tx, needs: NotifyNeeds, to: string, words: Words): Promise<string> {
  const { id, ...effects } = queued(needs, { to, words }, null, tx.now, CODE_KEPT)
  await carryOut(tx, needs, effects)
  return id
}

/**
 * A mail to an address that may or may not be an account's, with the same work either way, so that time tells nothing.
 * What the account's log and message centre say of it is written by the job.
 */
export const sendBlind = (
  tx: Tx,
  needs: NotifyNeeds,
  to: string,
  words: Words,
  tell: Sealed['tell'],
): Promise<void> => carryOut(tx, needs, queued(needs, { to, words, ...(tell && { tell }) }, null, tx.now))

/** A mail that no message centre waits for: a copy to another channel. */
export const queuedMail = (needs: NotifyNeeds, to: string, words: Words, now: Ms): Effects =>
  queued(needs, { to, words }, null, now)

function queued(
  needs: NotifyNeeds,
  content: Sealed,
  message: string | null,
  now: Ms,
  kept: Ms = KEPT,
): Effects & { readonly id: string } {
  const id = newId(needs.random)
  const sealed = seal(needs.ring, needs.random, place(id), JSON.stringify(content))
  const row = { id, message, sealed, created_at: new Date(now), expires_at: new Date(now + kept) }
  return { id, writes: [enqueue(row)], jobs: [{ queue: 'mail.send', data: { outbox: id } }] }
}
type NewMail = {
  readonly id: string
  readonly message: string | null
  readonly sealed: Buffer
  readonly created_at: Date
  readonly expires_at: Date
}
const enqueue = prepared(({ id, message, sealed, created_at, expires_at }: NewMail) =>
  make.insertInto('outbox').values({ id, message, sealed, created_at, expires_at }),
)
type NewMessage = {
  readonly id: string
  readonly account: string
  readonly event: string
  readonly subject: string
  readonly text: string
  readonly at: Date
  readonly mail: 'waiting' | 'sent'
}
const keep = prepared(({ id, account, event, subject, text, at, mail }: NewMessage) =>
  make.insertInto('message').values({ id, account, event, subject, text, at, mail }),
)

export type DeliverNeeds = {
  readonly pool: Pool
  readonly ring: KeyRing
  readonly random: Random
  readonly mail: MailPort
}

/**
 * The work of queue `mail.send`: take the row on lease, send outside of any transaction, settle. A node that dies in
 * between leaves the lease to run out; the mail goes again under the same Message-ID.
 */
export async function deliver(needs: DeliverNeeds, outbox: string): Promise<void> {
  const db = onPool(needs.pool)
  const taken = await lease(db, outbox)
  if (!taken?.sealed) return
  const content = JSON.parse(unseal(needs.ring, place(taken.id), taken.sealed)) as Sealed
  const { to, words } = content
  try {
    await needs.mail.send({
      id: taken.id,
      to,
      subject: words.subject,
      text: plainText(words),
      html: html(words),
    })
  } catch (failure) {
    await apply(db, [
      make.updateTable('outbox').set({ leased_until: null }).where('id', '=', taken.id).compile(),
    ])
    // What a mail server says may hold the address, and jobs keep what they failed of.
    throw new Error(`the mail was not taken: ${(failure as { code?: string }).code ?? 'no reason given'}`)
  }
  const { tell } = content
  if (!tell) return apply(db, settled(taken))
  await transaction(needs.pool, async (tx) => {
    const head = await lockHead(tx, tell.account)
    await apply(tx.db, [...settled(taken), ...told(needs, tell, words, head, tx.now)])
  })
}

type Taken = { readonly id: string; readonly message: string | null; readonly sealed: Buffer | null }

async function lease(db: Database, id: string): Promise<Taken | undefined> {
  return (await db.executeQuery(take({ id }))).rows[0]
}
const take = prepared(({ id }: { id: string }) =>
  make
    .updateTable('outbox')
    .set({ leased_until: clockIn(LEASE) })
    .where('id', '=', id)
    .where('expires_at', '>', clockNow)
    .where((e) => e.or([e('leased_until', 'is', null), e('leased_until', '<', clockNow)]))
    .returning(['id', 'message', 'sealed']),
)

/** The mail has gone: so does its row. */
const settled = ({ id, message }: Taken): Writes => [
  gone({ id }),
  message === null ? undefined : sent({ message }),
]
const gone = prepared(({ id }: { id: string }) => make.deleteFrom('outbox').where('id', '=', id))
const sent = prepared(({ message }: { message: string }) =>
  make.updateTable('message').set({ mail: 'sent' }).where('id', '=', message),
)

/** What the log and the message centre of an account say of a mail that was sent blindly. */
function told(
  needs: Pick<NotifyNeeds, 'random'>,
  { account, line, inCentre }: NonNullable<Sealed['tell']>,
  mailed: Words,
  head: Head,
  now: Ms,
): Write[] {
  const { subject, paragraphs } = inCentre ?? mailed
  const row = { id: newId(needs.random), account, event: line.event, subject, at: new Date(now) }
  const text = paragraphs.join('\n\n')
  return [...logLines(head, now, [line]), keep({ ...row, text, mail: 'sent' })]
}

/** Mail that never went: its row goes, and the message centre says so. Texts go too: their codes are over. @returns how many. */
export async function sweepOutbox(tx: Tx): Promise<number> {
  const old = await tx.db
    .deleteFrom('outbox')
    .where('expires_at', '<', at(tx.now))
    .returning('message')
    .execute()
  const messages = old.flatMap((row) => (row.message === null ? [] : [row.message]))
  if (messages.length > 0) {
    await tx.db.updateTable('message').set({ mail: 'failed' }).where('id', 'in', messages).execute()
  }
  return old.length
}

/** Seals anew what an older key sealed. @returns how many rows. */
export async function rotateOutbox(tx: Tx, needs: Pick<NotifyNeeds, 'ring' | 'random'>): Promise<number> {
  const all = await tx.db.selectFrom('outbox').select(['id', 'sealed']).forUpdate().execute()
  // A text that was settled holds nothing any more.
  const rows = all.flatMap(({ id, sealed }) => (sealed === null ? [] : [{ id, sealed }]))
  for (const row of rows) {
    const sealed = seal(
      needs.ring,
      needs.random,
      place(row.id),
      unseal(needs.ring, place(row.id), row.sealed),
    )
    await tx.db.updateTable('outbox').set({ sealed }).where('id', '=', row.id).execute()
  }
  return rows.length
}

/** The client has read a message. @returns false if the account has no such message. */
export async function markRead(tx: Tx, account: string, id: string): Promise<boolean> {
  const result = await tx.db
    .updateTable('message')
    .set((e) => ({ read_at: e.fn.coalesce('read_at', e.val(new Date(tx.now))) }) as never)
    .where('id', '=', id)
    .where('account', '=', account)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
