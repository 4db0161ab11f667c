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
  /** Any but this one answers: who says that it is lost cannot prove it by it. */
  readonly but?: string
  /** One that proves itself beside this: another kind answers, or another key. */
  readonly beside?: string
  /** A channel that is no proof here: a mailbox of its own replacement. */
  readonly without?: Channel | undefined
  /** In the first day of a first own method both are asked, each in its step: those of sign-in, and it. */
  readonly part?: 'lent' | 'own'
  readonly profile?: ProfileName
}
type Enrolled = {
  readonly id: string
  readonly method: string
  readonly purposes: readonly string[]
  readonly synced: boolean | null
  /** When it was said to be lost: it answers for nothing but its own return. */
  readonly suspended_at: unknown
}

/** A purpose without a method of its own is answered by those of sign-in that no channel carries. */
const STANDS_IN: readonly Grade[] = ['A', 'B']

/**
 * `all`: every method that the account has now, in any order. An own method ends the standing in, however young, and also
 * while it is suspended: who says that the key of funding is lost would else open funding by saying so.
 */
export function whoAnswers<One extends Enrolled>(
  all: readonly One[],
  { only, but, beside, without, ...identity }: Identity,
): readonly One[] {
  if (only !== undefined) return all.filter(({ id }) => id === only)
  const other = all.find(({ id }) => id === beside)
  return forPurpose(all, identity).filter(
    (one) =>
      one.id !== but && (without === undefined || !isOver(one, without)) && (!other || isAnother(one, other)),
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
  { purpose, part, profile = 'standard' }: Identity,
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
  if (part === 'own' || (part === undefined && own.length > 0))
    return own.filter((one) => isAtHand(one) && fits(one))
  return all.filter(
    (one) =>
      isAtHand(one) &&
      one.purposes.includes('sign-in') &&
      isMethodName(one.method) &&
      STANDS_IN.includes(METHODS[one.method].properties.grade) &&
      fits(one),
  )
}

type Aged = Enrolled & { readonly ripe: boolean; readonly first_own_of: readonly string[] }
/**
 * Is the first own method of this purpose still young? Then it is asked beside one of sign-in: alone it would let in who
 * added it, and without it the purpose would be as weak as before (RULES part 1, "first own method of a purpose").
 */
export function isFirstDay(all: readonly Aged[], purpose: Purpose): boolean {
  const own = all.filter(({ purposes }) => purposes.includes(purpose))
  return (
    own.some((one) => one.first_own_of.includes(purpose)) && own.every((one) => isAtHand(one) && !one.ripe)
  )
}

const isAtHand = ({ suspended_at: since }: Enrolled): boolean => since === null
