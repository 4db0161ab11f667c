// The rows of approvals. Whoever decides one holds its lock: of approve, refuse and the clock exactly one writes.

import { sql } from 'kysely'
import type { Database } from '../../db/connect.ts'
import { at, type Tx } from '../../db/tx.ts'
import type { Purpose } from '../../factors/method.ts'
import { isMethodName, METHODS } from '../../factors/methods.ts'
import type { Line } from '../../factors/store.ts'
import type { Ms } from '../../lib/time.ts'
import type { AccountState } from '../../policy/actions.ts'
import type { Outcome, ProvedWith } from './approval.ts'

export type Approval = {
  readonly id: string
  readonly accountId: string
  /** The username. */
  readonly account: string
  readonly email: string
  readonly accountState: AccountState
  readonly credential: string
  readonly reference: string | null
  readonly purpose: Purpose
  /** The platform says that it changes a setting of the account. */
  readonly setting: boolean
  readonly fields: readonly Line[]
  readonly digest: Buffer
  readonly askedAt: Ms
  readonly expiresAt: Ms
  readonly outcome: Outcome | null
  readonly decidedAt: Ms | null
  readonly statement: string | null
}

const LISTED_AT_MOST = 50

const select = (db: Database) =>
  db
    .selectFrom('approval as p')
    .innerJoin('account as a', 'a.id', 'p.account')
    .selectAll('p')
    .select(['a.username', 'a.email', 'a.state'])
type Row = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>

const approvalOf = (row: Row): Approval => ({
  id: row.id,
  accountId: row.account,
  account: row.username,
  email: row.email,
  accountState: row.state as AccountState,
  credential: row.credential,
  reference: row.reference,
  purpose: row.purpose as Purpose,
  setting: row.is_setting,
  fields: row.fields as readonly Line[],
  digest: row.digest,
  askedAt: row.asked_at,
  expiresAt: row.expires_at,
  outcome: row.outcome as Outcome | null,
  decidedAt: row.decided_at,
  statement: row.statement,
})

/** What is open first, then the newest. */
export async function listApprovals(db: Database, account: string, now: Ms): Promise<readonly Approval[]> {
  const rows = await select(db)
    .where('p.account', '=', account)
    .orderBy(sql`p.outcome is null and p.expires_at > ${at(now)}`, 'desc')
    .orderBy('p.asked_at', 'desc')
    .limit(LISTED_AT_MOST)
    .execute()
  return rows.map(approvalOf)
}

/** Whose approval: what is another's is not there. */
export type Of = { readonly account: string } | { readonly credential: string } | 'anyone'

export async function findApproval(
  db: Database,
  id: string,
  of: Of,
  how: 'look' | 'lock',
): Promise<Approval | undefined> {
  let found = select(db).where('p.id', '=', id)
  if (of !== 'anyone')
    found =
      'account' in of
        ? found.where('p.account', '=', of.account)
        : found.where('p.credential', '=', of.credential)
  const row = await (how === 'lock' ? found.forUpdate('p') : found).executeTakeFirst()
  return row && approvalOf(row)
}

export async function findByReference(
  db: Database,
  credential: string,
  reference: string,
): Promise<Approval | undefined> {
  const row = await select(db)
    .where('p.credential', '=', credential)
    .where('p.reference', '=', reference)
    .executeTakeFirst()
  return row && approvalOf(row)
}

export type Owner = {
  readonly id: string
  readonly username: string
  readonly email: string
  readonly state: AccountState
}
export async function findOwner(db: Database, username: string): Promise<Owner | undefined> {
  const row = await db
    .selectFrom('account')
    .select(['id', 'username', 'email', 'state'])
    .where('username', '=', username)
    .executeTakeFirst()
  return row && { ...row, state: row.state as AccountState }
}

/** Until when the account's withdrawals are held: the latest end of the holds that run (RULES part 4). */
export async function heldUntil(db: Database, account: string, now: Ms): Promise<Ms | undefined> {
  const row = await db
    .selectFrom('hold')
    .select('ends_at')
    .where('account', '=', account)
    .where('ends_at', '>', at(now))
    .orderBy('ends_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.ends_at
}

export async function countOpen(db: Database, account: string, now: Ms): Promise<number> {
  const { count } = await db
    .selectFrom('approval')
    .select((e) => e.fn.countAll<string>().as('count'))
    .where('account', '=', account)
    .where('outcome', 'is', null)
    .where('expires_at', '>', at(now))
    .executeTakeFirstOrThrow()
  return Number(count)
}

export type NewApproval = Pick<
  Approval,
  'id' | 'accountId' | 'credential' | 'reference' | 'purpose' | 'setting' | 'fields' | 'digest' | 'expiresAt'
>
/** @returns false if the reference has been used meanwhile: of two at once, one finds it so. */
export async function addApproval(tx: Tx, made: NewApproval): Promise<boolean> {
  const row = await tx.db
    .insertInto('approval')
    .values({
      id: made.id,
      account: made.accountId,
      credential: made.credential,
      reference: made.reference,
      purpose: made.purpose,
      is_setting: made.setting,
      fields: JSON.stringify(made.fields),
      digest: made.digest,
      asked_at: new Date(tx.now),
      expires_at: new Date(made.expiresAt),
    })
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export type Decision = {
  readonly outcome: Outcome
  readonly decidedAt: Ms
  readonly statement: string
  readonly webhook: 'none' | 'waiting'
}
/** Writes the outcome of an approval that has none. @returns whether it had none. */
export async function keepDecision(tx: Tx, id: string, made: Decision): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('approval')
    .set({
      outcome: made.outcome,
      decided_at: new Date(made.decidedAt),
      statement: made.statement,
      webhook: made.webhook,
    })
    .where('id', '=', id)
    .where('outcome', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

export async function keepWebhook(db: Database, id: string, outcome: 'taken' | 'gone'): Promise<void> {
  await db.updateTable('approval').set({ webhook: outcome }).where('id', '=', id).execute()
}

export async function dueApprovals(db: Database, now: Ms, most: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('approval')
    .select('id')
    .where('outcome', 'is', null)
    .where('expires_at', '<=', at(now))
    .orderBy('expires_at')
    .limit(most)
    .execute()
  return rows.map(({ id }) => id)
}

/** What kind of method proved it, for the platform to know how strongly. */
export async function provedWith(db: Database, factor: string): Promise<ProvedWith | undefined> {
  const row = await db.selectFrom('factor').select('method').where('id', '=', factor).executeTakeFirst()
  return row && isMethodName(row.method)
    ? { method: row.method, grade: METHODS[row.method].properties.grade }
    : undefined
}
