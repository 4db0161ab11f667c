// The client's side of an approval: seen, proved over all its fields, or refused.

import { whereFrom } from '../../identify/client.ts'
import { assert } from '../../lib/assert.ts'
import { type Refused, refuse } from '../../lib/refusals.ts'
import { iso, type Ms } from '../../lib/time.ts'
import type { Content } from '../../policy/guard.ts'
import { type Handlers, reply, serve } from '../../serve/context.ts'
import { groupsOf, mayApprove, mayRefuse, stateOf } from './approval.ts'
import { type ApprovalView, approvals } from './contract.ts'
import { settle } from './settle.ts'
import { type Approval, findApproval, heldUntil, listApprovals, provedWith } from './store.ts'

const handlers: Handlers<typeof approvals> = {
  list({ signedIn, write }) {
    return write(async (tx) => {
      const all = await listApprovals(tx.db, signedIn().account, tx.now)
      return reply({ approvals: all.map((one) => viewOf(one, tx.now)) })
    })
  },

  see({ signedIn, write }, { id }) {
    return write(async (tx) => {
      const approval = await findApproval(tx.db, id, signedIn(), 'look')
      return approval ? reply(viewOf(approval, tx.now)) : refuse('not-found')
    })
  },

  approve({ deps, client, signedIn, write }, { id }) {
    return write(async (tx) => {
      const approval = await findApproval(tx.db, id, signedIn(), 'lock')
      if (!approval) return refuse('not-found')
      const held = await heldUntil(tx.db, approval.accountId, tx.now)
      const judged = mayApprove({ ...approval, heldUntil: held }, tx.now)
      if (judged.kind === 'ended') return refuse('approval-ended')
      if (judged.kind === 'held') return heldRefusal(judged.until)
      const guarded = await tx.require(contentOf(approval), {
        identity: { purpose: approval.purpose },
        groups: groupsOf(approval),
      })
      if (guarded.kind === 'refused') return guarded
      const proved = guarded.by && (await provedWith(tx.db, guarded.by))
      assert(proved, 'an approval is proved by an enrolled method')
      const seen = whereFrom(client)
      const settling = { outcome: 'approved', decidedAt: tx.now, proved, seen } as const
      return reply(viewOf(await settle(tx, deps, approval, settling), tx.now))
    })
  },

  refuse({ deps, client, signedIn, write }, { id }) {
    return write(async (tx) => {
      const approval = await findApproval(tx.db, id, signedIn(), 'lock')
      if (!approval) return refuse('not-found')
      if (mayRefuse(approval, tx.now).kind !== 'possible') return refuse('approval-ended')
      const settling = { outcome: 'refused', decidedAt: tx.now, seen: whereFrom(client) } as const
      return reply(viewOf(await settle(tx, deps, approval, settling), tx.now))
    })
  },
}

export const heldRefusal = (until: Ms): Refused<'approval-impossible'> =>
  refuse('approval-impossible', { reason: 'held', retryAt: iso(until) })

const PURPOSE_NAMES = { 'sign-in': 'Sign-in', funding: 'Funding', trading: 'Trading' } as const

/** Bound: this request, and the digest of all that it says. Shown: every field. */
const contentOf = ({ id, digest, purpose, fields }: Approval): Content => ({
  bound: { approval: id, content: digest.toString('base64url'), purpose },
  shown: [...fields, { label: 'Proved as', value: PURPOSE_NAMES[purpose] }],
})

const viewOf = (approval: Approval, now: Ms): ApprovalView => {
  const state = stateOf(approval, now)
  return {
    id: approval.id,
    state,
    purpose: approval.purpose,
    setting: approval.setting,
    fields: approval.fields.map(({ label, value }) => ({ label, value })),
    askedAt: iso(approval.askedAt),
    expiresAt: iso(approval.expiresAt),
    decidedAt: decidedAtOf(approval, state),
  }
}

const decidedAtOf = ({ decidedAt, expiresAt }: Approval, state: string): string | null =>
  state === 'open' ? null : iso(decidedAt ?? expiresAt)

export const routes = serve(approvals, handlers)
