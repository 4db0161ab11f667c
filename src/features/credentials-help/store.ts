// The rows of resets before their mailbox is proved. Whether there is an account is in no statement's shape.

import type { Database } from '../../db/connect.ts'
import { sweep } from '../../db/sweep.ts'
import { clockNow, type Tx } from '../../db/tx.ts'
import { make, type Write } from '../../db/write.ts'
import { sha256 } from '../../lib/bytes.ts'
import { type KeyRing, lookupMac } from '../../lib/keys.ts'
import type { Ms } from '../../lib/time.ts'
import type { AccountState } from '../../policy/actions.ts'
import { settingsWait } from '../../policy/lock.ts'
import { findLocks } from '../../policy/lock-store.ts'
import { CODE_LIFE, TRIES } from './password-reset.ts'

export type Owner = {
  readonly id: string
  readonly username: string
  readonly email: string
  readonly state: AccountState
  readonly credentialVersion: number
}

/** How long the settings lock of an account takes to open. */
export const lockWaitOf = async ({ db, now }: Pick<Tx, 'db' | 'now'>, account: string): Promise<Ms> =>
  settingsWait(await findLocks(db, account), now)

/** The account with this address, or with this id, unless it is closed: a closed one is as if it were not there. */
export async function findOwner(
  db: Database,
  by: { readonly email: string } | { readonly id: string },
): Promise<Owner | undefined> {
  const all = db
    .selectFrom('account')
    .select(['id', 'username', 'email', 'state', 'credential_version'])
    .where('state', '!=', 'closed')
  const row = await ('id' in by
    ? all.where('id', '=', by.id)
    : all.where('email', '=', by.email)
  ).executeTakeFirst()
  if (!row) return undefined
  const { id, username, email } = row
  return { id, username, email, state: row.state as AccountState, credentialVersion: row.credential_version }
}

export type NewReset = {
  readonly id: string
  readonly email: string
  readonly browserToken: string
  /** Both, or neither where the address has no account. */
  readonly owner: { readonly account: string; readonly codeMac: Buffer } | undefined
}

/** @returns when its code ends. */
export async function addReset(tx: Tx, ring: KeyRing, made: NewReset): Promise<Ms> {
  const expiresAt = tx.now + CODE_LIFE
  await tx.db
    .insertInto('password_reset')
    .values({
      id: made.id,
      email_mac: lookupMac(ring, made.email),
      browser_digest: sha256(made.browserToken),
      account: made.owner?.account ?? null,
      code_mac: made.owner?.codeMac ?? null,
      expires_at: new Date(expiresAt),
    })
    .execute()
  return expiresAt
}

export type ResetRow = {
  readonly emailMac: Buffer
  readonly account: string | null
  readonly codeMac: Buffer | null
  readonly expiresAt: Ms
  readonly tries: number
}

/** A reset of this very browser: its id alone opens nothing. */
export async function findReset(
  db: Database,
  id: string,
  browserToken: string | undefined,
  how: 'lock' | 'look',
): Promise<ResetRow | undefined> {
  if (browserToken === undefined) return undefined
  const query = db
    .selectFrom('password_reset')
    .select(['email_mac', 'account', 'code_mac', 'expires_at', 'tries'])
    .where('id', '=', id)
    .where('browser_digest', '=', sha256(browserToken))
  const row = await (how === 'lock' ? query.forUpdate() : query).executeTakeFirst()
  return (
    row && {
      emailMac: row.email_mac,
      account: row.account,
      codeMac: row.code_mac,
      expiresAt: row.expires_at,
      tries: row.tries,
    }
  )
}

/** Takes one of the tries at a code, at once and for good. */
export async function takeCodeTry(db: Database, id: string): Promise<boolean> {
  const result = await db
    .updateTable('password_reset')
    .set((e) => ({ tries: e('tries', '+', 1) }))
    .where('id', '=', id)
    .where('tries', '<', TRIES)
    .where('expires_at', '>', clockNow)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export async function giveCodeTryBack(db: Database, id: string): Promise<void> {
  await db
    .updateTable('password_reset')
    .set((e) => ({ tries: e('tries', '-', 1) }))
    .where('id', '=', id)
    .execute()
}

/** The mailbox is proved: every attempt for the address goes, whoever began it. */
export const dropResets = (emailMac: Buffer): Write =>
  make.deleteFrom('password_reset').where('email_mac', '=', emailMac).compile()

/** What was begun on an older password goes with it. */
export const dropResetsOf = (account: string): Write =>
  make.deleteFrom('password_reset').where('account', '=', account).compile()

/** What a browser had begun and gives up. */
export const dropReset = (browserToken: string): Write =>
  make.deleteFrom('password_reset').where('browser_digest', '=', sha256(browserToken)).compile()

export const sweepResets = (tx: Tx): Promise<number> => sweep(tx, 'password_reset', 'id')
