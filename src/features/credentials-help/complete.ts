// The end of a reset at the door: every step is proved, and the policy says so. The new password takes effect at once; by a
// texted or a backup code it is written down, announced, and done by the clock (jobs.ts).

import { lockHead } from '../../audit/store.ts'
import { apply } from '../../db/write.ts'
import { findFactors } from '../../factors/enrolled.ts'
import { endChallenge, type LockedChallenge } from '../../factors/store.ts'
import { addPasswordChange, voidWaiting } from '../../factors/waiting-secrets.ts'
import { whereFrom } from '../../identify/client.ts'
import { type Refused, refuse } from '../../lib/refusals.ts'
import { stopToken } from '../../lib/stop-link.ts'
import { iso, type Ms } from '../../lib/time.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { ACTIONS } from '../../policy/actions.ts'
import { decide } from '../../policy/decide.ts'
import { loadFacts } from '../../policy/facts.ts'
import type { ActTx, Context } from '../../serve/context.ts'
import { takeEffect } from './effect.ts'
import { resetDoneWords, resetWaitsWords } from './notices.ts'
import { identityOf, type ResetAction, waitOf } from './password-reset.ts'
import { lockWaitOf } from './store.ts'

export type Completed = { readonly state: 'done' } | { readonly state: 'waits'; readonly dueAt: string }
type At = Pick<Context, 'deps' | 'client'>

export async function completeReset(
  tx: ActTx,
  at: At,
  row: LockedChallenge,
  passwordHash: string,
): Promise<Completed | Refused<'state-forbids'>> {
  const { account } = row
  const action = row.action as ResetAction
  const { least } = ACTIONS[action]
  const proved = row.steps.filter((step) => step.done).map((step) => step.kind)
  const asked = { account, session: undefined, identity: identityOf(action), least, proved, groups: [] }
  if (decide(action, await loadFacts(tx.db, asked, tx.now)).kind !== 'allow') return refuse('state-forbids')
  const hasFactor = proved.includes('factor')
  // Of two at the same moment, a reset at once and the lock, the second sees what the first has done.
  await lockHead(tx, account)
  const waitMs = hasFactor ? await waitFor(tx, at, row) : 0
  if (waitMs > 0) return wait(tx, at, row, { hash: passwordHash, waitMs })
  const { deps, client } = at
  const { platform } = deps.settings
  const keptDevice = row.device !== null
  await takeEffect(tx, deps, {
    account: { id: account, email: row.email },
    hash: passwordHash,
    action,
    device: row.device,
    seen: whereFrom(client),
    wordsOf: (heldUntil) => resetDoneWords({ platform, client, hasFactor, keptDevice, heldUntil }),
  })
  return { state: 'done' }
}

const provedBy = ({ steps }: LockedChallenge): string | undefined =>
  steps.find(({ kind }) => kind === 'factor')?.by

/** By the method that proved it, and the settings lock; a method that is gone meanwhile hastens nothing. */
async function waitFor(tx: ActTx, { deps }: At, row: LockedChallenge): Promise<Ms> {
  const factors = await findFactors(tx.db, deps, row.account, 'lock')
  const { method } = factors.find(({ id }) => id === provedBy(row)) ?? {}
  return waitOf(method, await lockWaitOf(tx, row.account))
}

type Chosen = { readonly hash: string; readonly waitMs: Ms }
async function wait(
  tx: ActTx,
  { deps, client }: At,
  row: LockedChallenge,
  chosen: Chosen,
): Promise<Completed> {
  const { account, email, device } = row
  const seen = whereFrom(client)
  const older = await voidWaiting(tx, account, 'password.reset')
  const made = { account, device, provedBy: provedBy(row), ...chosen }
  const { id, dueAt } = await addPasswordChange(tx, deps.random, made)
  await apply(tx.db, [endChallenge(row.id)])
  const words = resetWaitsWords(deps.settings, client, dueAt, stopToken(deps.ring, id))
  const voided = { event: 'change.cancelled', data: { ...seen, change: 'password', byNewer: true } } as const
  await applyDecision(
    tx,
    deps,
    { id: account, email },
    {
      audit: [...(older ? [voided] : []), { event: 'change.asked', data: { ...seen, change: 'password' } }],
      notices: [{ event: 'change.asked', words }],
    },
  )
  return { state: 'waits', dueAt: iso(dueAt) }
}
