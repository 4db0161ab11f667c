// Seals factors and open challenges anew after a rotation, in small transactions, so that a large table is not
// locked and a crash in the middle is mended by running it again.

import type { Pool } from '../db/connect.ts'
import { transaction } from '../db/tx.ts'
import { seal, sealedWith, unseal } from '../lib/seal.ts'
import { secretPlace } from './enrolled.ts'
import { rotateEnrolments } from './enrolments.ts'
import { offerPlace, type SealNeeds } from './store.ts'

const BATCH = 200

/** @returns how many values were sealed anew. */
export async function rotateFactors(
  pool: Pool,
  needs: SealNeeds,
  progress: (done: number) => void,
): Promise<number> {
  let done = 0
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const last = await transaction(pool, async (tx) => {
      const rows = await tx.db
        .selectFrom('factor')
        .select(['id', 'account', 'secret'])
        .where('id', '>', after)
        .orderBy('id')
        .limit(BATCH)
        .forUpdate()
        .execute()
      for (const row of rows.filter((one) => sealedWith(one.secret) !== needs.ring.current.id)) {
        const place = secretPlace(row.id, row.account)
        const secret = seal(needs.ring, needs.random, place, unseal(needs.ring, place, row.secret))
        await tx.db.updateTable('factor').set({ secret }).where('id', '=', row.id).execute()
        done++
      }
      return rows.at(-1)?.id
    })
    if (last === undefined) break
    after = last
    progress(done)
  }
  const enrolments = await transaction(pool, (tx) => rotateEnrolments(tx, needs))
  return done + enrolments + (await rotateOffers(pool, needs))
}

function rotateOffers(pool: Pool, needs: SealNeeds): Promise<number> {
  return transaction(pool, async (tx) => {
    const rows = await tx.db
      .selectFrom('challenge')
      .select(['id', 'account', 'offer'])
      .where('offer', 'is not', null)
      .forUpdate()
      .execute()
    for (const row of rows) {
      if (!row.offer) continue
      const place = offerPlace(row.id, row.account)
      await tx.db
        .updateTable('challenge')
        .set({ offer: seal(needs.ring, needs.random, place, unseal(needs.ring, place, row.offer)) })
        .where('id', '=', row.id)
        .execute()
    }
    return rows.length
  })
}
