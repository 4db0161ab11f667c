// Pure: how a device that is not known may be approved (RULES part 2, "new device"), beside what has proved the sign-in:
// one mailbox, one number and one list count once in it (RULES part 0).

import type { Ms } from '../lib/time.ts'
import { type Identity, whoAnswers } from './answering.ts'
import type { Step } from './challenge.ts'
import type { Properties } from './method.ts'
import { isMethodName, METHODS } from './methods.ts'

type Enrolled = {
  readonly id: string
  readonly method: string
  readonly purposes: readonly string[]
  readonly synced: boolean | null
  readonly ripe_at: Ms
  readonly suspended_at: unknown
}
const propertiesOf = ({ method }: { readonly method: string }): Properties | undefined =>
  isMethodName(method) ? METHODS[method].properties : undefined

/** A key that cannot leave its device, and that nobody can have added a moment ago, stands for the device beside it. */
export const standsForDevice = (one: Pick<Enrolled, 'method' | 'synced' | 'ripe_at'>, now: Ms): boolean =>
  propertiesOf(one)?.grade === 'A' && one.synced === false && one.ripe_at <= now

export type DeviceWays<One> = {
  /** A code to the confirmed mailbox. */
  readonly mailbox: boolean
  /** A code of a list, or a key that stands for its device. */
  readonly factors: readonly One[]
}

/** @param steps of the sign-in: by what its second factor was proved. */
export function waysToApprove<One extends Enrolled>(
  all: readonly One[],
  steps: readonly Step[],
  identity: Identity,
  now: Ms,
): DeviceWays<One> {
  const by = steps.find(({ kind }) => kind === 'factor')?.by
  const used = all.find(({ id }) => id === by)
  const spent = used && propertiesOf(used)
  // One that is gone since was a list whose last code was given: the list in its place counts with it.
  const isListSpent = spent ? spent.usedUp : by !== undefined
  const fits = (one: One): boolean =>
    one.id !== used?.id && (standsForDevice(one, now) || (propertiesOf(one)?.usedUp === true && !isListSpent))
  return { mailbox: spent?.channel !== 'mailbox', factors: whoAnswers(all, identity).filter(fits) }
}
