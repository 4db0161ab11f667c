// Pure: which methods of an account answer for a purpose (RULES part 0, "grade"). The one place that says so: facts,
// choices and answers all ask it.

import type { Grade, Purpose } from './method.ts'
import { isMethodName, METHODS } from './methods.ts'
import { allows, PROFILES, type ProfileName } from './profiles.ts'

/** Whose methods answer: those on for the purpose, as the platform's profile allows; where one is to prove itself, it alone. */
export type Identity = {
  readonly purpose: Purpose
  readonly only?: string
  /** This one proves itself in another step of the same act: a secret counts once in one procedure (RULES part 0). */
  readonly but?: string
  readonly profile?: ProfileName
}
type Enrolled = {
  readonly id: string
  readonly method: string
  readonly purposes: readonly string[]
  readonly synced: boolean | null
}

/** A purpose without a method of its own is answered by those of sign-in that no channel carries. */
const STANDS_IN: readonly Grade[] = ['A', 'B']

/** `all`: every method that the account has now, in any order. An own method, however young, ends the standing in. */
export function whoAnswers<One extends Enrolled>(
  all: readonly One[],
  { purpose, only, but, profile = 'standard' }: Identity,
): readonly One[] {
  if (only !== undefined) return all.filter(({ id }) => id === only)
  // For sign-in, what was on before the profile was raised signs in still, to add a better one (RULES part 4).
  const fits = (one: One): boolean =>
    one.id !== but &&
    (purpose === 'sign-in' ||
      (isMethodName(one.method) &&
        allows(PROFILES[profile], purpose, {
          grade: METHODS[one.method].properties.grade,
          synced: one.synced,
        })))
  const own = all.filter(({ purposes }) => purposes.includes(purpose))
  if (own.length > 0) return own.filter(fits)
  return all.filter(
    (one) =>
      one.purposes.includes('sign-in') &&
      isMethodName(one.method) &&
      STANDS_IN.includes(METHODS[one.method].properties.grade) &&
      fits(one),
  )
}
