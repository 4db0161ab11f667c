// The rows of factors: what is enrolled. Secrets are sealed to their row and account.

import type { Database } from '../db/connect.ts'
import type { Tx } from '../db/tx.ts'
import { make, prepared, type Write } from '../db/write.ts'
import type { ChallengeView, StepKind } from '../lib/challenge-view.ts'
import { seal, unseal } from '../lib/seal.ts'
import { HOUR, type Ms } from '../lib/time.ts'
import { type Identity, whoAnswers } from './answering.ts'
import type { Step } from './challenge.ts'
import { waysToApprove } from './device-ways.ts'
import type { Purpose, Traits } from './method.ts'
import { isMethodName, METHODS, type MethodName } from './methods.ts'
import type { FactorRow, SealNeeds } from './store.ts'

/** A factor of an account, open for use. `secret` has been unsealed. */
export type Factor = {
  readonly id: string
  readonly method: MethodName
  readonly name: string
  readonly purposes: readonly Purpose[]
  readonly firstFor: readonly Purpose[]
  readonly firstOwnOf: readonly Purpose[]
  readonly ripeAt: Ms
  readonly secret: unknown
  readonly row: FactorRow
}

export const secretPlace = (row: string, account: string) => ({
  table: 'factor',
  column: 'secret',
  row,
  account,
})

function opened(needs: SealNeeds, row: FactorRow): Factor[] {
  if (!isMethodName(row.method)) return []
  const { id, account, method, name, ripe_at: ripeAt } = row
  const secret = JSON.parse(unseal(needs.ring, secretPlace(id, account), row.secret)) as unknown
  const [purposes, firstFor] = [row.purposes as Purpose[], row.first_for as Purpose[]]
  const firstOwnOf = row.first_own_of as Purpose[]
  return [{ id, method, name, purposes, firstFor, firstOwnOf, ripeAt, secret, row }]
}

/** What one step asks for: `itself` the one method, which need not be on for anything; others any other of the purpose. */
export function narrowed(
  { only, ...identity }: Identity,
  step: StepKind,
  steps: readonly { readonly kind: StepKind }[],
): Identity {
  if (only !== undefined && step === 'itself') return { ...identity, only }
  const isBoth = steps.some(({ kind }) => kind === 'own')
  return {
    ...identity,
    ...(only !== undefined &&
      (steps.some(({ kind }) => kind === 'itself') ? { beside: only } : { but: only })),
    ...(isBoth && { part: step === 'own' ? ('own' as const) : ('lent' as const) }),
  }
}

/**
 * A second method beside the one that is asked for in any case (RULES part 0, rank R3): ripe, on for something, not said to
 * be lost, and not over a mailbox, which is asked too or is what is replaced. That the other is of another kind, or another
 * key, is the step's own law (`beside`).
 */
export const isSecond = (factors: readonly Factor[], id: string, now: Ms): boolean =>
  factors.some(
    (one) =>
      one.id === id &&
      one.ripeAt <= now &&
      one.purposes.length > 0 &&
      one.row.suspended_at === null &&
      METHODS[one.method].properties.channel !== 'mailbox',
  )

/** Those of one kind that may approve a device, beside what has proved the sign-in; and whether its mailbox may. */
export async function lockDeviceWays(
  tx: Tx,
  needs: SealNeeds,
  row: { readonly account: string; readonly steps: readonly Step[]; readonly identity: Identity },
  { method, factor }: { readonly method: MethodName; readonly factor?: string | undefined },
): Promise<Candidates> {
  const { rows } = await tx.db.executeQuery(locked({ account: row.account }))
  const ways = waysToApprove(rows, row.steps, row.identity, tx.now)
  const factors = ways.factors
    .filter((one) => one.method === method && (factor === undefined || one.id === factor))
    .flatMap((one) => opened(needs, one))
  return { mailbox: ways.mailbox && method === 'email-code', factors }
}
/** What an answer may be right for: the confirmed mailbox of the account, or some of its factors. */
export type Candidates = { readonly mailbox: boolean; readonly factors: readonly Factor[] }

