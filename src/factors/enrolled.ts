// The rows of factors: what is enrolled. Secrets are sealed to their row and account.

import type { Database } from '../db/connect.ts'
import type { Tx } from '../db/tx.ts'
import { make, prepared, type Write } from '../db/write.ts'
import type { ChallengeView, StepKind } from '../lib/challenge-view.ts'
import { seal, unseal } from '../lib/seal.ts'
import type { Ms } from '../lib/time.ts'
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
  return [{ id, method, name, purposes, firstFor, ripeAt, secret, row }]
}

/** What one step asks for: `itself` the one method, which need not be on for anything; others any other of the purpose. */
export const narrowed = ({ only, ...identity }: Identity, step: StepKind): Identity => {
  if (only === undefined) return identity
  return step === 'itself' ? { ...identity, only } : { ...identity, beside: only }
}

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
  readonly name?: string
  readonly purposes: readonly Purpose[]
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

export type FactorChange = {
  readonly name?: string
  readonly purposes?: readonly Purpose[]
  readonly firstFor?: readonly Purpose[]
}
export const changeFactor = (factor: string, { name, purposes, firstFor }: FactorChange): Write =>
  make
    .updateTable('factor')
    .set({
      ...(name !== undefined && { name }),
      ...(purposes !== undefined && { purposes: [...purposes] }),
      ...(firstFor !== undefined && { first_for: [...firstFor] }),
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

/** It answers for nothing from now on. Its row stays: for 30 days it is evidence (RULES part 0, "retired"). */
export const removeFactor = (factor: string, now: Ms): Write =>
  make
    .updateTable('factor')
    .set({ purposes: [], first_for: [], removed_at: new Date(now) })
    .where('id', '=', factor)
    .compile()

/** What the client may choose from to answer. */
export const answering = prepared(({ account }: { account: string }) =>
  make
    .selectFrom('factor')
    .select(['id', 'method', 'name', 'purposes', 'first_for', 'detail', 'synced', 'ripe_at'])
    .where('account', '=', account)
    .where('removed_at', 'is', null)
    .orderBy('added_at'),
)
export type Answering = Pick<
  FactorRow,
  'id' | 'method' | 'name' | 'purposes' | 'first_for' | 'detail' | 'synced' | 'ripe_at'
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
