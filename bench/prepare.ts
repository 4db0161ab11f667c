// Fills the database of the benchmark by the product's own stores: accounts with an authenticator, and sessions.

import { randomBytes } from 'node:crypto'
import { Secret } from 'otpauth'
import { beginLog } from '../src/audit/store.ts'
import { onPool } from '../src/db/connect.ts'
import { type Tx, transaction } from '../src/db/tx.ts'
import { apply } from '../src/db/write.ts'
import { addFactor } from '../src/factors/enrolled.ts'
import { activate, addAccount, setPin } from '../src/identify/accounts.ts'
import type { ClientView } from '../src/identify/client.ts'
import { addDevice } from '../src/identify/devices.ts'
import { createSession } from '../src/identify/sessions.ts'
import { newId } from '../src/lib/ids.ts'
import type { Deps } from '../src/serve/deps.ts'
import { emailOf, PASSWORD, pointsOf, readKeyOf, tokenOf, totpKeyOf, usernameOf } from './people.ts'

const CLIENT: ClientView = {
  address: '100.64.0.1',
  network: '100.64.0.1',
  place: null,
  label: 'Firefox on Linux',
  form: 'computer',
}
const BATCH = 100
const IDLE_SECONDS = 900
const SENT_WITHIN_MS = 60_000

export type Range = { readonly from: number; readonly to: number }

async function inBatches(deps: Deps, { from, to }: Range, work: (tx: Tx, index: number) => Promise<void>) {
  for (let first = from; first < to; first += BATCH) {
    await transaction(deps.pool, async (tx) => {
      for (let index = first; index < Math.min(first + BATCH, to); index += 1) await work(tx, index)
    })
  }
}

/** Accounts that know one device each: the key whose public point is given, or none. */
export async function prepareAccounts(
  deps: Deps,
  given: Range & { readonly devicePoint?: string },
): Promise<void> {
  const made = await deps.hasher.hash(PASSWORD)
  if (made === 'busy') throw new Error('the hasher is busy')
  await inBatches(deps, given, async (tx, index) => {
    const id = newId(randomBytes)
    const names = { username: usernameOf(index), email: emailOf(index) }
    await addAccount(tx, { id, ...names, passwordHash: made.stored })
    await beginLog(tx, id)
    const bytes = totpKeyOf(index)
    const key = Secret.fromHex(bytes.toString('hex')).base32
    const secret = { key, lastStep: 0 }
    const factor = { id: newId(randomBytes), account: id, method: 'totp', secret, ripeAt: tx.now } as const
    // Two writes to one row are two statements.
    await apply(tx.db, [activate(id)])
    await apply(tx.db, [
      setPin(id, made.stored),
      addFactor(deps, { ...factor, purposes: ['sign-in'], traits: {} }, tx.now),
    ])
    if (given.devicePoint !== undefined)
      await addDevice(tx, deps.random, id, Buffer.from(given.devicePoint, 'base64url'), CLIENT, tx.now)
  })
}

const readKeys: string[] = []
/** The keys of these clients' reads, base64url. */
export const readKeysOf = ({ from, to }: Range): Promise<readonly string[]> =>
  Promise.resolve(readKeys.slice(from, to))

/** A session for each of these accounts, with the token that the load knows. */
export async function prepareSessions(deps: Deps, range: Range): Promise<void> {
  await inBatches(deps, range, async (tx, index) => {
    const { id } = await tx.db
      .selectFrom('account')
      .select('id')
      .where('username', '=', usernameOf(index))
      .executeTakeFirstOrThrow()
    // The first 256 bits that are drawn are the token; the private key of the agreement comes after it.
    const drawn = [tokenOf(index)]
    const random = (count: number): Buffer => (count === 32 && drawn.pop()) || randomBytes(count)
    const made = { account: id, credentialVersion: 1, idleSeconds: IDLE_SECONDS, device: null }
    const browser = pointsOf(index)
    const session = createSession({ ...deps, random }, { ...made, client: CLIENT, browser }, tx.now)
    readKeys[index] = readKeyOf(index, session.id, session.serverPoint).toString('base64url')
    await apply(tx.db, [session.write])
  })
}

/** Waits until every mail has gone, so that the work of one measurement does not fall into the next. */
export async function waitUntilSent(deps: Deps): Promise<void> {
  const until = performance.now() + SENT_WITHIN_MS
  for (;;) {
    const left = await onPool(deps.pool)
      .selectFrom('outbox')
      .select('id')
      .where('state', '=', 'waiting')
      .limit(1)
      .execute()
    if (left.length === 0) return
    if (performance.now() > until) throw new Error('mail does not go out')
    await new Promise((next) => setTimeout(next, 20))
  }
}
