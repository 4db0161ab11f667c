// The outbox: mail is written in the transaction of what it speaks of, and sent after it by a job. Address and
// words are sealed, because they may hold a code; the row goes when the mail has gone.

import { type AuditLine } from '../audit/events.ts'
import { writeLog } from '../audit/store.ts'
import type { Pool } from '../db/connect.ts'
import { at, type Tx, transaction } from '../db/tx.ts'
import type { Jobs } from '../jobs/queue.ts'
import type { Random } from '../lib/bytes.ts'
import { newId } from '../lib/ids.ts'
import type { KeyRing } from '../lib/keys.ts'
import { seal, unseal } from '../lib/seal.ts'
import { DAY, type Ms, SECOND } from '../lib/time.ts'
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
  readonly tell?: { readonly account: string; readonly line: AuditLine }
}
const KEPT = 3 * DAY
/** Codes live ten minutes: a mail that comes later would only mislead. */
const CODE_KEPT = 10 * 60 * SECOND
/** Longer than a mail server may take (mail.ts). */
const LEASE = 60 * SECOND
const place = (row: string) => ({ table: 'outbox', column: 'sealed', row, account: '' })

/** Applies the common part of a decision: log lines, message centre, mail. */
export async function applyDecision(
  tx: Tx,
  needs: NotifyNeeds,
  account: { readonly id: string; readonly email: string },
  decision: Decision,
): Promise<void> {
  await Promise.all([
    writeLog(tx, account.id, decision.audit),
    ...decision.notices.map((notice) => sendNotice(tx, needs, account, notice)),
  ])
}

async function sendNotice(
  tx: Tx,
  needs: NotifyNeeds,
  account: { readonly id: string; readonly email: string },
  { event, words }: Notice,
): Promise<void> {
  const id = newId(needs.random)
  const text = words.paragraphs.join('\n\n')
  await tx.db
    .insertInto('message')
    .values({
      id,
      account: account.id,
      event,
      subject: words.subject,
      text,
      at: new Date(tx.now),
      mail: 'waiting',
    })
    .execute()
  await queueMail(tx, needs, { to: account.email, words }, id)
}

/** A mail with a code: it is in the mail alone. */
export const sendCode = (tx: Tx, needs: NotifyNeeds, to: string, words: Words): Promise<void> =>
  queueMail(tx, needs, { to, words }, null, CODE_KEPT)

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
): Promise<void> => queueMail(tx, needs, { to, words, ...(tell && { tell }) }, null)

async function queueMail(
  tx: Tx,
  needs: NotifyNeeds,
  content: Sealed,
  message: string | null,
  kept: Ms = KEPT,
): Promise<void> {
  const id = newId(needs.random)
  const sealed = seal(needs.ring, needs.random, place(id), JSON.stringify(content))
  const row = tx.db
    .insertInto('outbox')
    .values({ id, message, sealed, created_at: new Date(tx.now), expires_at: new Date(tx.now + kept) })
  await Promise.all([row.execute(), needs.jobs.send(tx, 'mail.send', { outbox: id })])
}

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
  const taken = await transaction(needs.pool, (tx) => lease(tx, outbox))
  if (!taken) return
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
    await transaction(needs.pool, (tx) => endLease(tx, taken.id))
    // What a mail server says may hold the address, and jobs keep what they failed of.
    throw new Error(`the mail was not taken: ${(failure as { code?: string }).code ?? 'no reason given'}`)
  }
  await transaction(needs.pool, async (tx) => {
    await settle(tx, taken.id, taken.message, 'sent')
    if (content.tell) await tell(tx, needs, content.tell, words)
  })
}

type Taken = { readonly id: string; readonly message: string | null; readonly sealed: Buffer }

async function lease(tx: Tx, id: string): Promise<Taken | undefined> {
  return tx.db
    .updateTable('outbox')
    .set({ leased_until: new Date(tx.now + LEASE) })
    .where('id', '=', id)
    .where('expires_at', '>', at(tx.now))
    .where((e) => e.or([e('leased_until', 'is', null), e('leased_until', '<', at(tx.now))]))
    .returning(['id', 'message', 'sealed'])
    .executeTakeFirst()
}

async function endLease(tx: Tx, id: string): Promise<void> {
  await tx.db.updateTable('outbox').set({ leased_until: null }).where('id', '=', id).execute()
}

/** Mail that never went: its row goes, and the message centre says so. @returns how many. */
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

async function settle(tx: Tx, id: string, message: string | null, mail: 'sent' | 'failed'): Promise<void> {
  await tx.db.deleteFrom('outbox').where('id', '=', id).execute()
  if (message) await tx.db.updateTable('message').set({ mail }).where('id', '=', message).execute()
}

async function tell(
  tx: Tx,
  needs: DeliverNeeds,
  told: NonNullable<Sealed['tell']>,
  words: Words,
): Promise<void> {
  await writeLog(tx, told.account, [told.line])
  await tx.db
    .insertInto('message')
    .values({
      id: newId(needs.random),
      account: told.account,
      event: told.line.event,
      subject: words.subject,
      text: words.paragraphs.join('\n\n'),
      at: new Date(tx.now),
      mail: 'sent',
    })
    .execute()
}

/** Seals anew what an older key sealed. @returns how many rows. */
export async function rotateOutbox(tx: Tx, needs: Pick<NotifyNeeds, 'ring' | 'random'>): Promise<number> {
  const rows = await tx.db.selectFrom('outbox').select(['id', 'sealed']).forUpdate().execute()
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
