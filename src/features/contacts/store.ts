// The rows of claims (a new address or number, begun in a session), and of numbers and retired contacts.

import type { Database } from '../../db/connect.ts'
import { sweep } from '../../db/sweep.ts'
import { at, clockNow, type Tx } from '../../db/tx.ts'
import { make, type Write } from '../../db/write.ts'
import type { ContactKind } from '../../factors/changes.ts'
import type { Random } from '../../lib/bytes.ts'
import { newId } from '../../lib/ids.ts'
import type { Ms } from '../../lib/time.ts'
import { CLAIM_LIFE, CODE_LIFE, TOLD_FOR, TRIES } from './contact.ts'

export type Kind = 'email' | 'phone'
export const kindOf = (kind: ContactKind): Kind => (kind === 'email' ? 'email' : 'phone')

export type Owner = { readonly id: string; readonly email: string; readonly state: string }
export const accountOf = (db: Database, id: string): Promise<Owner | undefined> =>
  db.selectFrom('account').select(['id', 'email', 'state']).where('id', '=', id).executeTakeFirst()

export const phoneOf = async (db: Database, account: string): Promise<string | undefined> =>
  (
    await db
      .selectFrom('contact')
      .select('address')
      .where('account', '=', account)
      .where('kind', '=', 'phone')
      .where('retired_at', 'is', null)
      .executeTakeFirst()
  )?.address

/** From now on the account has this number. */
export const addPhone = (random: Random, account: string, address: string, now: Ms): Write =>
  make
    .insertInto('contact')
    .values({ id: newId(random), account, kind: 'phone', address, since: new Date(now) })
    .compile()

/** The number of an account hears of what matters for a while, and is its number no more. */
export const retirePhone = (account: string, now: Ms): Write =>
  make
    .updateTable('contact')
    .set({ retired_at: new Date(now), told_until: new Date(now + TOLD_FOR.phone) })
    .where('account', '=', account)
    .where('kind', '=', 'phone')
    .where('retired_at', 'is', null)
    .compile()

export const retireEmail = (random: Random, account: string, address: string, now: Ms): Write => {
  const [since, told_until] = [new Date(now), new Date(now + TOLD_FOR.email)]
  const row = { id: newId(random), account, kind: 'email', address, since, retired_at: since, told_until }
  return make.insertInto('contact').values(row).compile()
}

export type NewClaim = {
  readonly id: string
  readonly account: string
  readonly session: string
  readonly kind: Kind
  readonly addressMac: Buffer
  /** None for an address that is taken. */
  readonly codeMac: Buffer | null
}
/** One at a time in a session: what was begun before goes. @returns when its code ends. */
export async function addClaim(tx: Tx, made: NewClaim): Promise<Ms> {
  await tx.db.deleteFrom('contact_claim').where('session', '=', made.session).execute()
  const ends = tx.now + CODE_LIFE
  await tx.db
    .insertInto('contact_claim')
    .values({
      id: made.id,
      account: made.account,
      session: made.session,
      kind: made.kind,
      address_mac: made.addressMac,
      code_mac: made.codeMac,
      codes_end_at: new Date(ends),
      expires_at: new Date(tx.now + CLAIM_LIFE),
    })
    .execute()
  return ends
}

export type Mine = { readonly account: string; readonly session: string }
/** A claim of this very session, locked until the transaction ends. */
export const lockClaim = (tx: Tx, { account, session }: Mine, id: string) =>
  tx.db
    .selectFrom('contact_claim')
    .selectAll()
    .where('id', '=', id)
    .where('session', '=', session)
    .where('account', '=', account)
    .where('expires_at', '>', at(tx.now))
    .forUpdate()
    .executeTakeFirst()

/** Takes one of the tries at a code, at once and for good. @returns the MAC of the address it is about. */
export const takeTry = (db: Database, { account, session }: Mine, id: string) =>
  db
    .updateTable('contact_claim')
    .set((e) => ({ tries: e('tries', '+', 1) }))
    .where('id', '=', id)
    .where('session', '=', session)
    .where('account', '=', account)
    .where('tries', '<', TRIES)
    .where('codes_end_at', '>', clockNow)
    .returning('address_mac')
    .executeTakeFirst()

/** Nothing was compared, or it was right. */
export const giveTryBack = (id: string): Write =>
  make
    .updateTable('contact_claim')
    .set((e) => ({ tries: e('tries', '-', 1) }))
    .where('id', '=', id)
    .compile()

/** The code was right: its MAC goes, so that it is right once. */
export const confirmClaim = (id: string, which: 'new' | 'old'): Write =>
  make
    .updateTable('contact_claim')
    .set((e) => ({
      ...(which === 'new'
        ? { is_confirmed: true, code_mac: null }
        : { is_old_confirmed: true, old_code_mac: null }),
      tries: e('tries', '-', 1),
    }))
    .where('id', '=', id)
    .compile()

export const keepOldCode = (id: string, mac: Buffer, now: Ms): Write =>
  make
    .updateTable('contact_claim')
    .set({ old_code_mac: mac, is_old_confirmed: false, codes_end_at: new Date(now + CODE_LIFE) })
    .where('id', '=', id)
    .compile()

export const endClaim = (id: string): Write => make.deleteFrom('contact_claim').where('id', '=', id).compile()
/** What was begun on the older contacts is over. */
export const dropClaims = (account: string): Write =>
  make.deleteFrom('contact_claim').where('account', '=', account).compile()

export const sweepClaims = (tx: Tx): Promise<number> => sweep(tx, 'contact_claim', 'id')
