// Pure: the two halves of a reset. First an address and a code, which may or may not belong to an account; then, once
// the code is right, a challenge of that account like any other.
//
//   address ──▶ code ──right──▶ challenge: second factor ──▶ new password ──▶ sign in
//                └── five wrong codes, ten minutes, another browser ──▶ ended

import type { Step } from '../../factors/challenge.ts'
import { METHODS, methodsOf } from '../../factors/methods.ts'
import type { ChallengeView } from '../../lib/challenge-view.ts'
import { MINUTE } from '../../lib/time.ts'
import { ACTIONS, type AccountState, type ActionName } from '../../policy/actions.ts'

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

/** Everything that was asked has been proved: the new password may be chosen. */
export const isProved = (steps: readonly Step[]): boolean => steps.every((step) => step.done)

/**
 * What answers for a reset: of its grade, and not a backup code, which would make it wait (RULES part 3). Waiting resets
 * do not exist yet.
 */
export const serves = (method: string): boolean =>
  methodsOf(ACTIONS['password.reset'].least).some((one) => one === method && !METHODS[one].properties.usedUp)

/** The list of a sign-in holds methods that do not count here. */
export function methodsOfRow(view: ChallengeView): ChallengeView {
  return {
    ...view,
    steps: view.steps.map((step) =>
      step.kind === 'factor' ? { ...step, methods: step.methods.filter((one) => serves(one.method)) } : step,
    ),
  }
}
