// Pure: the one function that decides. Facts are few and each has few values, so that every combination can be
// tried (decide.test.ts does, and a later exposure report will).

import type { StepKind } from '../lib/challenge-view.ts'
import {
  ACTIONS,
  type AccountState,
  type ActionName,
  type ActionRow,
  isLockable,
  ofSession,
} from './actions.ts'

/** What is true of the account and the asker, for one act on one content at one moment (policy/facts.ts reads it). */
export type Facts = {
  /** `reader`: a session that only reads. */
  readonly caller: 'nobody' | 'session' | 'reader' | 'locked-session' | 'platform'
  readonly state: AccountState
  /** Is a group of the settings lock on that refuses this act? */
  readonly lock: 'open' | 'on'
  /** The best method that answers for the act's purpose. */
  readonly factor: 'none' | 'unripe' | 'ripe'
  readonly pin: 'none' | 'set'
  /** The device that signs in. Only the door looks at it. */
  readonly device: 'new' | 'known'
  /** The first own method of the purpose is in its first day: it is asked beside one of sign-in (`factor`). */
  readonly firstDay: boolean
  /** The steps already proved for this very act and content, or at sign-in for this attempt. */
  readonly proved: readonly StepKind[]
}

export type Reason =
  | 'sign-in-required'
  | 'session-locked'
  | 'credential-required'
  | 'state-forbids'
  | 'settings-locked'
  | 'no-method'
  | 'no-pin'
  | 'reading-only'
export type Verdict =
  | { readonly kind: 'allow' }
  | { readonly kind: 'challenge'; readonly steps: readonly StepKind[] }
  | { readonly kind: 'refuse'; readonly reason: Reason }

const refused = (reason: Reason): Verdict => ({ kind: 'refuse', reason })

/**
 * What the row asks of this account: who has a PIN does not choose one, a known device is not
 * approved again, and beside a first own method in its first day one of sign-in is asked.
 */
export const stepsOf = (
  { proof }: Pick<ActionRow, 'proof'>,
  { pin, device, firstDay = false }: Pick<Facts, 'pin' | 'device'> & Partial<Pick<Facts, 'firstDay'>>,
): readonly StepKind[] =>
  proof
    .filter((step) => (step !== 'set-pin' || pin === 'none') && (step !== 'device' || device === 'new'))
    .flatMap((step) => (step === 'factor' && firstDay ? [step, 'own' as const] : [step]))

/** Allow, ask for proof, or refuse. The strictest answer wins; asking comes last, so that nobody proves in vain. */
export function decide(action: ActionName, facts: Facts): Verdict {
  const row: ActionRow = ACTIONS[action]
  const { caller } = facts
  if (ofSession(row) && (caller === 'nobody' || caller === 'platform')) return refused('sign-in-required')
  if (row.caller === 'session' && caller === 'locked-session') return refused('session-locked')
  if (row.caller === 'session' && caller === 'reader' && row.reading === 'refused')
    return refused('reading-only')
  if (row.caller === 'platform' && caller !== 'platform') return refused('credential-required')
  if (!row.states.includes(facts.state)) return refused('state-forbids')
  if (isLockable(row) && facts.lock === 'on') return refused('settings-locked')
  const missing = stepsOf(row, facts).filter((step) => !facts.proved.includes(step))
  if (missing.length === 0) return { kind: 'allow' }
  // It is chosen at the next sign-in.
  if (missing.includes('pin') && facts.pin === 'none') return refused('no-pin')
  if (missing.includes('factor') && !answers(row, facts)) return refused('no-method')
  if (missing.includes('itself') && facts.factor === 'none') return refused('no-method')
  return { kind: 'challenge', steps: missing }
}

function answers(row: ActionRow, facts: Facts): boolean {
  return facts.factor === 'ripe' || (facts.factor === 'unripe' && row.unripe === 'serves')
}
