// Enrolments from a session: a method that is being added. Beginning again touches no other one, and nothing counts
// before one right answer and the proof of who adds it.

import { onPool } from '../db/connect.ts'
import { sweep } from '../db/sweep.ts'
import { at, type Tx, transaction } from '../db/tx.ts'
import { make, type Write } from '../db/write.ts'
import { sha256 } from '../lib/bytes.ts'
import { newId } from '../lib/ids.ts'
import { type Refused, refuse } from '../lib/refusals.ts'
import { seal, unseal } from '../lib/seal.ts'
import type { Ms } from '../lib/time.ts'
import { claimTries, releaseTries, slowDown } from '../limits/store.ts'
import { TRIES_PER_CHALLENGE } from '../limits/table.ts'
import { type AnswerNeeds, atOf } from './answer.ts'
import { CHALLENGE_LIFE } from './challenge.ts'
import { findFactors } from './enrolled.ts'
import type { Answer, Owner, Sent, Shown, Traits, Wish } from './method.ts'
import { isMethodName, METHODS, type MethodName, methodOf } from './methods.ts'
import { admitSending, type Message, sendDrawn } from './sending.ts'
import type { SealNeeds } from './store.ts'

const place = (row: string, account: string) => ({ table: 'enrolment', column: 'pending', row, account })
/** What the answer is bound to: this enrolment and nothing else. */
const digestOf = (id: string): Buffer => sha256(`holdfast enrolment\n${id}`)

export type Asker = Owner & { readonly session: string }
export type Begun = {
  readonly kind: 'begun'
  readonly id: string
  readonly method: MethodName
  readonly shown: Shown
  readonly expiresAt: Ms
}
type Confirmed = {
  readonly secret: unknown
  readonly traits: Omit<Traits, 'credential'> & { credential?: string }
}

/** Begins one. `message`: carries a code to a new mailbox or number. */
export async function beginEnrolment(
  needs: AnswerNeeds,
  asker: Asker,
  method: MethodName,
  wish: Wish,
  network: string,
  message: Message,
): Promise<Begun | Refused<'slow-down' | 'input-invalid' | 'method-refused'>> {
  const refused = await admitSending(needs, method, { account: asker.account, network }, wish.to)
  if (refused) return refused
  return transaction(needs.pool, async (tx) => {
    const begun = await beginIn(tx, needs, asker, method, wish)
    if (begun.kind === 'refused')
      return begun.reason === 'not-reachable'
        ? refuse('input-invalid', { problems: [{ field: 'to', problem: 'not-reachable' }] })
        : begun
    const { shown } = begun
    const sent = begun.sent && (await sendDrawn(tx, needs, begun.sent, message))
    const told = sent !== undefined && shown.kind === 'sent' ? { ...shown, message: sent } : shown
    return { ...begun, shown: told }
  })
}

/** The same in the transaction of an act, for a method to which nothing is sent. */
export async function beginIn(
  tx: Tx,
  needs: AnswerNeeds,
  asker: Asker,
  method: MethodName,
  wish: Wish,
): Promise<(Begun & { readonly sent?: Sent | undefined }) | Refused<'method-refused'>> {
  const { most, usedUp } = METHODS[method].properties
  const held = (await findFactors(tx.db, needs, asker.account, 'lock')).filter((one) => one.method === method)
  // What is used up is begun anew beside the old one, and takes its place.
  if (held.length >= most && !usedUp) return refuse('method-refused', { reason: 'too-many' })
  const id = newId(needs.random)
  const making = {
    ...atOf(needs, { id, account: asker.account, digest: digestOf(id) }, tx.now),
    random: needs.random,
  }
  const begun = methodOf(method).enrol(
    making,
    asker,
    wish,
    held.map(({ secret }) => secret),
  )
  if (!begun) return refuse('method-refused', { reason: 'not-reachable' })
  const expiresAt = tx.now + CHALLENGE_LIFE
  // One at a time in a session: what was begun before and not finished is no more.
  await tx.db.deleteFrom('enrolment').where('session', '=', asker.session).execute()
  await tx.db
    .insertInto('enrolment')
    .values({
      id,
      account: asker.account,
      session: asker.session,
      method,
      pending: sealed(needs, id, asker.account, begun.pending),
      expires_at: new Date(expiresAt),
    })
    .execute()
  return { kind: 'begun', id, method, shown: begun.shown, expiresAt, sent: begun.sent }
}

const sealed = (needs: SealNeeds, id: string, account: string, value: unknown): Buffer =>
  seal(needs.ring, needs.random, place(id, account), JSON.stringify(value))

