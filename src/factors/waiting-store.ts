// The rows of sign-ins that wait for their device to be approved by a session on a known one.

import type { Database } from '../db/connect.ts'
import { at } from '../db/tx.ts'
import { make, type Write } from '../db/write.ts'
import type { Ms } from '../lib/time.ts'
import { TRIES_PER_CHALLENGE } from '../limits/table.ts'
import { presentStep, type Step } from './challenge.ts'
import type { AskedFrom, ChallengeRow } from './store.ts'

/** A step that somebody else has proved for it: where a session on a known device approves another. */
export const markSteps = (challenge: string, steps: readonly Step[]): Write =>
  make
    .updateTable('challenge')
    .set({ steps: JSON.stringify(steps) })
    .where('id', '=', challenge)
    .compile()

/** The sign-ins of an account that wait for their device to be approved. */
export async function waitingSignIns(
  db: Database,
  account: string,
  now: Ms,
): Promise<readonly WaitingSignIn[]> {
  const rows = await db
    .selectFrom('challenge as c')
    .innerJoin('account as a', 'a.id', 'c.account')
    .select(['c.id', 'c.steps', 'c.asked_from', 'c.created_at', 'c.expires_at'])
    .where('c.account', '=', account)
    .where('c.session', 'is', null)
    .where('c.asked_from', 'is not', null)
    .where('c.tries', '<', TRIES_PER_CHALLENGE)
    .where('c.expires_at', '>', at(now))
    .whereRef('c.credential_version', '=', 'a.credential_version')
    .orderBy('c.created_at')
    .limit(20)
    .forUpdate('c')
    .execute()
  return rows
    .map((row) => ({
      id: row.id,
      steps: row.steps as readonly Step[],
      askedFrom: row.asked_from as AskedFrom,
      askedAt: row.created_at,
      expiresAt: row.expires_at,
    }))
    .filter(({ steps }) => presentStep(steps)?.kind === 'device')
}
export type WaitingSignIn = Pick<ChallengeRow, 'id' | 'steps' | 'expiresAt'> & {
  readonly askedFrom: AskedFrom
  readonly askedAt: Ms
}
