// Pure: what answers for each purpose, in the order in which it is asked. The server decides (src/factors/answering.ts)
// and a test holds this to it; here it is so that a client sees all of it at a glance.
import type { z } from 'zod'
import type { ChangeView, MethodView, methods } from '../../../src/features/methods/contract.ts'
import { PURPOSES, type Purpose } from '../../../src/lib/purposes.ts'

export type Allowance = z.output<typeof methods.profile.output>['purposes'][number]

export type Answerer = {
  readonly method: MethodView
  /** `young`: on, and approves nothing before it is ripe. `lost`, `not-allowed`: on, and answers for nothing. */
  readonly state: 'answers' | 'young' | 'lost' | 'not-allowed'
  /** `then`: it is asked first as soon as it is ripe. */
  readonly first: 'now' | 'then' | 'no'
  /** May be put before the others. */
  readonly mayBeFirst: boolean
}
export type Identity = {
  readonly purpose: Purpose
  /** Whose methods answer: its own, or those of sign-in that stand in. */
  readonly by: 'own' | 'sign-in'
  /** In the order in which they are asked; what answers for nothing last. */
  readonly rows: readonly Answerer[]
  /** Methods of sign-in that do not stand in: too weak for this purpose. */
  readonly leftOut: readonly MethodView[]
  /** In the first day of a first own method: those of sign-in, one of which is asked beside it. */
  readonly beside: readonly MethodView[]
  /** `shut`: nothing answers, and no time changes that by itself. `not-yet`: nothing before `opensAt`, in milliseconds. */
  readonly door: Door
  /** What waits and is told here: each change once, with the first purpose that it touches. */
  readonly waiting: readonly ChangeView[]
}

type Door =
  | { readonly kind: 'open' }
  | { readonly kind: 'shut' }
  | { readonly kind: 'not-yet'; readonly opensAt: number }

export type Given = {
  readonly methods: readonly MethodView[]
  readonly waiting: readonly ChangeView[]
  readonly allowances: readonly Allowance[]
}

/** @param now in milliseconds, by the server's clock. */
export function identitiesOf(given: Given, now: number): readonly Identity[] {
  return PURPOSES.map((purpose) => identityOf(given, purpose, now))
}

function identityOf({ methods: all, waiting, allowances }: Given, purpose: Purpose, now: number): Identity {
  const own = all.filter(({ purposes }) => purposes.includes(purpose))
  const by = own.length > 0 ? 'own' : 'sign-in'
  const fits = fitsIn(allowances, purpose)
  const answers = asked(
    by === 'own' ? own.filter((one) => isAtHand(one) && fits(one)) : standIns(all, fits),
    purpose,
  )
  const firstDay = isFirstDay(own, purpose, now)
  const beside = firstDay ? asked(standIns(all, fits), purpose) : []
  // A young method signs in already; what it may not do yet is approve.
  const isReady = (one: MethodView): boolean => purpose === 'sign-in' || isRipe(one, now)
  const first = (firstDay ? answers : answers.filter(isReady))[0]
  return {
    purpose,
    by,
    rows: [
      ...answers.map((method, at) => ({
        method,
        state: isRipe(method, now) ? ('answers' as const) : ('young' as const),
        first: method === first ? ('now' as const) : at === 0 ? ('then' as const) : ('no' as const),
        mayBeFirst: by === 'own' && at > 0,
      })),
      ...own
        .filter((one) => !answers.includes(one))
        .map((method) => ({
          method,
          state: isAtHand(method) ? ('not-allowed' as const) : ('lost' as const),
          first: 'no' as const,
          mayBeFirst: false,
        })),
    ],
    leftOut: by === 'own' ? [] : all.filter((one) => isOfSignIn(one) && !answers.includes(one)),
    beside: beside.filter((one) => isRipe(one, now)),
    door: doorOf(firstDay ? beside : answers, isReady),
    waiting: waiting.filter((change) => placeOf(change, all) === purpose),
  }
}

/** In the first day both must be answered, and the one of sign-in is what decides whether it can be. */
function doorOf(those: readonly MethodView[], isReady: (one: MethodView) => boolean): Door {
  if (those.length === 0) return { kind: 'shut' }
  if (those.some(isReady)) return { kind: 'open' }
  return { kind: 'not-yet', opensAt: Math.min(...those.map(({ ripeAt }) => Date.parse(ripeAt))) }
}

const isAtHand = ({ suspendedAt }: MethodView): boolean => suspendedAt === null
const isOfSignIn = (one: MethodView): boolean => isAtHand(one) && one.purposes.includes('sign-in')
const isRipe = ({ ripeAt }: MethodView, now: number): boolean => Date.parse(ripeAt) <= now

/** What was on for sign-in before the platform raised its profile signs in still. */
function fitsIn(allowances: readonly Allowance[], purpose: Purpose): (one: MethodView) => boolean {
  const allowance = allowances.find((one) => one.purpose === purpose)
  return ({ grade, synced }) =>
    purpose === 'sign-in' ||
    allowance === undefined ||
    (allowance.grades.includes(grade) && (!allowance.deviceBound || synced === false))
}

/** Nothing that a channel carries stands in for a purpose without a method of its own. */
const standIns = (all: readonly MethodView[], fits: (one: MethodView) => boolean): readonly MethodView[] =>
  all.filter((one) => isOfSignIn(one) && one.grade !== 'C' && fits(one))

/** What was put first, then the strongest, then the eldest, in which order the server lists them. */
function asked(those: readonly MethodView[], purpose: Purpose): readonly MethodView[] {
  const order = ({ firstFor, grade }: MethodView): string => (firstFor.includes(purpose) ? '' : grade)
  return those.toSorted((one, other) => order(one).localeCompare(order(other)))
}

const isFirstDay = (own: readonly MethodView[], purpose: Purpose, now: number): boolean =>
  own.some(({ firstOwnOf }) => firstOwnOf.includes(purpose)) &&
  own.every((one) => isAtHand(one) && !isRipe(one, now))

/** A whole method that goes is told where it is met first; one that is on for nothing, not here. */
function placeOf({ purpose, factor }: ChangeView, all: readonly MethodView[]): Purpose | undefined {
  if (purpose !== null) return purpose
  const of = all.find(({ id }) => id === factor)?.purposes ?? []
  return PURPOSES.find((one) => of.includes(one))
}
