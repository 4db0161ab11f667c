// Pure: the two halves of a reset. First an address and a code, which may or may not belong to an account; then, once
// the code is right, a challenge of that account like any other.
//
//   address ──▶ code ──right──▶ challenge: second factor ──▶ new password ──▶ (a day, by a weak one) ──▶ sign in
//                └── five wrong codes, ten minutes, another browser ──▶ ended

import type { Identity } from '../../factors/answering.ts'
import type { Step } from '../../factors/challenge.ts'
import { isMethodName, METHODS } from '../../factors/methods.ts'
import type { ChallengeView } from '../../lib/challenge-view.ts'
import { HOUR, MINUTE, type Ms } from '../../lib/time.ts'
import { ACTIONS, type AccountState, type ActionName } from '../../policy/actions.ts'
import type { ResetView } from './contract.ts'

export const CODE_LIFE = 10 * MINUTE
export const TRIES = 5

/**
 * The holder of a reset's challenge. No cookie of ours can have a colon in it: what this browser holds for a reset is
 * nothing where a sign-in is looked for, and the other way round, or a mailbox and a factor would make a session.
 */
export const holderOf = (browserToken: string) => ({ browserToken: `password-reset:${browserToken}` })

export type ResetAction = Extract<ActionName, `password.reset${string}`>
export const actionFor = (state: AccountState): ResetAction =>
  state === 'new' ? 'password.reset-without-factor' : 'password.reset'

/** Whose methods answer: those of sign-in, but for the mailbox, which is proved before and counts once. */
export function identityOf(action: ResetAction): Identity {
  const { purpose, notOver } = ACTIONS[action]
  return notOver === 'nothing' ? { purpose } : { purpose, without: notOver }
}

/** Everything that was asked has been proved: the new password may be chosen. */
export const isProved = (steps: readonly Step[]): boolean => steps.every((step) => step.done)

/**
 * With what travels over a channel or is typed from a list, the owner gets a day to stop it; a locked account changes no
 * sooner than its lock opens. The two run side by side (RULES part 3, "Password").
 */
export const WAIT: Ms = 24 * HOUR
export const waitOf = (method: string | undefined, lockWait: Ms): Ms => Math.max(ownWait(method), lockWait)
function ownWait(method: string | undefined): Ms {
  if (method === undefined || !isMethodName(method)) return WAIT
  const { grade, usedUp } = METHODS[method].properties
  return grade === 'C' || usedUp ? WAIT : 0
}

/** `steps`: of the row that is viewed. `lockWait`: how long the settings lock of the account takes to open. */
export function resetView(challenge: ChallengeView, steps: readonly Step[], lockWait: Ms): ResetView {
  const proved = steps.find(({ kind, done }) => kind === 'factor' && done)
  if (!proved) return { challenge, waitHours: 0 }
  const methods = challenge.steps.find(({ kind }) => kind === 'factor')?.methods ?? []
  const { method } = methods.find(({ factor }) => factor === proved.by) ?? {}
  return { challenge, waitHours: waitOf(method, lockWait) / HOUR }
}