/**
 * Those of one kind that may answer. All factors are locked: of two right answers with one code the second finds it
 * used, and no method begins or ends to answer meanwhile.
 */
export async function lockFactors(
  tx: Tx,
  needs: SealNeeds,
  account: string,
  identity: Identity,
  { method, factor }: { readonly method: MethodName; readonly factor?: string | undefined },
): Promise<readonly Factor[]> {
  const { rows } = await tx.db.executeQuery(locked({ account }))
  return whoAnswers(rows, identity)
    .filter((one) => one.method === method && (factor === undefined || one.id === factor))
    .flatMap((one) => opened(needs, one))
}

const locked = prepared(({ account }: { account: string }) =>
  make
    .selectFrom('factor')
    .selectAll()
    .where('account', '=', account)
    .where('removed_at', 'is', null)
    .orderBy('added_at')
    .forUpdate(),
)

/** Every factor of an account; locked, where a change of one is judged beside the others. */
export async function findFactors(
  db: Database,
  needs: SealNeeds,
  account: string,
  how: 'look' | 'lock',
): Promise<readonly Factor[]> {
  const all = make
    .selectFrom('factor')
    .selectAll()
    .where('account', '=', account)
    .where('removed_at', 'is', null)
    .orderBy('added_at')
  const { rows } = await db.executeQuery((how === 'lock' ? all.forUpdate() : all).compile())
  return rows.flatMap((one) => opened(needs, one))
}

export function keepSecret(
  needs: SealNeeds,
  account: string,
  factor: string,
  secret: unknown,
  now: Ms,
  guesses: 'kept' | 'forgotten' = 'kept',
): Write {
  const sealed = seal(needs.ring, needs.random, secretPlace(factor, account), JSON.stringify(secret))
  const kept = { id: factor, sealed, now: new Date(now) }
  return guesses === 'kept' ? keep(kept) : keepAnew(kept)
}
type Kept = { readonly id: string; readonly sealed: Buffer; readonly now: Date }
const keep = prepared(({ id, sealed, now }: Kept) =>
  make.updateTable('factor').set({ secret: sealed, last_used_at: now }).where('id', '=', id),
)
/** One write and not two: of two to one row in one statement the database makes one, and the used code would be good again. */
const keepAnew = prepared(({ id, sealed, now }: Kept) =>
  make.updateTable('factor').set({ secret: sealed, last_used_at: now, guessed: 0 }).where('id', '=', id),
)

/** A wrong answer by a stranger: the row is locked by who answers. */
export const countGuess = prepared(({ id }: { id: string }) =>
  make
    .updateTable('factor')
    .set((row) => ({ guessed: row('guessed', '+', 1) }))
    .where('id', '=', id),
)

export type NewFactor = {
  readonly id: string
  readonly account: string
  readonly method: MethodName
  readonly name?: string
  readonly purposes: readonly Purpose[]
  readonly firstFor?: readonly Purpose[]
  readonly firstOwnOf?: readonly Purpose[]
  readonly secret: unknown
  readonly traits: Traits
  readonly ripeAt: Ms
}
export function addFactor(needs: SealNeeds, made: NewFactor, now: Ms): Write {
  const { id, traits } = made
  const secret = seal(needs.ring, needs.random, secretPlace(id, made.account), JSON.stringify(made.secret))
  return make
    .insertInto('factor')
    .values({
      id,
      account: made.account,
      method: made.method,
      name: made.name ?? METHODS[made.method].name,
      purposes: [...made.purposes],
      first_for: [...(made.firstFor ?? [])],
      first_own_of: [...(made.firstOwnOf ?? [])],
      secret,
      credential: traits.credential ?? null,
      synced: traits.synced ?? null,
      verifies_user: traits.verifiesUser ?? false,
      detail: traits.detail ?? null,
      added_at: new Date(now),
      ripe_at: new Date(made.ripeAt),
      last_used_at: new Date(now),
    })
    .compile()
}

/** A method is ripe 24 hours after it took effect (RULES part 0). */
export const RIPENS: Ms = 24 * HOUR