/** One answer. The try is taken first, in a statement of its own. */
export async function confirmEnrolment(
  needs: AnswerNeeds,
  asker: Pick<Asker, 'account' | 'session'>,
  id: string,
  answer: Answer,
): Promise<
  | { readonly kind: 'confirmed' }
  | Refused<'challenge-ended' | 'answer-wrong' | 'answer-replayed' | 'slow-down'>
> {
  const db = onPool(needs.pool)
  const taken = await db
    .updateTable('enrolment')
    .set((e) => ({ tries: e('tries', '+', 1) }))
    .where('id', '=', id)
    .where('session', '=', asker.session)
    .where('confirmed', '=', false)
    .where('tries', '<', TRIES_PER_CHALLENGE)
    .returning(['tries'])
    .executeTakeFirst()
  if (!taken) return refuse('challenge-ended')
  const claimed = await claimTries(needs, { kind: 'enrolment', subjects: [asker.account] })
  if (!claimed.allowed) return slowDown(claimed)
  return transaction(needs.pool, async (tx) => {
    const row = await lockRow(tx, asker, id)
    if (!row || row.confirmed || !isMethodName(row.method)) return refuse('challenge-ended')
    const pending = JSON.parse(unseal(needs.ring, place(id, asker.account), row.pending)) as unknown
    const context = atOf(needs, { id, account: asker.account, digest: digestOf(id) }, tx.now)
    const confirmed = await methodOf(row.method).confirm(pending, answer, context)
    if (!confirmed.ok) {
      const { code, clockOffSeconds } = confirmed
      const triesLeft = TRIES_PER_CHALLENGE - taken.tries
      return refuse(code, { triesLeft, ...(clockOffSeconds !== undefined && { clockOffSeconds }) })
    }
    const { secret, traits } = confirmed
    const { credential, ...rest } = traits
    const kept: Confirmed = {
      secret,
      traits: { ...rest, ...(credential && { credential: credential.toString('base64url') }) },
    }
    tx.atEnd(releaseTries(needs, claimed.claim))
    await tx.db
      .updateTable('enrolment')
      .set({ confirmed: true, pending: sealed(needs, id, asker.account, kept) })
      .where('id', '=', id)
      .execute()
    return { kind: 'confirmed' }
  })
}

const lockRow = (tx: Tx, asker: Pick<Asker, 'account' | 'session'>, id: string) =>
  tx.db
    .selectFrom('enrolment')
    .selectAll()
    .where('id', '=', id)
    .where('session', '=', asker.session)
    .where('account', '=', asker.account)
    .where('expires_at', '>', at(tx.now))
    .forUpdate()
    .executeTakeFirst()

export type Ready = { readonly method: MethodName; readonly secret: unknown; readonly traits: Traits }

/** A confirmed enrolment of this very session, locked until the transaction ends. */
export async function lockEnrolment(
  tx: Tx,
  needs: SealNeeds,
  asker: Pick<Asker, 'account' | 'session'>,
  id: string,
): Promise<Ready | undefined> {
  const row = await lockRow(tx, asker, id)
  if (!row?.confirmed || !isMethodName(row.method)) return undefined
  const kept = JSON.parse(unseal(needs.ring, place(id, asker.account), row.pending)) as Confirmed
  const { credential, ...rest } = kept.traits
  const traits = {
    ...rest,
    ...(credential !== undefined && { credential: Buffer.from(credential, 'base64url') }),
  }
  return { method: row.method, secret: kept.secret, traits }
}

/** It has become a method; its row goes. */
export const endEnrolment = async (tx: Tx, id: string): Promise<void> => {
  await tx.db.deleteFrom('enrolment').where('id', '=', id).execute()
}

/** What was begun on an older mailbox or number is over. */
export const dropEnrolments = (account: string): Write =>
  make.deleteFrom('enrolment').where('account', '=', account).compile()

export const sweepEnrolments = (tx: Tx): Promise<number> => sweep(tx, 'enrolment', 'id')

/** Seals anew what an older key sealed. @returns how many rows. */
export async function rotateEnrolments(tx: Tx, needs: SealNeeds): Promise<number> {
  const rows = await tx.db.selectFrom('enrolment').select(['id', 'account', 'pending']).forUpdate().execute()
  for (const { id, account, pending } of rows) {
    const value: unknown = JSON.parse(unseal(needs.ring, place(id, account), pending))
    await tx.db
      .updateTable('enrolment')
      .set({ pending: sealed(needs, id, account, value) })
      .where('id', '=', id)
      .execute()
  }
  return rows.length
}
