// The key that signs statements: made at the first need, one at a time, sealed. A retired one loses its private half
// and stays published, so that what it signed can be checked for good.

import type { Database } from '../../db/connect.ts'
import type { Tx } from '../../db/tx.ts'
import type { SealNeeds } from '../../factors/store.ts'
import { present } from '../../lib/assert.ts'
import { type PublicJwk, publicJwk, type SigningKey, signingKey } from '../../lib/jws.ts'
import { seal, unseal } from '../../lib/seal.ts'

const SEED_BYTES = 32
const place = (kid: string) => ({ table: 'signing_key', column: 'sealed', row: kid, account: '' })

export async function currentKey(tx: Tx, needs: SealNeeds): Promise<SigningKey> {
  return (await findCurrent(tx.db, needs)) ?? makeKey(tx, needs)
}

async function findCurrent(db: Database, needs: SealNeeds): Promise<SigningKey | undefined> {
  const row = await db
    .selectFrom('signing_key')
    .selectAll()
    .where('retired_at', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  const sealed = present(row.sealed, 'a signing key that is not retired has its private half')
  return { d: unseal(needs.ring, place(row.kid), sealed), jwk: publicJwk(row.x) }
}

/** Of two made at once the first to commit is kept: the index allows one that is not retired. */
async function makeKey(tx: Tx, needs: SealNeeds): Promise<SigningKey> {
  const { d, jwk } = signingKey(needs.random(SEED_BYTES))
  const sealed = seal(needs.ring, needs.random, place(jwk.kid), d)
  await tx.db
    .insertInto('signing_key')
    .values({ kid: jwk.kid, x: jwk.x, sealed, created_at: new Date(tx.now) })
    .onConflict((c) => c.doNothing())
    .execute()
  return present(await findCurrent(tx.db, needs), 'a signing key was made and is not there')
}

/** Every key that ever signed, the newest first. */
export async function publishedKeys(db: Database): Promise<PublicJwk[]> {
  const rows = await db.selectFrom('signing_key').select('x').orderBy('created_at', 'desc').execute()
  return rows.map(({ x }) => publicJwk(x))
}

/** The next statement is signed with a new key. @returns how many were retired: one or none. */
export async function retireSigningKey(tx: Tx): Promise<number> {
  const { numUpdatedRows } = await tx.db
    .updateTable('signing_key')
    .set({ retired_at: new Date(tx.now), sealed: null })
    .where('retired_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}
