// Pure: what a change of a client's methods is (RULES part 1). What strengthens is done at once, what weakens waits.

import { GRADES, type Grade, PURPOSES, type Purpose } from '../factors/method.ts'
import { METHODS, type MethodName } from '../factors/methods.ts'
import { allows, type Profile } from '../factors/profiles.ts'

/** One enrolled method, by its properties. */
export type Held = {
  readonly id: string
  readonly method: MethodName
  readonly purposes: readonly Purpose[]
  readonly ripe: boolean
  /** A key that may leave its device; null for what is no key. */
  readonly synced: boolean | null
  /** Said to be lost: it answers for nothing. */
  readonly suspended: boolean
}
export type MethodChange =
  | { readonly kind: 'on'; readonly method: Held; readonly purpose: Purpose }
  | { readonly kind: 'off'; readonly method: Held; readonly purpose: Purpose }
  | { readonly kind: 'remove'; readonly method: Held }
/** By what it is proved: a ripe method of this purpose, or the method itself. */
export type ProvedBy = Purpose | 'itself'

export const WAIT_HOURS = 24
export type Objection =
  | 'not-for-purpose'
  | 'profile-forbids'
  | 'already-so'
  | 'channel-used'
  | 'secret-used'
  | 'last-method'
  | 'only-channels-left'
  | 'proof-unfit'
  | 'suspended'
export type Judgement =
  | { readonly kind: 'at-once' }
  | { readonly kind: 'waits'; readonly hours: typeof WAIT_HOURS }
  | { readonly kind: 'refused'; readonly reason: Objection }

const AT_ONCE: Judgement = { kind: 'at-once' }
const WAITS: Judgement = { kind: 'waits', hours: WAIT_HOURS }
const refused = (reason: Objection): Judgement => ({ kind: 'refused', reason })

const propertiesOf = (held: Held) => METHODS[held.method].properties
const ownOf = (all: readonly Held[], purpose: Purpose): readonly Held[] =>
  all.filter(({ purposes }) => purposes.includes(purpose))

/** A purpose is as strong as the lowest grade that answers for it; one without a method of its own has none. */
export function gradeOf(all: readonly Held[], purpose: Purpose): Grade | undefined {
  const grades = ownOf(all, purpose).map((held) => propertiesOf(held).grade)
  return GRADES.findLast((grade) => grades.includes(grade))
}

/** Would a method turned on for this purpose be the first of its own? Sign-in always has one. */
export const isFirstOwn = (all: readonly Held[], purpose: Purpose | null): boolean =>
  purpose !== null && gradeOf(all, purpose) === undefined

const isWeaker = (grade: Grade, than: Grade): boolean => GRADES.indexOf(grade) > GRADES.indexOf(than)

/** `all`: every method of the account, the changed one among them if it is there already. */
export function judge(all: readonly Held[], change: MethodChange, by: ProvedBy, profile: Profile): Judgement {
  return change.kind === 'on' ? judgeOn(all, change, by, profile) : judgeOff(all, change, by)
}

type On = Extract<MethodChange, { kind: 'on' }>
function judgeOn(all: readonly Held[], { method, purpose }: On, by: ProvedBy, profile: Profile): Judgement {
  const { grade, purposes, serves } = propertiesOf(method)
  if (method.suspended) return refused('suspended')
  if (!purposes.includes(purpose)) return refused('not-for-purpose')
  if (method.purposes.includes(purpose)) return refused('already-so')
  if (!allows(profile, purpose, { grade, synced: method.synced })) return refused('profile-forbids')
  // One mailbox, one number, one secret never answers twice (RULES part 0, "counts once").
  if (serves === 'one-purpose' && method.purposes.length > 0)
    return refused(grade === 'C' ? 'channel-used' : 'secret-used')
  const present = gradeOf(all, purpose)
  // The first own method of a purpose puts something where nothing was.
  if (present === undefined) return by === 'sign-in' ? AT_ONCE : refused('proof-unfit')
  if (by !== purpose && by !== 'sign-in') return refused('proof-unfit')
  // Proved with a ripe method of that purpose: one in its first day has one of sign-in beside it, and proves no more.
  const isRipe = ownOf(all, purpose).some(({ ripe, suspended }) => ripe && !suspended)
  return by === purpose && isRipe && !isWeaker(grade, present) ? AT_ONCE : WAITS
}

type Off = Exclude<MethodChange, On>
function judgeOff(all: readonly Held[], change: Off, by: ProvedBy): Judgement {
  const { method } = change
  const leaving =
    change.kind === 'off' ? [change.purpose] : PURPOSES.filter((one) => method.purposes.includes(one))
  if (leaving.some((purpose) => !method.purposes.includes(purpose))) return refused('already-so')
  if (method.suspended && by === 'itself') return refused('suspended')
  const others = othersAtHand(all, method)
  const missed = leaving.includes('sign-in') ? missing(others) : undefined
  if (missed) return refused(missed)
  if (by === 'sign-in') return WAITS
  if (by !== 'itself') return refused('proof-unfit')
  const ripeStays = leaving.every((purpose) => ownOf(others, purpose).some(({ ripe }) => ripe))
  return ripeStays ? AT_ONCE : WAITS
}

/**
 * The last one for sign-in is replaced, never removed; and one that no channel carries stays among them, since it answers
 * for each purpose without a method of its own (RULES part 0, "grade"; invariant 14).
 */
function missing(
  others: readonly Held[],
): Extract<Objection, 'last-method' | 'only-channels-left'> | undefined {
  const left = ownOf(others, 'sign-in')
  if (left.length === 0) return 'last-method'
  return left.every((one) => propertiesOf(one).grade === 'C') ? 'only-channels-left' : undefined
}

const othersAtHand = (all: readonly Held[], { id }: Held): readonly Held[] =>
  all.filter((one) => one.id !== id && !one.suspended)

/**
 * A method said to be lost: suspended at once, if another one signs in. What it was on for stays shut to the methods of
 * sign-in until it is removed, as with any change that weakens.
 */
export function judgeLost(all: readonly Held[], method: Held): Judgement {
  if (method.suspended) return refused('already-so')
  const missed = method.purposes.includes('sign-in') ? missing(othersAtHand(all, method)) : undefined
  return missed ? refused(missed) : AT_ONCE
}

/** The methods after a change has taken effect. */
export function changed(all: readonly Held[], change: MethodChange): readonly Held[] {
  const { method } = change
  if (change.kind === 'remove') return all.filter(({ id }) => id !== method.id)
  const purposes =
    change.kind === 'on'
      ? [...method.purposes, change.purpose]
      : method.purposes.filter((one) => one !== change.purpose)
  const there = all.some(({ id }) => id === method.id)
  const next = { ...method, purposes }
  return there ? all.map((one) => (one.id === method.id ? next : one)) : [...all, next]
}
