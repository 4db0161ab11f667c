// The rows of factors, challenges and proofs. Secrets and offers are sealed to their row and account.

import type { Database } from '../db/connect.ts'
import { at, type Tx } from '../db/tx.ts'
import { assert } from '../lib/assert.ts'
import { type Random, sha256 } from '../lib/bytes.ts'
import type { ChallengeView } from '../lib/challenge-view.ts'
import { newId, newToken } from '../lib/ids.ts'
import type { KeyRing } from '../lib/keys.ts'
import { seal, unseal } from '../lib/seal.ts'
import { DAY, iso, type Ms } from '../lib/time.ts'
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
export const offerPlace = (row: string, account: string) => ({
  table: 'challenge',
  column: 'offer',
  row,
  account,
})
/** An added method approves nothing of weight for a day (RULES part 0); the first one of an account is ripe at once. */
export const RIPENS_AFTER = DAY

/** Locks the factor, so that of two right answers with one code the second finds it used. */
export async function lockFactor(
  tx: Tx,
  needs: SealNeeds,
  account: string,
  purpose: Purpose,
  method: MethodName,
  id: string | undefined,
): Promise<Factor | undefined> {
  let query = tx.db
    .selectFrom('factor')
    .selectAll()
    .where('account', '=', account)
    .where('removed_at', 'is', null)
    .where('method', '=', method)
  if (id !== undefined) query = query.where('id', '=', id)
  const rows = await query.orderBy('added_at').forUpdate().execute()
  const row = rows.find((one) => one.purposes.includes(purpose))
  if (!row) return undefined
  return {
    id: row.id,
    method,
    name: row.name,
    ripeAt: row.ripe_at,
    secret: JSON.parse(unseal(needs.ring, secretPlace(row.id, account), row.secret)) as unknown,
  }
}

export async function keepSecret(
  tx: Tx,
  needs: SealNeeds,
  account: string,
  factor: string,
  secret: unknown,
): Promise<void> {
  const sealed = seal(needs.ring, needs.random, secretPlace(factor, account), JSON.stringify(secret))
  await tx.db
    .updateTable('factor')
    .set({ secret: sealed, last_used_at: new Date(tx.now) })
    .where('id', '=', factor)
    .execute()
}

export type NewFactor = {
  readonly account: string
  readonly method: MethodName
  readonly purposes: readonly Purpose[]
  readonly secret: unknown
  readonly ripeAt: Ms
}
export async function addFactor(tx: Tx, needs: SealNeeds, made: NewFactor): Promise<string> {
  const id = newId(needs.random)
  const secret = seal(needs.ring, needs.random, secretPlace(id, made.account), JSON.stringify(made.secret))
  await tx.db
    .insertInto('factor')
    .values({
      id,
      account: made.account,
      method: made.method,
      name: METHODS[made.method].name,
      purposes: [...made.purposes],
      secret,
      added_at: new Date(tx.now),
      ripe_at: new Date(made.ripeAt),
      last_used_at: new Date(tx.now),
    })
    .execute()
  return id
}

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

/** Makes a challenge. A session has one at a time for each act: an older one for it goes. */
export async function addChallenge(
  tx: Tx,
  random: Random,
  made: NewChallenge,
): Promise<{ readonly id: string; readonly expiresAt: Ms }> {
  assert(presentStep(made.steps), 'a challenge with nothing to prove')
  const id = newId(random)
  const expiresAt = tx.now + CHALLENGE_LIFE
  const session = 'session' in made.holder ? made.holder.session : null
  if (session)
    await tx.db
      .deleteFrom('challenge')
      .where('session', '=', session)
      .where('action', '=', made.action)
      .execute()
  await tx.db
    .insertInto('challenge')
    .values({
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
    .execute()
  return { id, expiresAt }
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
/** Takes a proof, in the transaction that acts. Of two requests with one proof, one finds it gone. */
export async function takeProof(tx: Tx, use: ProofUse): Promise<boolean> {
  const row = await tx.db
    .deleteFrom('proof')
    .where('token_digest', '=', sha256(use.proof))
    .where('account', '=', use.account)
    .where('session', '=', use.session)
    .where('action', '=', use.action)
    .where('digest', '=', use.digest)
    .where('credential_version', '=', use.credentialVersion)
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

export async function sweepProving(tx: Tx): Promise<void> {
  await tx.db.deleteFrom('challenge').where('expires_at', '<', at(tx.now)).execute()
  await tx.db.deleteFrom('proof').where('expires_at', '<', at(tx.now)).execute()
}
