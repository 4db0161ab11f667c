// Pure: the settings lock. It is turned on at once and opened by waiting; nobody shortens the wait (RULES parts 1 and 2).

import type { LockGroup } from '../lib/lock-groups.ts'
import { DAY, type Ms } from '../lib/time.ts'

/** One group that its owner has locked. */
export type Lock = {
  readonly group: LockGroup
  readonly waitDays: number
  /** Since when it stands so. */
  readonly since: Ms
  /** Opened for a time: open until then, and locked again from then on. */
  readonly openUntil: Ms | null
}
/** What is to be locked, and with which wait. */
export type Wanted = Pick<Lock, 'group' | 'waitDays'>

export const isOn = ({ openUntil }: Pick<Lock, 'openUntil'>, now: Ms): boolean =>
  openUntil === null || openUntil <= now

export const lockedGroups = (locks: readonly Lock[], now: Ms): readonly LockGroup[] =>
  locks.filter((one) => isOn(one, now)).map(({ group }) => group)

/** How long it takes to open it. */
export const openingWait = ({ waitDays }: Pick<Lock, 'waitDays'>): Ms => waitDays * DAY

/** How long a change of settings has to wait for the lock; nothing, where it is open. */
export function settingsWait(locks: readonly Lock[], now: Ms): Ms {
  const standing = locks.find((one) => one.group === 'settings' && isOn(one, now))
  return standing ? openingWait(standing) : 0
}

export type Locking =
  | { readonly kind: 'refused'; readonly reason: 'shorter-wait' | 'no-change' }
  | { readonly kind: 'lock'; readonly changed: readonly Lock[] }

/**
 * What is locked anew, or for longer. A group that is on keeps its wait or gets a longer one: a shorter one is a weakening,
 * which waits out the one in force (RULES part 1).
 */
export function judgeLocking(locks: readonly Lock[], wanted: readonly Wanted[], now: Ms): Locking {
  const standing = new Map(locks.filter((one) => isOn(one, now)).map((one) => [one.group, one]))
  if (wanted.some(({ group, waitDays }) => waitDays < (standing.get(group)?.waitDays ?? 0)))
    return { kind: 'refused', reason: 'shorter-wait' }
  const changed = wanted.filter(({ group, waitDays }) => standing.get(group)?.waitDays !== waitDays)
  if (changed.length === 0) return { kind: 'refused', reason: 'no-change' }
  return { kind: 'lock', changed: changed.map((one) => ({ ...one, since: now, openUntil: null })) }
}
