// The rows of challenges and proofs. Offers are sealed to their row and account.

import type { Insertable, Selectable } from 'kysely'
import type { Head } from '../audit/store.ts'
import type { Database } from '../db/connect.ts'
import type { Schema } from '../db/schema.ts'
import { sweep } from '../db/sweep.ts'
import { clockNow, type Tx, unflushed } from '../db/tx.ts'
import { applyAndRead, make, prepared, type Write } from '../db/write.ts'
import { assert } from '../lib/assert.ts'
import { type Random, sha256 } from '../lib/bytes.ts'
import type { ChallengeView } from '../lib/challenge-view.ts'
import { newId } from '../lib/ids.ts'
import type { KeyRing } from '../lib/keys.ts'
import { seal, unseal } from '../lib/seal.ts'
import { iso, type Ms } from '../lib/time.ts'
import { TRIES_PER_CHALLENGE } from '../limits/table.ts'
import type { Identity } from './answering.ts'
import { CHALLENGE_LIFE, presentStep, type Step } from './challenge.ts'
import { waysToApprove } from './device-ways.ts'
import { type Answering, answering, choices, chosenOf, narrowed } from './enrolled.ts'
import type { Channel, Purpose } from './method.ts'
import { FIRST_METHODS, METHODS, type MethodName } from './methods.ts'
import type { ProfileName } from './profiles.ts'
import type { SentOffer } from './sent-code.ts'

export type FactorRow = Selectable<Schema['factor']>
/** Messages one challenge may cause. */
export const CODES_PER_CHALLENGE = 5

export type SealNeeds = { readonly ring: KeyRing; readonly random: Random }
/** A challenge is read under the platform's profile as it is now. */
export type ChallengeNeeds = SealNeeds & { readonly settings: { readonly profile: ProfileName } }
/** What one challenge's answers are held against. */
export type Offer = {
  /** The code to the confirmed mailbox. */
  readonly email?: SentOffer
  /** The first method of an account, not yet confirmed. */
  readonly enrol?: { readonly method: MethodName; readonly pending: unknown }
  /** What the enrolled methods of one kind are answered against. */
  readonly made?: Partial<Record<MethodName, unknown>>
}
export type Line = { readonly label: string; readonly value: string }

export const offerPlace = (row: string, account: string) => ({
  table: 'challenge',
  column: 'offer',
  row,
  account,
})
/** The browser that signs in, as the one who approves its device sees it. */
export type AskedFrom = {
  readonly label: string
  readonly form: string
  readonly place: string | null
  readonly address: string
}
export type ChallengeRow = {
  readonly id: string
  readonly account: string
  readonly action: string
  readonly identity: Identity
  readonly digest: Buffer
  readonly content: readonly Line[]
  readonly steps: readonly Step[]
  readonly session: string | null
  readonly device: string | null
  readonly deviceKey: Buffer | null
  readonly askedFrom: AskedFrom | null
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
  /** Null: the account has no PIN yet. */
  readonly pinHash: string | null
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
  'c.purpose',
  'c.only_factor',
  'c.without',
  'c.digest',
  'c.content',
  'c.steps',
  'c.session',
  'c.device',
  'c.device_key',
  'c.asked_from',
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
  'a.pin_hash',
  'a.idle_seconds',
] as const

const look = make.selectFrom('challenge as c').innerJoin('account as a', 'a.id', 'c.account').select(COLUMNS)
// What is proved or failed ends in the account's log: its end is locked by the same statement.
const lock = look
  .innerJoin('audit_head as h', 'h.account', 'c.account')
  .select(['h.seq as head_seq', 'h.hash as head_hash'])
  .forUpdate(['c', 'h'])
const take = make
  .updateTable('challenge as c')
  .from('account as a')
  .set((e) => ({ tries: e('c.tries', '+', 1) }))
  .whereRef('a.id', '=', 'c.account')
  .where('c.tries', '<', TRIES_PER_CHALLENGE)
  .where('c.expires_at', '>', clockNow)
  .where(unflushed)
  .returning(COLUMNS)
type OfSession = { readonly session: string; readonly challenge: string }
type OfBrowser = { readonly digest: Buffer }
/** Each of them for the challenge of a session, by its id, and for that of a browser, by the secret it holds. */
const OF_SESSION = {
  look: prepared(({ session, challenge }: OfSession) =>
    look.where('c.session', '=', session).where('c.id', '=', challenge),
  ),
  lock: prepared(({ session, challenge }: OfSession) =>
    lock.where('c.session', '=', session).where('c.id', '=', challenge),
  ),
  take: prepared(({ session, challenge }: OfSession) =>
    take.where('c.session', '=', session).where('c.id', '=', challenge),
  ),
}
const OF_BROWSER = {
  look: prepared(({ digest }: OfBrowser) => look.where('c.browser_digest', '=', digest)),
  lock: prepared(({ digest }: OfBrowser) => lock.where('c.browser_digest', '=', digest)),
  take: prepared(({ digest }: OfBrowser) => take.where('c.browser_digest', '=', digest)),
}

