// What a change of methods does when it takes effect: at once in a session, or later by the clock. The same for both.

import type { AuditData, AuditLine } from '../../audit/events.ts'
import type { Tx } from '../../db/tx.ts'
import { apply } from '../../db/write.ts'
import {
  type ChangeKind,
  cancelChangesOf,
  isOfLock,
  isOfMethod,
  isOfPush,
  type Waiting,
  type WaitingContact,
} from '../../factors/changes.ts'
import { maskedAddress } from '../../factors/email-code/email-code.ts'
import { changeFactor, type Factor, removeFactor } from '../../factors/enrolled.ts'
import type { Purpose } from '../../factors/method.ts'
import { PROFILES, type Profile } from '../../factors/profiles.ts'
import { dropProving } from '../../factors/store.ts'
import { endSessions } from '../../identify/sessions.ts'
import { LOCK_WORDS } from '../../lib/lock-groups.ts'
import { maskedNumber } from '../../lib/phone.ts'
import { HOUR, type Ms } from '../../lib/time.ts'
import { applyDecision, type Notice } from '../../notify/outbox.ts'
import { type Held, type MethodChange, WAIT_HOURS } from '../../policy/identities.ts'
import { newHold } from '../../policy/store.ts'
import type { Deps } from '../../serve/deps.ts'
import { doneWords, type Spoken } from './notices.ts'

export const WAIT: Ms = WAIT_HOURS * HOUR
/** Withdrawals wait after a method was weakened or replaced (RULES part 2). */
const HOLD_HOURS = 24

export const profileOf = ({ settings }: Deps): Profile => PROFILES[settings.profile]

export const heldOf = (factor: Factor, now: Ms): Held => ({
  id: factor.id,
  method: factor.method,
  purposes: factor.purposes,
  ripe: factor.ripeAt <= now,
  synced: factor.row.synced,
  suspended: factor.row.suspended_at !== null,
})

/** One change of one method, as it is stored and spoken of. */
export type Asked = {
  readonly kind: ChangeKind
  readonly factor: Factor
  readonly purpose: Purpose | undefined
}
export const changeOf = ({ kind, factor, purpose }: Asked, now: Ms): MethodChange => {
  const method = heldOf(factor, now)
  return kind === 'remove' || kind === 'lost' || purpose === undefined
    ? { kind: 'remove', method }
    : { kind, method, purpose }
}
export const spokenOf = ({ kind, factor, purpose }: Asked) => ({
  kind,
  name: factor.name,
  purpose: purpose ?? null,
})
export const dataOf = ({ factor, purpose }: Asked): AuditData => ({
  method: factor.method,
  name: factor.name,
  ...(purpose !== undefined && { purpose }),
})

/** Any change that waits, as it is spoken of. @returns undefined for a method that is gone. */
export function told(
  change: Waiting,
  factors: readonly Factor[],
): { readonly spoken: Spoken; readonly data: AuditData } | undefined {
  const { kind } = change
  if (kind === 'pin' || kind === 'password')
    return { spoken: { kind, name: '', purpose: null }, data: { change: kind } }
  if (isOfPush(change))
    return { spoken: { kind: 'push-off', name: '', purpose: null }, data: { change: 'push-off' } }
  if (isOfLock(change)) {
    const { group } = change
    return {
      spoken: { kind: 'lock', name: LOCK_WORDS[group], purpose: null },
      data: { change: 'lock', group },
    }
  }
  if (!isOfMethod(change)) {
    const name = shownAddress(change)
    return {
      spoken: { kind: change.kind, name, purpose: null },
      data: { change: change.kind, ...(name !== '' && { to: name }) },
    }
  }
  const factor = factors.find((one) => one.id === change.factor)
  const asked = factor && { kind: change.kind, factor, purpose: change.purpose ?? undefined }
  return asked && { spoken: spokenOf(asked), data: { change: asked.kind, ...dataOf(asked) } }
}
const shownAddress = ({ kind, address }: WaitingContact): string =>
  address === null ? '' : kind === 'email' ? maskedAddress(address) : maskedNumber(address)

const EVENTS = {
  on: 'factor.turned-on',
  off: 'factor.turned-off',
  remove: 'factor.removed',
  lost: 'factor.removed',
} as const

export type Doing = {
  readonly account: { readonly id: string; readonly email: string }
  /** Stays signed in: the one that asked. */
  readonly session: string
  readonly seen: AuditData
  /** The purpose that is turned on has no method of its own yet. */
  readonly isFirstOwn: boolean
  /** Said instead of what is said of every change. */
  readonly notice?: Notice
  /** The waiting row that this settles: what waited is what weakens, and money waits after it (RULES part 2). */
  readonly settles?: string
}

export async function takeEffect(tx: Tx, deps: Deps, asked: Asked, doing: Doing): Promise<void> {
  const { kind, factor, purpose } = asked
  const { account } = doing
  const without = (list: readonly Purpose[]) => list.filter((one) => one !== purpose)
  if (kind === 'on' && purpose !== undefined) {
    const firstOwnOf = [...factor.firstOwnOf, ...(doing.isFirstOwn ? [purpose] : [])]
    await apply(tx.db, [changeFactor(factor.id, { purposes: [...factor.purposes, purpose], firstOwnOf })])
  } else {
    const write =
      kind === 'remove' || kind === 'lost'
        ? removeFactor(factor.id, tx.now)
        : changeFactor(factor.id, {
            purposes: without(factor.purposes),
            firstFor: without(factor.firstFor),
            firstOwnOf: without(factor.firstOwnOf),
          })
    // What was to be proved by it, or was asked for with it, ends with it (RULES part 5).
    await apply(tx.db, [write, ...dropProving(account.id)])
    await cancelChangesOf(tx, account.id, factor.id, doing.settles)
    await endSessions(tx, account.id, { but: doing.session })
    tx.after(() => deps.sessions.drop(account.id))
  }
  if (doing.settles !== undefined) {
    const hold = { account: account.id, cause: 'method-weakened', hours: HOLD_HOURS } as const
    await apply(tx.db, [newHold(deps.random, hold, tx.now).write])
  }
  const line: AuditLine = { event: EVENTS[kind], data: { ...doing.seen, ...dataOf(asked) } }
  const words = doneWords(deps.settings, spokenOf(asked))
  const notice = doing.notice ?? { event: EVENTS[kind], words }
  await applyDecision(tx, deps, account, { audit: [line], notices: [notice] })
}
