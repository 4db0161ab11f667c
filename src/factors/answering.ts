// Pure: which methods of an account answer for a purpose (RULES part 0, "grade"). The one place that says so: facts,
// choices and answers all ask it.

import type { Grade, Purpose } from './method.ts'
import { isMethodName, METHODS } from './methods.ts'

/** Whose methods answer: those on for the purpose; where one is to prove itself, it alone. */
export type Identity = { readonly purpose: Purpose; readonly only?: string }
type Enrolled = { readonly id: string; readonly method: string; readonly purposes: readonly string[] }

/** A purpose without a method of its own is answered by those of sign-in that no channel carries. */
const STANDS_IN: readonly Grade[] = ['A', 'B']

/** `all`: every method that the account has now, in any order. An own method, however young, ends the standing in. */
export function whoAnswers<One extends Enrolled>(
  all: readonly One[],
  { purpose, only }: Identity,
): readonly One[] {
  if (only !== undefined) return all.filter(({ id }) => id === only)
  const own = all.filter(({ purposes }) => purposes.includes(purpose))
  if (own.length > 0) return own
  return all.filter(
    ({ method, purposes }) =>
      purposes.includes('sign-in') &&
      isMethodName(method) &&
      STANDS_IN.includes(METHODS[method].properties.grade),
  )
}