/** `take` takes one of its tries, at once and for good: nothing comes if there was none left, or the time is over. */
export async function findChallenge(
  db: Database,
  needs: ChallengeNeeds,
  holder: Holder,
  how: 'look' | 'take',
): Promise<ChallengeRow | undefined> {
  const statement =
    'session' in holder ? OF_SESSION[how](holder) : OF_BROWSER[how]({ digest: sha256(holder.browserToken) })
  const row = (await db.executeQuery(statement)).rows[0]
  return row && rowOf(needs, row)
}

/** A challenge that is ours until the transaction ends, and the end of its account's log with it. */
export type LockedChallenge = ChallengeRow & { readonly head: Head }
export async function lockChallenge(
  tx: Tx,
  needs: ChallengeNeeds,
  holder: Holder,
): Promise<LockedChallenge | undefined> {
  const statement =
    'session' in holder ? OF_SESSION.lock(holder) : OF_BROWSER.lock({ digest: sha256(holder.browserToken) })
  const row = (await tx.db.executeQuery(statement)).rows[0]
  if (!row) return undefined
  const head = { account: row.account, seq: row.head_seq, hash: row.head_hash }
  return { ...rowOf(needs, row), head }
}

type Read = Selectable<Schema['challenge']> & {
  readonly account_version: number
  readonly state: string
  readonly username: string
  readonly email: string
  readonly password_hash: string
  readonly pin_hash: string | null
  readonly idle_seconds: number
}
function rowOf(needs: ChallengeNeeds, row: Omit<Read, 'browser_digest' | 'created_at'>): ChallengeRow {
  const offer = row.offer
    ? (JSON.parse(unseal(needs.ring, offerPlace(row.id, row.account), row.offer)) as Offer)
    : {}
  return {
    id: row.id,
    account: row.account,
    action: row.action,
    identity: {
      purpose: row.purpose as Purpose,
      profile: needs.settings.profile,
      ...(row.only_factor !== null && { only: row.only_factor }),
      ...(row.without !== null && { without: row.without as Channel }),
    },
    digest: row.digest,
    content: row.content as readonly Line[],
    steps: row.steps as readonly Step[],
    session: row.session,
    device: row.device,
    deviceKey: row.device_key,
    askedFrom: row.asked_from as AskedFrom | null,
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
    pinHash: row.pin_hash,
    idleSeconds: row.idle_seconds,
  }
}

export type NewChallenge = {
  readonly account: string
  readonly action: string
  readonly identity: Identity
  readonly digest: Buffer
  readonly content: readonly Line[]
  readonly steps: readonly Step[]
  /** When the methods of its `factor` step must be ripe: what could not answer is not offered. */
  readonly ripeBy?: Ms | undefined
  readonly credentialVersion: number
  readonly holder: { readonly session: string } | { readonly browserToken: string }
  readonly device?: string | undefined
  readonly deviceKey?: Buffer | undefined
  readonly askedFrom?: AskedFrom | undefined
}

/**
 * Makes a challenge, and what the client sees of it, with what else is written for it: one statement. A session has
 * one at a time for each act: an older one goes.
 */
export async function openChallenge(
  { db, now }: { readonly db: Database; readonly now: Ms },
  random: Random,
  made: NewChallenge,
  beside: readonly (Write | undefined)[] = [],
): Promise<ChallengeView> {
  assert(made.steps.length > 0, 'a challenge with nothing to prove')
  const id = newId(random)
  const expiresAt = now + CHALLENGE_LIFE
  const session = 'session' in made.holder ? made.holder.session : null
  const row = add({
    id,
    account: made.account,
    action: made.action,
    purpose: made.identity.purpose,
    only_factor: made.identity.only ?? null,
    without: made.identity.without ?? null,
    digest: made.digest,
    content: JSON.stringify(made.content),
    steps: JSON.stringify(made.steps),
    session,
    browser_digest: 'browserToken' in made.holder ? sha256(made.holder.browserToken) : null,
    device: made.device ?? null,
    device_key: made.deviceKey ?? null,
    asked_from: made.askedFrom ? JSON.stringify(made.askedFrom) : null,
    credential_version: made.credentialVersion,
    created_at: new Date(now),
    expires_at: new Date(expiresAt),
  })
  const older = session === null ? undefined : dropOlder({ session, action: made.action })
  const factors = await applyAndRead(db, [...beside, older, row], answering({ account: made.account }))
  return viewOf({ ...made, id, expiresAt, tries: 0 }, factors)
}

