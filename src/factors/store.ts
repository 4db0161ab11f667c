// The rows of challenges and proofs. Offers are sealed to their row and account.

import type { Database } from '../db/connect.ts'
import { sweep } from '../db/sweep.ts'
import { at, type Tx } from '../db/tx.ts'
import { assert } from '../lib/assert.ts'
import { type Random, sha256 } from '../lib/bytes.ts'
import type { ChallengeView } from '../lib/challenge-view.ts'
import { newId, newToken } from '../lib/ids.ts'
import type { KeyRing } from '../lib/keys.ts'
import { seal, unseal } from '../lib/seal.ts'
import { iso, type Ms } from '../lib/time.ts'
import { TRIES_PER_CHALLENGE } from '../limits/table.ts'
import { CHALLENGE_LIFE, PROOF_LIFE, presentStep, type Step } from './challenge.ts'
import type { EmailOffer } from './email-code/email-code.ts'
import type { Purpose } from './method.ts'
import { METHODS, type MethodName } from './methods.ts'

export type SealNeeds = { readonly ring: KeyRing; readonly random: Random }
/** What one challenge's answers are held against. */
export type Offer = {
  readonly email?: EmailOffer
  readonly enrol?: { readonly method: MethodName; readonly secret: unknown }
}
export type Line = { readonly label: string; readonly value: string }

export const offerPlace = (row: string, account: string) => ({
  table: 'challenge',
  column: 'offer',
  row,
  account,
})
export type ChallengeRow = {
  readonly id: string
  readonly account: string
  readonly action: string
  readonly digest: Buffer
  readonly content: readonly Line[]
  readonly steps: readonly Step[]
  readonly session: string | null
  readonly device: string | null
  readonly deviceKey: Buffer | null
  readonly offer: Offer
  readonly tries: number
  readonly codesSent: number
  readonly credentialVersion: number
  readonly expiresAt: Ms
  readonly accountVersion: number
  readonly accountState: string
  readonly username: string
  readonly email: string
  readonly passwordHash: string
  readonly idleSeconds: number
}
/** Whose challenge: of a session, by id; or of the browser that holds the secret of a sign-in. */
export type Holder =
  | { readonly session: string; readonly challenge: string }
  | { readonly browserToken: string }

const COLUMNS = [
  'c.id',
  'c.account',
  'c.action',
  'c.digest',
  'c.content',
  'c.steps',
  'c.session',
  'c.device',
  'c.device_key',
  'c.offer',
  'c.tries',
  'c.codes_sent',
  'c.credential_version',
  'c.expires_at',
  'a.credential_version as account_version',
  'a.state',
  'a.username',
  'a.email',
  'a.password_hash',
  'a.idle_seconds',
] as const

export async function findChallenge(
  db: Database,
  needs: SealNeeds,
  holder: Holder,
  lock: 'lock' | 'look',
): Promise<ChallengeRow | undefined> {
  let query = db.selectFrom('challenge as c').innerJoin('account as a', 'a.id', 'c.account').select(COLUMNS)
  query =
    'session' in holder
      ? query.where('c.session', '=', holder.session).where('c.id', '=', holder.challenge)
      : query.where('c.browser_digest', '=', sha256(holder.browserToken))
  const row = await (lock === 'lock' ? query.forUpdate('c') : query).executeTakeFirst()
  if (!row) return undefined
  const offer = row.offer
    ? (JSON.parse(unseal(needs.ring, offerPlace(row.id, row.account), row.offer)) as Offer)
    : {}
  return {
    id: row.id,
    account: row.account,
    action: row.action,
    digest: row.digest,
    content: row.content as readonly Line[],
    steps: row.steps as readonly Step[],
    session: row.session,
    device: row.device,
    deviceKey: row.device_key,
    offer,
    tries: row.tries,
    codesSent: row.codes_sent,
    credentialVersion: row.credential_version,
    expiresAt: row.expires_at,
    accountVersion: row.account_version,
    accountState: row.state,
    username: row.username,
    email: row.email,
    passwordHash: row.password_hash,
    idleSeconds: row.idle_seconds,
  }
}

export type NewChallenge = {
  readonly account: string
  readonly action: string
  readonly digest: Buffer
  readonly content: readonly Line[]
  readonly steps: readonly Step[]
  readonly credentialVersion: number
  readonly holder: { readonly session: string } | { readonly browserToken: string }
  readonly device?: string | undefined
  readonly deviceKey?: Buffer | undefined
}

/** Makes a challenge, and what the client sees of it. A session has one at a time for each act: an older one goes. */
export async function openChallenge(
  tx: Tx,
  random: Random,
  made: NewChallenge,
  purpose: Purpose,
): Promise<ChallengeView> {
  assert(presentStep(made.steps), 'a challenge with nothing to prove')
  const id = newId(random)
  const expiresAt = tx.now + CHALLENGE_LIFE
  const session = 'session' in made.holder ? made.holder.session : null
  const older = tx.db.deleteFrom('challenge').where('session', '=', session).where('action', '=', made.action)
  const row = tx.db.insertInto('challenge').values({
    id,
    account: made.account,
    action: made.action,
    digest: made.digest,
    content: JSON.stringify(made.content),
    steps: JSON.stringify(made.steps),
    session,
    browser_digest: 'browserToken' in made.holder ? sha256(made.holder.browserToken) : null,
    device: made.device ?? null,
    device_key: made.deviceKey ?? null,
    credential_version: made.credentialVersion,
    created_at: new Date(tx.now),
    expires_at: new Date(expiresAt),
  })
  const [view] = await Promise.all([
    viewChallenge(tx.db, { ...made, id, expiresAt, tries: 0 }, purpose),
    session === null ? undefined : older.execute(),
    row.execute(),
  ])
  return view
}

