// Pure: what an approval is bound to, in which state it is, and who may still decide it.
//
//   open ──the client proves──▶ approved
//     ├──the client refuses──▶ refused
//     └──its time is over────▶ expired

import type { Grade, Purpose } from '../../factors/method.ts'
import type { Line } from '../../factors/store.ts'
import { sha256 } from '../../lib/bytes.ts'
import { canonical, type Json } from '../../lib/canonical.ts'
import type { LockGroup } from '../../lib/lock-groups.ts'
import { iso, type Ms } from '../../lib/time.ts'

export type Outcome = 'approved' | 'refused' | 'expired'

/** What is asked: the platform can make the same bytes of it and hash them. */
export type Asked = {
  readonly account: string
  readonly purpose: Purpose
  readonly setting: boolean
  readonly reference: string | null
  readonly fields: readonly Line[]
}
/** `setting` says how it is treated here, not what is approved. */
export const digestOfAsked = ({ account, purpose, reference, fields }: Omit<Asked, 'setting'>): Buffer =>
  sha256(
    canonical({
      account,
      purpose,
      reference,
      fields: fields.map(({ label, value }) => ({ label, value })),
    }),
  )

/** Which groups of the settings lock refuse it: it obeys them as an act of ours of that kind does (RULES part 2). */
export const groupsOf = ({ purpose, setting }: Pick<Asked, 'purpose' | 'setting'>): readonly LockGroup[] => [
  ...GROUPS[purpose],
  ...(setting ? (['settings'] as const) : []),
]
const GROUPS: Readonly<Record<Purpose, readonly LockGroup[]>> = {
  'sign-in': [],
  funding: ['withdrawals'],
  trading: ['trading'],
}

export type ApprovalFacts = {
  readonly outcome: Outcome | null
  readonly expiresAt: Ms
  readonly purpose: Purpose
  /** Until when the account's withdrawals are held; undefined when they are not. */
  readonly heldUntil: Ms | undefined
}

/** What has expired is so from that moment on, whether or not a job has written it down. */
export const stateOf = (
  { outcome, expiresAt }: Pick<ApprovalFacts, 'outcome' | 'expiresAt'>,
  now: Ms,
): Outcome | 'open' => outcome ?? (now >= expiresAt ? 'expired' : 'open')

export type Judgement =
  | { readonly kind: 'possible' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'held'; readonly until: Ms }
const POSSIBLE: Judgement = { kind: 'possible' }

/** An approval for funding is a way for money to leave: it obeys holds as a withdrawal does (RULES part 2). */
export function mayApprove(facts: ApprovalFacts, now: Ms): Judgement {
  if (stateOf(facts, now) !== 'open') return { kind: 'ended' }
  const { heldUntil } = facts
  if (facts.purpose === 'funding' && heldUntil !== undefined && now < heldUntil)
    return { kind: 'held', until: heldUntil }
  return POSSIBLE
}

/** Refusing is a stop: nothing stands in its way but the end. */
export const mayRefuse = (facts: Pick<ApprovalFacts, 'outcome' | 'expiresAt'>, now: Ms): Judgement =>
  stateOf(facts, now) === 'open' ? POSSIBLE : { kind: 'ended' }

/** By which kind of method it was proved. */
export type ProvedWith = { readonly method: string; readonly grade: Grade }

export type Decided = {
  readonly id: string
  readonly accountId: string
  readonly account: string
  readonly credential: string
  readonly purpose: Purpose
  readonly reference: string | null
  readonly digest: Buffer
  readonly askedAt: Ms
  readonly expiresAt: Ms
  readonly outcome: Outcome
  readonly decidedAt: Ms
  readonly proved: ProvedWith | undefined
}

/** The type of the statement (RFC 7515 §4.1.9). */
export const STATEMENT_TYPE = 'holdfast-approval+jwt'

/** What is signed. `aud` is the credential that asked: a statement is for that platform only. */
export const statementOf = (decided: Decided, issuer: string): Json => ({
  iss: issuer,
  aud: decided.credential,
  sub: decided.accountId,
  account: decided.account,
  approval: decided.id,
  reference: decided.reference,
  purpose: decided.purpose,
  contentSha256: decided.digest.toString('base64url'),
  outcome: decided.outcome,
  method: decided.proved?.method ?? null,
  grade: decided.proved?.grade ?? null,
  askedAt: iso(decided.askedAt),
  expiresAt: iso(decided.expiresAt),
  decidedAt: iso(decided.decidedAt),
})
