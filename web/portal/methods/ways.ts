// Pure: what may be done with a method, by which proof, and when it would take effect. The server judges; this is so
// that a client knows before choosing. What is bound and proved says it once more.
import type { ChangeView, MethodView } from '../../../src/features/methods/contract.ts'
import { PURPOSES, type Purpose } from '../../../src/lib/purposes.ts'

export type Change = {
  readonly kind: 'on' | 'off' | 'remove'
  readonly method: MethodView
  /** None: the whole method. */
  readonly purpose?: Purpose
}
export type Way = { readonly by: Purpose | 'itself'; readonly effect: 'at-once' | 'waits' }

type Kind = MethodView['method']
/** What each kind may answer for. */
export const ALLOWED: Readonly<Record<Kind, readonly Purpose[]>> = {
  webauthn: PURPOSES,
  totp: PURPOSES,
  'backup-code': ['sign-in', 'funding'],
  'email-code': ['sign-in', 'funding'],
  'sms-code': ['sign-in', 'funding'],
}
type Used = 'kind' | 'secret' | 'channel'
/** One secret, one mailbox, one number: each answers for one purpose. */
const ONE_PURPOSE: Partial<Record<Kind, Used>> = {
  totp: 'secret',
  'email-code': 'channel',
  'sms-code': 'channel',
}

export type PurposeState =
  | { readonly kind: 'on' | 'off' | 'suspended' }
  | { readonly kind: 'turning-on' | 'turning-off'; readonly dueAt: number }
  | { readonly kind: 'not-allowed'; readonly why: Used }

export function stateOf(method: MethodView, purpose: Purpose, waiting: readonly ChangeView[]): PurposeState {
  const isOn = method.purposes.includes(purpose)
  if (isOn && method.suspendedAt !== null) return { kind: 'suspended' }
  const change = waiting.find(
    (one) => one.factor === method.id && (one.purpose === purpose || (one.kind === 'remove' && isOn)),
  )
  if (change !== undefined)
    return { kind: change.kind === 'on' ? 'turning-on' : 'turning-off', dueAt: Date.parse(change.dueAt) }
  if (isOn) return { kind: 'on' }
  const why = ONE_PURPOSE[method.method]
  if (!ALLOWED[method.method].includes(purpose)) return { kind: 'not-allowed', why: 'kind' }
  return why !== undefined && method.purposes.length > 0 ? { kind: 'not-allowed', why } : { kind: 'off' }
}

/** The purposes a method of this kind could be added for. */
export const purposesOf = (kind: Kind): readonly Purpose[] =>
  PURPOSES.filter((one) => ALLOWED[kind].includes(one))

const ownOf = (all: readonly MethodView[], purpose: Purpose): readonly MethodView[] =>
  all.filter((one) => one.purposes.includes(purpose))

/** To let a method of this grade answer for a purpose. */
export function waysOn(
  all: readonly MethodView[],
  grade: MethodView['grade'],
  purpose: Purpose,
): readonly Way[] {
  const own = ownOf(all, purpose)
  // The first own method of a purpose puts something where nothing was.
  if (own.length === 0) return [{ by: 'sign-in', effect: 'at-once' }]
  const isWeaker = own.every((one) => one.grade < grade)
  if (isWeaker) return [{ by: 'sign-in', effect: 'waits' }]
  const byOwn: Way = { by: purpose, effect: 'at-once' }
  return purpose === 'sign-in' ? [byOwn] : [byOwn, { by: 'sign-in', effect: 'waits' }]
}

function waysOff(all: readonly MethodView[], { method, purpose }: Change, now: number): readonly Way[] {
  const others = all.filter((one) => one.id !== method.id && one.suspendedAt === null)
  const leaving = purpose === undefined ? method.purposes : [purpose]
  const ripeStays = leaving.every((one) => ownOf(others, one).some(({ ripeAt }) => Date.parse(ripeAt) <= now))
  const bySignIn: Way = { by: 'sign-in', effect: 'waits' }
  return ripeStays && method.suspendedAt === null
    ? [{ by: 'itself', effect: 'at-once' }, bySignIn]
    : [bySignIn]
}

export function waysOf(all: readonly MethodView[], change: Change, now: number): readonly Way[] {
  return change.kind === 'on' && change.purpose !== undefined
    ? waysOn(all, change.method.grade, change.purpose)
    : waysOff(all, change, now)
}
