// Pure: which methods of an account answer for a purpose (RULES part 0, "grade"). The one place that says so: facts,
// choices and answers all ask it.

import type { Channel, Grade, Purpose } from './method.ts'
import { isMethodName, METHODS } from './methods.ts'
import { allows, PROFILES, type ProfileName } from './profiles.ts'

/** Whose methods answer: those on for the purpose, as the platform's profile allows. */
export type Identity = {
  readonly purpose: Purpose
  /** Where one is to prove itself: it alone. */
  readonly only?: string
  /** One that proves itself beside this: another kind answers, or another key. */
  readonly beside?: string
  /** A channel that is no proof here: a mailbox of its own replacement. */
  readonly without?: Channel | undefined
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
  { only, beside, without, ...identity }: Identity,
): readonly One[] {
  if (only !== undefined) return all.filter(({ id }) => id === only)
  const other = all.find(({ id }) => id === beside)
  return forPurpose(all, identity).filter(
    (one) => (without === undefined || !isOver(one, without)) && (!other || isAnother(one, other)),
  )
}

const isOver = ({ method }: Enrolled, channel: Channel): boolean =>
  isMethodName(method) && METHODS[method].properties.channel === channel
/** One secret, one list, one channel counts once; what signs its purpose is another thing each time. */
function isAnother(one: Enrolled, other: Enrolled): boolean {
  if (one.method !== other.method) return true
  if (one.id === other.id || !isMethodName(one.method)) return false
  const { serves, usedUp } = METHODS[one.method].properties
  return serves === 'any-purpose' && !usedUp
}

function forPurpose<One extends Enrolled>(
  all: readonly One[],
  { purpose, profile = 'standard' }: Identity,
): readonly One[] {
  // For sign-in, what was on before the profile was raised signs in still, to add a better one (RULES part 4).
  const fits = (one: One): boolean =>
    purpose === 'sign-in' ||
    (isMethodName(one.method) &&
      allows(PROFILES[profile], purpose, {
        grade: METHODS[one.method].properties.grade,
        synced: one.synced,
      }))
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