/** Counts one try. @returns false if there was none left, the time is over, or it is gone. */
export async function countTry(tx: Tx, challenge: string): Promise<boolean> {
  const result = await tx.db
    .updateTable('challenge')
    .set((e) => ({ tries: e('tries', '+', 1) }))
    .where('id', '=', challenge)
    .where('tries', '<', TRIES_PER_CHALLENGE)
    .where('expires_at', '>', at(tx.now))
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export async function giveTryBack(tx: Tx, challenge: string): Promise<void> {
  await tx.db
    .updateTable('challenge')
    .set((e) => ({ tries: e('tries', '-', 1) }))
    .where('id', '=', challenge)
    .execute()
}

/** The present step is proved: its try was none. */
export async function keepSteps(tx: Tx, challenge: string, steps: readonly Step[]): Promise<void> {
  await tx.db
    .updateTable('challenge')
    .set((e) => ({ steps: JSON.stringify(steps), tries: e('tries', '-', 1) }))
    .where('id', '=', challenge)
    .execute()
}

export async function keepOffer(
  tx: Tx,
  needs: SealNeeds,
  row: ChallengeRow,
  offer: Offer,
  codesSent: number,
): Promise<void> {
  const sealed = seal(needs.ring, needs.random, offerPlace(row.id, row.account), JSON.stringify(offer))
  await tx.db
    .updateTable('challenge')
    .set({ offer: sealed, codes_sent: codesSent })
    .where('id', '=', row.id)
    .execute()
}

export async function endChallenge(tx: Tx, challenge: string): Promise<void> {
  await tx.db.deleteFrom('challenge').where('id', '=', challenge).execute()
}

export async function addProof(
  tx: Tx,
  random: Random,
  row: ChallengeRow,
): Promise<{ readonly proof: string; readonly expiresAt: Ms }> {
  assert(row.session, 'a proof is made for a session')
  const proof = newToken(random)
  const expiresAt = tx.now + PROOF_LIFE
  await tx.db
    .insertInto('proof')
    .values({
      token_digest: sha256(proof),
      account: row.account,
      session: row.session,
      action: row.action,
      digest: row.digest,
      credential_version: row.credentialVersion,
      expires_at: new Date(expiresAt),
    })
    .execute()
  return { proof, expiresAt }
}

export type ProofUse = {
  readonly proof: string
  readonly account: string
  readonly session: string
  readonly action: string
  readonly digest: Buffer
  readonly credentialVersion: number
}
/** Everything that a proof is bound to, in the one place that says so (RULES invariant 10). */
const boundTo = (use: ProofUse) => ({
  token_digest: sha256(use.proof),
  account: use.account,
  session: use.session,
  action: use.action,
  digest: use.digest,
  credential_version: use.credentialVersion,
})

/** Is there such a proof? Looks and takes nothing: for work that only who has proved something may cause. */
export async function hasProof(db: Database, use: ProofUse, now: Ms): Promise<boolean> {
  const row = await db
    .selectFrom('proof')
    .select('action')
    .where((e) => e.and(boundTo(use)))
    .where('expires_at', '>', at(now))
    .executeTakeFirst()
  return row !== undefined
}

/** Takes a proof, in the transaction that acts. Of two requests with one proof, one finds it gone. */
export async function takeProof(tx: Tx, use: ProofUse): Promise<boolean> {
  const row = await tx.db
    .deleteFrom('proof')
    .where((e) => e.and(boundTo(use)))
    .where('expires_at', '>', at(tx.now))
    .returning('action')
    .executeTakeFirst()
  return row !== undefined
}

/** What can answer each step, for the client to choose from. */
export async function viewChallenge(
  db: Database,
  row: Pick<ChallengeRow, 'id' | 'account' | 'action' | 'content' | 'steps' | 'expiresAt' | 'tries'>,
  purpose: Purpose,
): Promise<ChallengeView> {
  const factors = row.steps.some((step) => step.kind === 'factor')
    ? await db
        .selectFrom('factor')
        .select(['id', 'method', 'name', 'purposes'])
        .where('account', '=', row.account)
        .where('removed_at', 'is', null)
        .orderBy('added_at')
        .execute()
    : []
  const present = presentStep(row.steps)
  const methods = {
    password: [{ method: 'password', name: 'Password' }],
    email: [{ method: 'email-code', name: METHODS['email-code'].name }],
    enrol: [{ method: 'totp', name: METHODS.totp.name }],
    factor: factors
      .filter((one) => one.purposes.includes(purpose))
      .map((one) => ({ method: one.method, factor: one.id, name: one.name })),
  }
  return {
    id: row.id,
    action: row.action,
    content: row.content.map((line) => ({ ...line })),
    expiresAt: iso(row.expiresAt),
    triesLeft: TRIES_PER_CHALLENGE - row.tries,
    steps: row.steps.map((step) => ({
      kind: step.kind,
      state: step.done ? ('done' as const) : step === present ? ('now' as const) : ('next' as const),
      methods: methods[step.kind],
    })),
  }
}

/** What this browser had begun before: a new sign-in replaces it. */
export async function dropPending(tx: Tx, browserToken: string): Promise<void> {
  await tx.db.deleteFrom('challenge').where('browser_digest', '=', sha256(browserToken)).execute()
}

/** Open challenges and unused proofs of an account die with its older credentials. */
export async function dropProving(tx: Tx, account: string): Promise<void> {
  await tx.db.deleteFrom('challenge').where('account', '=', account).execute()
  await tx.db.deleteFrom('proof').where('account', '=', account).execute()
}

export const sweepProving = async (tx: Tx): Promise<number> =>
  (await sweep(tx, 'challenge', 'id')) + (await sweep(tx, 'proof', 'token_digest'))