/** Another one of its kind in its place: for what it answered for, under its name. The old one is retired. */
export const replaceFactor = (
  needs: SealNeeds,
  { id: old, row, method, name, purposes, firstFor }: Factor,
  made: Pick<NewFactor, 'id' | 'secret' | 'ripeAt'>,
  now: Ms,
): readonly Write[] => [
  removeFactor(old, now),
  addFactor(needs, { ...made, account: row.account, method, name, purposes, firstFor, traits: {} }, now),
]

export type FactorChange = {
  readonly name?: string
  readonly purposes?: readonly Purpose[]
  readonly firstFor?: readonly Purpose[]
  /** The purposes that had no method of their own before it. */
  readonly firstOwnOf?: readonly Purpose[]
}
export const changeFactor = (factor: string, { name, purposes, firstFor, firstOwnOf }: FactorChange): Write =>
  make
    .updateTable('factor')
    .set({
      ...(name !== undefined && { name }),
      ...(purposes !== undefined && { purposes: [...purposes] }),
      ...(firstFor !== undefined && { first_for: [...firstFor] }),
      ...(firstOwnOf !== undefined && { first_own_of: [...firstOwnOf] }),
    })
    .where('id', '=', factor)
    .compile()

export type Moved = { readonly secret: unknown; readonly detail: string; readonly ripeAt: Ms }
/** A mailbox or a number that was replaced: its method goes with it, and is young again (RULES part 6). */
export const moveFactor = (
  needs: SealNeeds,
  { id, row }: Pick<Factor, 'id' | 'row'>,
  { secret, detail, ripeAt }: Moved,
): Write =>
  make
    .updateTable('factor')
    .set({
      secret: seal(needs.ring, needs.random, secretPlace(id, row.account), JSON.stringify(secret)),
      detail,
      ripe_at: new Date(ripeAt),
    })
    .where('id', '=', id)
    .compile()

/** Said to be lost: it answers for nothing from now on, and keeps what it is on for; undefined: it is there again. */
export const suspendFactor = (factor: string, since: Ms | undefined): Write =>
  make
    .updateTable('factor')
    .set({ suspended_at: since === undefined ? null : new Date(since) })
    .where('id', '=', factor)
    .compile()

/** It answers for nothing from now on. Its row stays: for 30 days it is evidence (RULES part 0, "retired"). */
export const removeFactor = (factor: string, now: Ms): Write =>
  make
    .updateTable('factor')
    .set({ purposes: [], first_for: [], first_own_of: [], removed_at: new Date(now) })
    .where('id', '=', factor)
    .compile()

/** What the client may choose from to answer. */
export const answering = prepared(({ account }: { account: string }) =>
  make
    .selectFrom('factor')
    .select(['id', 'method', 'name', 'purposes', 'first_for', 'detail', 'synced', 'ripe_at', 'suspended_at'])
    .where('account', '=', account)
    .where('removed_at', 'is', null)
    .orderBy('added_at'),
)
export type Answering = Pick<
  FactorRow,
  'id' | 'method' | 'name' | 'purposes' | 'first_for' | 'detail' | 'synced' | 'ripe_at' | 'suspended_at'
>

/**
 * Those that may answer: what is asked first, then the strongest, then the eldest. `ripeBy`: when they must be ripe, where
 * that is asked.
 */
export function choices(
  factors: readonly Answering[],
  identity: Identity,
  ripeBy?: Ms,
): ChallengeView['steps'][number]['methods'] {
  return chosenOf(
    whoAnswers(factors, identity).filter((one) => ripeBy === undefined || one.ripe_at <= ripeBy),
    identity,
  )
}

/** These, in the order in which they are asked. */
export function chosenOf(
  factors: readonly Answering[],
  identity: Identity,
): ChallengeView['steps'][number]['methods'] {
  const order = (one: Answering): string => {
    const grade = isMethodName(one.method) ? METHODS[one.method].properties.grade : 'Z'
    return one.first_for.includes(identity.purpose) ? '' : grade
  }
  return factors
    .toSorted((one, other) => order(one).localeCompare(order(other)))
    .map((one) => ({
      method: one.method,
      factor: one.id,
      name: one.name,
      ...(one.detail !== null && { detail: one.detail }),
    }))
}
