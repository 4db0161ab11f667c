// The rows of holds: while one runs, no withdrawal goes out. Each has an end of its own, and the latest counts
// (RULES part 4). Nobody lifts one and none becomes shorter, so that they are only ever added.

import { make, type Write } from '../db/write.ts'
import type { Random } from '../lib/bytes.ts'
import type { HoldCause } from '../lib/hold-causes.ts'
import { newId } from '../lib/ids.ts'
import { HOUR, type Ms } from '../lib/time.ts'

export type NewHold = { readonly account: string; readonly cause: HoldCause; readonly hours: number }

/** A hold from now on, to be written with what causes it. */
export function newHold(
  random: Random,
  { account, cause, hours }: NewHold,
  now: Ms,
): { readonly endsAt: Ms; readonly write: Write } {
  const endsAt = now + hours * HOUR
  const row = { id: newId(random), account, cause, began_at: new Date(now), ends_at: new Date(endsAt) }
  return { endsAt, write: make.insertInto('hold').values(row).compile() }
}
