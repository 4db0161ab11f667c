// The guard asks the policy, once for each protected request, in the transaction that acts: allowed, or a
// refusal that says what to prove. A proof is taken here and nowhere else.

import { lockHead } from '../audit/store.ts'
import type { Tx } from '../db/tx.ts'
import type { Identity } from '../factors/answering.ts'
import { narrowed } from '../factors/enrolled.ts'
import type { ProfileName } from '../factors/profiles.ts'
import { hasProof, takeProof } from '../factors/proofs.ts'
import { type Line, openChallenge } from '../factors/store.ts'
import { assert } from '../lib/assert.ts'
import type { Random } from '../lib/bytes.ts'
import { hmac, sha256 } from '../lib/bytes.ts'
import { canonical, type Json } from '../lib/canonical.ts'
import type { StepKind } from '../lib/challenge-view.ts'
import { derive, type KeyRing } from '../lib/keys.ts'
import type { LockGroup } from '../lib/lock-groups.ts'
import { type Refused, refuse } from '../lib/refusals.ts'
import { ACTIONS, type ActionName, type ActionRow, isLockable } from './actions.ts'
import { decide, type Reason } from './decide.ts'
import { loadFacts } from './facts.ts'

export type GuardNeeds = {
  readonly ring: KeyRing
  readonly random: Random
  readonly settings: { readonly profile: ProfileName }
}
export type Asker = {
  readonly account: string
  readonly session: string
  readonly device: string | null
  readonly credentialVersion: number
}
/** What an act is about: `bound` is hashed, `shown` is what the client reads before proving. */
export type Content = { readonly bound: Json; readonly shown: readonly Line[] }
export const NO_CONTENT: Content = { bound: {}, shown: [] }

export type GuardRefusal = 'sign-in-required' | 'proof-required' | 'state-forbids' | 'settings-locked'
/** Judged before a handler runs. */
type NotOfGuard = 'credential-required' | 'session-locked'
const REASONS: Readonly<Record<Exclude<Reason, NotOfGuard>, GuardRefusal>> = {
  'sign-in-required': 'sign-in-required',
  'state-forbids': 'state-forbids',
  'settings-locked': 'settings-locked',
  'no-method': 'state-forbids',
  'no-pin': 'state-forbids',
  'reading-only': 'state-forbids',
}

/** What the client can do something about. */
const SAID: ReadonlySet<Reason> = new Set(['no-method', 'no-pin', 'reading-only'])

/** The digest of one act of one account: a proof for it is none for any other (RULES invariant 10). */
export const digestOf = (action: ActionName, account: string, bound: Json): Buffer =>
  sha256(canonical({ action, account, content: bound }))

/** Stands for a secret in bound content. A bare digest of a password could be guessed from a stolen database. */
export const secretMark = (ring: KeyRing, secret: string): string =>
  `hmac:${hmac(derive(ring.current, 'content'), secret).toString('base64url')}`

/** Has the asker proved this act with this content? Takes nothing; the guard decides, when it is carried out. */
export function isProved(
  { db, now }: Pick<Tx, 'db' | 'now'>,
  asker: Asker,
  action: ActionName,
  content: Content,
  proof: string | undefined,
): Promise<boolean> {
  if (proof === undefined) return Promise.resolve(false)
  return hasProof(
    db,
    { proof, ...asker, action, digest: digestOf(action, asker.account, content.bound) },
    now,
  )
}

/** `by`: the method that proved it, if one was asked. */
export type Guarded = { readonly kind: 'allowed'; readonly by: string | undefined } | Refused<GuardRefusal>

/** Where the row leaves it to what is asked: whose methods answer, and which groups of the settings lock refuse it. */
export type AsAsked = { readonly identity?: Identity; readonly groups?: readonly LockGroup[] }

export async function guard(
  tx: Tx,
  needs: GuardNeeds,
  asker: Asker,
  action: ActionName,
  content: Content,
  proof: string | undefined,
  { identity = ACTIONS[action], groups }: AsAsked = {},
): Promise<Guarded> {
  const row: ActionRow = ACTIONS[action]
  const digest = digestOf(action, asker.account, content.bound)
  // An act that a lock refuses and the turning on of that lock take turns: nothing slips in between and waits inside it.
  if (isLockable(row)) await lockHead(tx, asker.account)
  const taken =
    proof !== undefined && row.proof.length > 0
      ? await takeProof(tx, { proof, ...asker, action, digest })
      : undefined
  const proved: readonly StepKind[] = taken?.proved ?? []
  // A method that proves itself beside another is looked for by the act; here it is whether the other can answer.
  const needed: readonly StepKind[] = row.proof
  const { profile } = needs.settings
  const { purpose, only } = identity
  const without = row.notOver === 'nothing' ? undefined : row.notOver
  const any = { purpose, profile, without }
  const whole = only === undefined ? any : { ...any, only }
  const asked = narrowed(
    whole,
    needed.includes('factor') ? 'factor' : 'itself',
    needed.map((kind) => ({ kind })),
  )
  const { account, session } = asker
  const refusing = row.lock === 'as-asked' ? groups : row.lock
  assert(refusing, `${action} does not say which locks refuse it`)
  const of = { account, session, identity: asked, least: row.least, proved, groups: refusing }
  const verdict = decide(action, await loadFacts(tx.db, of, tx.now))
  if (verdict.kind === 'allow') return { kind: 'allowed', by: taken?.by }
  if (verdict.kind === 'refuse') return refusalOf(verdict.reason)
  const steps = verdict.steps.map((kind) => ({ kind, done: false }))
  const made = {
    account: asker.account,
    action,
    identity: whole,
    digest,
    content: content.shown,
    steps,
    ripeBy: row.unripe === 'refused' ? tx.now : undefined,
    credentialVersion: asker.credentialVersion,
    holder: { session: asker.session },
    device: asker.device ?? undefined,
  }
  const view = await openChallenge(tx, needs.random, made)
  return refuse('proof-required', {
    challenge: view,
    ...(proof !== undefined && { reason: 'proof-refused' }),
  })
}

function refusalOf(reason: Reason): Refused<GuardRefusal> {
  assert(
    reason !== 'credential-required' && reason !== 'session-locked',
    'the guard is asked for live sessions alone',
  )
  return refuse(REASONS[reason], SAID.has(reason) ? { reason } : {})
}
