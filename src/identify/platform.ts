// The platform's own server as a caller: known by a credential that the command line makes, shows once and ends. It is
// no session: nothing of a client's is open to it, and nothing of its own to a session.

import { type Database, onPool, type Pool } from '../db/connect.ts'
import { clockNow, type Tx } from '../db/tx.ts'
import { type Random, sha256 } from '../lib/bytes.ts'
import { newId, newToken } from '../lib/ids.ts'
import { MINUTE, type Ms } from '../lib/time.ts'

/** One use each (RULES part 7): a credential for one thing opens no other. */
export const CREDENTIAL_USES = ['approvals'] as const
export type CredentialUse = (typeof CREDENTIAL_USES)[number]

export type PlatformCaller = { readonly credential: string; readonly name: string }

/** A word of its own in front, so that a token that strayed into a repository or a log is found by scanners. */
const PREFIX = 'hfp_'
const BEARER = /^Bearer (hfp_[A-Za-z0-9_-]{43})$/
/** When it was last used is for the operator to read: it is written at most this often. */
const USED_EVERY = MINUTE

/** The token of an Authorization header (RFC 6750 §2.1), or undefined. */
export const bearerToken = (header: string | undefined): string | undefined => BEARER.exec(header ?? '')?.[1]

/** The caller of a token that has not been ended. Looked up by digest: a token cannot be found letter by letter. */
export async function findPlatform(
  pool: Pool,
  token: string,
  use: CredentialUse,
): Promise<PlatformCaller | undefined> {
  const db = onPool(pool)
  const row = await db
    .selectFrom('platform_credential')
    .select(['id', 'name', 'last_used_at', clockNow.as('now')])
    .where('token_digest', '=', sha256(token))
    .where('serves', '=', use)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  if (row.now - (row.last_used_at ?? 0) >= USED_EVERY)
    await db
      .updateTable('platform_credential')
      .set({ last_used_at: new Date(row.now) })
      .where('id', '=', row.id)
      .execute()
  return { credential: row.id, name: row.name }
}

export type Credential = {
  readonly id: string
  readonly name: string
  readonly use: string
  readonly createdAt: Ms
  readonly endedAt: Ms | null
  readonly lastUsedAt: Ms | null
}

/** @returns its id, and the token, which is kept nowhere. */
export async function createCredential(
  tx: Tx,
  random: Random,
  name: string,
  use: CredentialUse,
): Promise<{ readonly id: string; readonly token: string }> {
  const id = newId(random)
  const token = `${PREFIX}${newToken(random)}`
  await tx.db
    .insertInto('platform_credential')
    .values({ id, name, serves: use, token_digest: sha256(token), created_at: new Date(tx.now) })
    .execute()
  return { id, token }
}

export async function listCredentials(db: Database): Promise<readonly Credential[]> {
  const rows = await db.selectFrom('platform_credential').selectAll().orderBy('created_at').execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    use: row.serves,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    lastUsedAt: row.last_used_at,
  }))
}

/** It opens nothing from now on. @returns false if there is none such that has not ended. */
export async function endCredential(tx: Tx, id: string): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('platform_credential')
    .set({ ended_at: new Date(tx.now) })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}
