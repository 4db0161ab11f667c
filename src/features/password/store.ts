import type { Tx } from '../../db/tx.ts'

export async function passwordHashOf(tx: Tx, account: string): Promise<string> {
  return (await tx.db.selectFrom('account').select('password_hash').where('id', '=', account).executeTakeFirstOrThrow()).password_hash
}

/** Keeps the new hash and raises the credential version: sessions, challenges and proofs of before are over. */
export async function changePassword(tx: Tx, account: string, hash: string): Promise<number> {
  const row = await tx.db.updateTable('account')
    .set((e) => ({ password_hash: hash, password_changed_at: new Date(tx.now), credential_version: e('credential_version', '+', 1) }))
    .where('id', '=', account).returning('credential_version').executeTakeFirstOrThrow()
  await tx.db.deleteFrom('challenge').where('account', '=', account).execute()
  await tx.db.deleteFrom('proof').where('account', '=', account).execute()
  return row.credential_version
}
