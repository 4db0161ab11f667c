// The rows of factors: what is enrolled. Secrets are sealed to their row and account.

import type { Tx } from '../db/tx.ts'
import { make, prepared, type Write } from '../db/write.ts'
import { seal, unseal } from '../lib/seal.ts'
import type { Ms } from '../lib/time.ts'
import type { Purpose } from './method.ts'
import { METHODS, type MethodName } from './methods.ts'
import type { SealNeeds } from './store.ts'

/** A factor of an account, open for use. `secret` has been unsealed. */
export type Factor = {
  readonly id: string
  readonly method: MethodName
  readonly name: string
  readonly ripeAt: Ms
  readonly secret: unknown
}

export const secretPlace = (row: string, account: string) => ({
  table: 'factor',
  column: 'secret',
  row,
  account,
})
/** Locks the factor, so that of two right answers with one code the second finds it used. */
export async function lockFactor(
  tx: Tx,
  needs: SealNeeds,
  account: string,
  purpose: Purpose,
  { method, factor }: { readonly method: MethodName; readonly factor?: string | undefined },
): Promise<Factor | undefined> {
  const { rows } = await tx.db.executeQuery(locked({ account, method }))
  const row = rows.find(
    (one) => one.purposes.includes(purpose) && (factor === undefined || one.id === factor),
  )
  if (!row) return undefined
  return {
    id: row.id,
    method,
    name: row.name,
    ripeAt: row.ripe_at,
    secret: JSON.parse(unseal(needs.ring, secretPlace(row.id, account), row.secret)) as unknown,
  }
}

const locked = prepared(({ account, method }: { account: string; method: string }) =>
  make
    .selectFrom('factor')
    .selectAll()
    .where('account', '=', account)
    .where('removed_at', 'is', null)
    .where('method', '=', method)
    .orderBy('added_at')
    .forUpdate(),
)

export function keepSecret(
  needs: SealNeeds,
  account: string,
  factor: string,
  secret: unknown,
  now: Ms,
): Write {
  const sealed = seal(needs.ring, needs.random, secretPlace(factor, account), JSON.stringify(secret))
  return keep({ id: factor, sealed, now: new Date(now) })
}
const keep = prepared(({ id, sealed, now }: { id: string; sealed: Buffer; now: Date }) =>
  make.updateTable('factor').set({ secret: sealed, last_used_at: now }).where('id', '=', id),
)

export type NewFactor = {
  readonly id: string
  readonly account: string
  readonly method: MethodName
  readonly purposes: readonly Purpose[]
  readonly secret: unknown
  readonly ripeAt: Ms
}
export function addFactor(needs: SealNeeds, made: NewFactor, now: Ms): Write {
  const { id } = made
  const secret = seal(needs.ring, needs.random, secretPlace(id, made.account), JSON.stringify(made.secret))
  return make
    .insertInto('factor')
    .values({
      id,
      account: made.account,
      method: made.method,
      name: METHODS[made.method].name,
      purposes: [...made.purposes],
      secret,
      added_at: new Date(now),
      ripe_at: new Date(made.ripeAt),
      last_used_at: new Date(now),
    })
    .compile()
}
