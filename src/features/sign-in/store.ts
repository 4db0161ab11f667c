import type { Database } from '../../db/connect.ts'
import { at, type Tx } from '../../db/tx.ts'
import { make, prepared } from '../../db/write.ts'
import { DEVICE_LIFE_DAYS } from '../../identify/device.ts'
import { DAY, type Ms } from '../../lib/time.ts'

export type Found = {
  readonly id: string
  readonly email: string
  readonly state: string
  readonly passwordHash: string
  readonly credentialVersion: number
  readonly device: string | null
  readonly pin: 'none' | 'set'
}

/** The account with this username or email, and its device with this key: one query, whether either is there or not. */
export async function findAccount(
  db: Database,
  identifier: string,
  deviceKey: Buffer | undefined,
  now: Ms,
): Promise<Found | undefined> {
  const key = deviceKey ?? Buffer.alloc(0)
  const since = new Date(now - DEVICE_LIFE_DAYS * DAY)
  const row = (await db.executeQuery(find({ identifier, key, since, now: new Date(now) }))).rows[0]
  return (
    row && {
      id: row.id,
      email: row.email,
      state: row.state,
      passwordHash: row.password_hash,
      credentialVersion: row.credential_version,
      device: row.device,
      pin: row.has_pin ? 'set' : 'none',
    }
  )
}

type Find = { readonly identifier: string; readonly key: Buffer; readonly since: Date; readonly now: Date }
const find = prepared(({ identifier, key, since, now }: Find) =>
  make
    .selectFrom('account as a')
    .select((e) => [
      'a.id',
      'a.email',
      'a.state',
      'a.password_hash',
      'a.credential_version',
      e('a.pin_hash', 'is not', null).as('has_pin'),
      // Not a join: without statistics its plan reads the devices of everyone.
      e
        .selectFrom('device as d')
        .select('d.id')
        .whereRef('d.account', '=', 'a.id')
        .where('d.public_key', '=', key)
        .where('d.forgotten_at', 'is', null)
        .where('d.last_seen_at', '>', at(since))
        .where('d.trusted_from', '<=', at(now))
        .as('device'),
    ])
    .where((e) => e.or([e('a.username', '=', identifier), e('a.email', '=', identifier)])),
)

export async function emailOf(tx: Tx, account: string): Promise<string | undefined> {
  return (await tx.db.selectFrom('account').select('email').where('id', '=', account).executeTakeFirst())
    ?.email
}

export type FoundKey = {
  readonly factor: string
  readonly account: string
  readonly state: string
  readonly credentialVersion: number
  readonly ripeAt: Ms
  readonly synced: boolean
  readonly device: string | null
  readonly pin: 'none' | 'set'
}

/** The account of a passkey that is on for sign-in, by the digest of its credential id; and its device with this key. */
export async function findByCredential(
  db: Database,
  credential: Buffer,
  deviceKey: Buffer | undefined,
  now: Ms,
): Promise<FoundKey | undefined> {
  const row = await db
    .selectFrom('factor as f')
    .innerJoin('account as a', 'a.id', 'f.account')
    .select((e) => [
      'f.id',
      'f.account',
      'f.ripe_at',
      'f.synced',
      'f.purposes',
      'a.state',
      'a.credential_version',
      e('a.pin_hash', 'is not', null).as('has_pin'),
      e
        .selectFrom('device as d')
        .select('d.id')
        .whereRef('d.account', '=', 'a.id')
        .where('d.public_key', '=', deviceKey ?? Buffer.alloc(0))
        .where('d.forgotten_at', 'is', null)
        .where('d.last_seen_at', '>', at(new Date(now - DEVICE_LIFE_DAYS * DAY)))
        .where('d.trusted_from', '<=', at(now))
        .as('device'),
    ])
    .where('f.credential', '=', credential)
    .where('f.removed_at', 'is', null)
    .where('f.suspended_at', 'is', null)
    .executeTakeFirst()
  if (!row?.purposes.includes('sign-in')) return undefined
  return {
    factor: row.id,
    account: row.account,
    state: row.state,
    credentialVersion: row.credential_version,
    ripeAt: row.ripe_at,
    synced: row.synced !== false,
    device: row.device,
    pin: row.has_pin ? 'set' : 'none',
  }
}
