// An approval is decided: the statement is signed, the log and the client are told, and the platform is on its way to
// be told, all in the transaction that decides. The same for approved, refused and expired.

import type { AuditData } from '../../audit/events.ts'
import type { Tx } from '../../db/tx.ts'
import { assert } from '../../lib/assert.ts'
import { signStatement } from '../../lib/jws.ts'
import type { Ms } from '../../lib/time.ts'
import { applyDecision, type Notice } from '../../notify/outbox.ts'
import type { Deps } from '../../serve/deps.ts'
import { type Outcome, type ProvedWith, STATEMENT_TYPE, statementOf } from './approval.ts'
import { currentKey } from './keys.ts'
import { approvedWords, refusedWords } from './notices.ts'
import { type Approval, keepDecision } from './store.ts'

const EVENTS = {
  approved: 'approval.approved',
  refused: 'approval.refused',
  expired: 'approval.expired',
} as const

export const dataOf = ({ id, purpose, digest }: Pick<Approval, 'id' | 'purpose' | 'digest'>): AuditData => ({
  approval: id,
  purpose,
  content: digest.toString('base64url'),
})

export type Settling = {
  readonly outcome: Outcome
  readonly decidedAt: Ms
  readonly proved?: ProvedWith
  /** Where the client sat who decided. */
  readonly seen?: AuditData
}

/** `approval` has been locked in this transaction and is open. @returns it as it is now. */
export async function settle(
  tx: Tx,
  deps: Deps,
  approval: Approval,
  { outcome, decidedAt, proved, seen = {} }: Settling,
): Promise<Approval> {
  const key = await currentKey(tx, deps)
  const decided = { ...approval, outcome, decidedAt, proved }
  const statement = signStatement(key, STATEMENT_TYPE, statementOf(decided, deps.settings.origin))
  const webhook = deps.webhook ? ('waiting' as const) : ('none' as const)
  const kept = await keepDecision(tx, approval.id, { outcome, decidedAt, statement, webhook })
  assert(kept, 'an approval was decided twice')
  const event = EVENTS[outcome]
  const data = { ...seen, ...dataOf(approval), ...(proved && { method: proved.method, grade: proved.grade }) }
  await applyDecision(
    tx,
    deps,
    { id: approval.accountId, email: approval.email },
    { audit: [{ event, data }], notices: noticesOf(deps, approval, outcome) },
  )
  if (deps.webhook) await deps.jobs.send(tx, 'webhook.send', { approval: approval.id })
  return { ...approval, outcome, decidedAt, statement }
}

/** What ran out of time is in the log; nobody did anything that would need to be told. */
function noticesOf({ settings }: Deps, approval: Approval, outcome: Outcome): Notice[] {
  if (outcome === 'expired') return []
  const words = (outcome === 'approved' ? approvedWords : refusedWords)(settings, approval)
  return [{ event: EVENTS[outcome], words }]
}

/** Its time is over and nothing has been written down: now it is. */
export const expire = (tx: Tx, deps: Deps, approval: Approval): Promise<Approval> =>
  settle(tx, deps, approval, { outcome: 'expired', decidedAt: approval.expiresAt })
