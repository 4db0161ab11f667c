// The rows of sign-ups, and the birth of an account.

import { beginLog } from '../../audit/store.ts'
import type { Database } from '../../db/connect.ts'
import { sweep } from '../../db/sweep.ts'
import { clockNow, type Tx } from '../../db/tx.ts'
import { isFree, standingOf } from '../../factors/addresses.ts'
import { addAccount, lockAddress } from '../../identify/accounts.ts'
import { type Random, sha256 } from '../../lib/bytes.ts'
import { newId } from '../../lib/ids.ts'
import { type KeyRing, lookupMac } from '../../lib/keys.ts'
import { seal, unseal } from '../../lib/seal.ts'
import type { Ms } from '../../lib/time.ts'
import { CODE_LIFE, FINISH_LIFE, TRIES } from './sign-up.ts'

export type Needs = { readonly ring: KeyRing; readonly random: Random }
const place = (row: string) => ({ table: 'sign_up', column: 'email_sealed', row, account: '' })

export type NewSignUp = {
  readonly id: string
  readonly email: string
  readonly browserToken: string
  readonly codeMac: Buffer | null
}

export async function addSignUp(tx: Tx, needs: Needs, made: NewSignUp): Promise<Ms> {
  const expiresAt = tx.now + CODE_LIFE
  await tx.db
    .insertInto('sign_up')
    .values({
      id: made.id,
      email_mac: lookupMac(needs.ring, made.email),
      email_sealed: seal(needs.ring, needs.random, place(made.id), made.email),
      browser_digest: sha256(made.browserToken),
      code_mac: made.codeMac,
      expires_at: new Date(expiresAt),
    })
    .execute()
  return expiresAt
}

export type SignUpRow = {
  readonly id: string
  readonly email: string
  readonly emailMac: Buffer
  readonly codeMac: Buffer | null
  readonly confirmedAt: Ms | null
  readonly expiresAt: Ms
  readonly tries: number
}

/** A sign-up of this very browser: its id alone opens nothing. */
export async function findSignUp(
  db: Database,
  needs: Needs,
  id: string,
  browserToken: string | undefined,
  lock: 'lock' | 'look',
): Promise<SignUpRow | undefined> {
  if (browserToken === undefined) return undefined
  const query = db
    .selectFrom('sign_up')
    .selectAll()
    .where('id', '=', id)
    .where('browser_digest', '=', sha256(browserToken))
  const row = await (lock === 'lock' ? query.forUpdate() : query).executeTakeFirst()
  return (
    row && {
      id: row.id,
      email: unseal(needs.ring, place(row.id), row.email_sealed),
      emailMac: row.email_mac,
      codeMac: row.code_mac,
      confirmedAt: row.confirmed_at,
      expiresAt: row.expires_at,
      tries: row.tries,
    }
  )
}

/** Takes one of the tries at a code, at once and for good. */
export async function takeCodeTry(db: Database, id: string): Promise<boolean> {
  const result = await db
    .updateTable('sign_up')
    .set((e) => ({ tries: e('tries', '+', 1) }))
    .where('id', '=', id)
    .where('tries', '<', TRIES)
    .where('expires_at', '>', clockNow)
    .where('confirmed_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export async function giveCodeTryBack(db: Database, id: string): Promise<void> {
  await db
    .updateTable('sign_up')
    .set((e) => ({ tries: e('tries', '-', 1) }))
    .where('id', '=', id)
    .execute()
}

/** The mailbox is proved: every other attempt for the address goes, whoever began it (RULES part 2). */
export async function confirmSignUp(tx: Tx, row: SignUpRow): Promise<Ms> {
  await tx.db.deleteFrom('sign_up').where('email_mac', '=', row.emailMac).where('id', '!=', row.id).execute()
  const expiresAt = tx.now + FINISH_LIFE
  await tx.db
    .updateTable('sign_up')
    .set({ confirmed_at: new Date(tx.now), code_mac: null, expires_at: new Date(expiresAt) })
    .where('id', '=', row.id)
    .execute()
  return expiresAt
}

export const usernameIsFree = async (db: Database, username: string): Promise<boolean> =>
  (await db.selectFrom('account').select('id').where('username', '=', username).executeTakeFirst()) ===
  undefined

/** Makes the account and ends the sign-up. @returns undefined if the name or the address went to someone else meanwhile. */
export async function openAccount(
  tx: Tx,
  random: Random,
  row: SignUpRow,
  username: string,
  passwordHash: string,
): Promise<string | undefined> {
  const id = newId(random)
  await lockAddress(tx, row.email)
  if (!isFree(await standingOf(tx.db, row.email))) return undefined
  if (!(await addAccount(tx, { id, username, email: row.email, passwordHash }))) return undefined
  await tx.db.deleteFrom('sign_up').where('email_mac', '=', row.emailMac).execute()
  await beginLog(tx, id)
  return id
}

export const sweepSignUps = (tx: Tx): Promise<number> => sweep(tx, 'sign_up', 'id')

/** Seals anew what an older key sealed. @returns how many rows. */
export async function rotateSignUps(tx: Tx, needs: Needs): Promise<number> {
  const rows = await tx.db.selectFrom('sign_up').select(['id', 'email_sealed']).forUpdate().execute()
  for (const row of rows) {
    const sealed = seal(
      needs.ring,
      needs.random,
      place(row.id),
      unseal(needs.ring, place(row.id), row.email_sealed),
    )
    await tx.db.updateTable('sign_up').set({ email_sealed: sealed }).where('id', '=', row.id).execute()
  }
  return rows.length
}
