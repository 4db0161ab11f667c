// Pure: the steps of a challenge, in order. The same for sign-in, settings and whatever is protected later.
//
//   open ──right answer──▶ next step ──last one──▶ passed (a proof, or at sign-in a session)
//     │ five wrong answers, ten minutes, older credentials, the session's end
//     └──▶ ended

import type { StepKind } from '../lib/challenge-view.ts'
import { MINUTE, type Ms } from '../lib/time.ts'
import { TRIES_PER_CHALLENGE } from '../limits/table.ts'
import { FIRST_METHODS, isMethodName, METHODS } from './methods.ts'

export type Step = {
  readonly kind: StepKind
  readonly done: boolean
  /** The enrolled method that proved it. */
  readonly by?: string
}

/** Long enough to find the phone, or for a mail to come. */
export const CHALLENGE_LIFE = 10 * MINUTE
/** A proof is for an act that is waiting for it (RULES part 0). */
export const PROOF_LIFE = 5 * MINUTE

export type ChallengeFacts = {
  readonly tries: number
  readonly expiresAt: Ms
  readonly credentialVersion: number
  readonly accountVersion: number
}

export const isOpen = (facts: ChallengeFacts, now: Ms): boolean =>
  facts.tries < TRIES_PER_CHALLENGE &&
  now < facts.expiresAt &&
  facts.credentialVersion === facts.accountVersion

/** The step that is to be answered now, or undefined when all are done. */
export const presentStep = (steps: readonly Step[]): Step | undefined => steps.find((step) => !step.done)

/**
 * The steps after the present one is done, by which method if one is enrolled for it. `besides`: what the same answer has
 * proved too; `then`: one more comes next.
 */
export function advance(
  steps: readonly Step[],
  by?: string,
  besides: readonly StepKind[] = [],
  then?: StepKind,
): readonly Step[] {
  const at = steps.findIndex((step) => !step.done)
  return steps.flatMap((step, place): readonly Step[] => {
    if (place !== at) return [besides.includes(step.kind) ? { ...step, done: true } : step]
    const done = { ...step, done: true, ...(by !== undefined && { by }) }
    return then === undefined ? [done] : [done, { kind: then, done: false }]
  })
}

/** The enrolled method that proved the last step that one proved. */
export const provedBy = (steps: readonly Step[]): string | undefined =>
  steps.findLast(({ by }) => by !== undefined)?.by

/** Which answers a step takes, by method. `password` and `pin` are checked outside the table: they have a store of their own. */
const ANSWERS: Readonly<Record<StepKind, readonly string[]>> = {
  password: ['password'],
  email: ['email-code'],
  'set-pin': ['pin'],
  pin: ['pin'],
  // Which of them do is said by device-ways.ts.
  device: ['email-code', 'backup-code', 'webauthn'],
  factor: Object.keys(METHODS),
  own: Object.keys(METHODS),
  itself: Object.keys(METHODS),
  passkey: ['webauthn'],
  enrol: FIRST_METHODS,
  'new-list': Object.keys(METHODS).filter((name) => isMethodName(name) && METHODS[name].properties.usedUp),
}
export const takes = (step: Step, method: string): boolean => ANSWERS[step.kind].includes(method)