const add = prepared((row: Omit<Insertable<Schema['challenge']>, 'offer' | 'tries' | 'codes_sent'>) =>
  make.insertInto('challenge').values({
    id: row.id,
    account: row.account,
    action: row.action,
    purpose: row.purpose,
    only_factor: row.only_factor,
    without: row.without,
    digest: row.digest,
    content: row.content,
    steps: row.steps,
    session: row.session,
    browser_digest: row.browser_digest,
    device: row.device,
    device_key: row.device_key,
    asked_from: row.asked_from,
    credential_version: row.credential_version,
    created_at: row.created_at,
    expires_at: row.expires_at,
  }),
)
const dropOlder = prepared(({ session, action }: { session: string; action: string }) =>
  make.deleteFrom('challenge').where('session', '=', session).where('action', '=', action),
)

/** The try was none: nothing was compared, or it was right. */
export const giveTryBack = (challenge: string): Write =>
  make
    .updateTable('challenge')
    .set((e) => ({ tries: e('tries', '-', 1) }))
    .where('id', '=', challenge)
    .compile()

/** The present step is proved: its try was none. */
export const keepSteps = (challenge: string, steps: readonly Step[]): Write =>
  make
    .updateTable('challenge')
    .set((e) => ({ steps: JSON.stringify(steps), tries: e('tries', '-', 1) }))
    .where('id', '=', challenge)
    .compile()

export async function keepOffer(
  tx: Tx,
  needs: SealNeeds,
  row: Pick<ChallengeRow, 'id' | 'account'>,
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

export const endChallenge = (challenge: string): Write => end({ challenge })
const end = prepared(({ challenge }: { challenge: string }) =>
  make.deleteFrom('challenge').where('id', '=', challenge),
)

type Viewed = Pick<
  ChallengeRow,
  'id' | 'account' | 'action' | 'identity' | 'content' | 'steps' | 'expiresAt' | 'tries'
> & { readonly ripeBy?: Ms | undefined }
export const viewChallenge = async (db: Database, row: Viewed): Promise<ChallengeView> =>
  viewOf(row, (await db.executeQuery(answering({ account: row.account }))).rows)

/** As the challenge began: what became ripe since then is asked at the next. */
function deviceChoices(factors: readonly Answering[], { steps, identity, expiresAt }: Viewed) {
  const ways = waysToApprove(factors, steps, identity, expiresAt - CHALLENGE_LIFE)
  const mailbox = { method: 'email-code' as const, name: METHODS['email-code'].name }
  return [...(ways.mailbox ? [mailbox] : []), ...chosenOf(ways.factors, identity)]
}

const PIN = { method: 'pin', name: 'PIN' }

/** What can answer each step, for the client to choose from: strongest first, but for what is asked first. */
function viewOf(row: Viewed, factors: readonly Answering[]): ChallengeView {
  const present = presentStep(row.steps)
  const named = (method: MethodName) => ({ method, name: METHODS[method].name })
  const methods = {
    password: [{ method: 'password', name: 'Password' }],
    email: [named('email-code')],
    'set-pin': [PIN],
    pin: [PIN],
    device: deviceChoices(factors, row),
    enrol: FIRST_METHODS.map(named),
    factor: choices(factors, narrowed(row.identity, 'factor', row.steps), row.ripeBy),
    own: choices(factors, narrowed(row.identity, 'own', row.steps)),
    passkey: [named('webauthn')],
    itself: choices(factors, narrowed(row.identity, 'itself', row.steps)),
    'new-list': [named('backup-code')],
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
export const dropPending = (browserToken: string): Write =>
  make.deleteFrom('challenge').where('browser_digest', '=', sha256(browserToken)).compile()

/** Open challenges and unused proofs of an account die with its older credentials. */
export const dropProving = (account: string): Write[] => [
  make.deleteFrom('challenge').where('account', '=', account).compile(),
  make.deleteFrom('proof').where('account', '=', account).compile(),
]

export const sweepProving = async (tx: Tx): Promise<number> =>
  (await sweep(tx, 'challenge', 'id')) + (await sweep(tx, 'proof', 'token_digest'))
