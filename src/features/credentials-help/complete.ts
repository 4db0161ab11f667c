// The end of a reset: every step is proved, and the policy says so. What stood on the old password ends; no session
// begins (RULES parts 3 and 5).

import { apply } from '../../db/write.ts'
import { cancelAllChanges } from '../../factors/changes.ts'
import { dropProving, type LockedChallenge } from '../../factors/store.ts'
import { beginReview, setPassword } from '../../identify/accounts.ts'
import { whereFrom } from '../../identify/client.ts'
import { forgetDevices } from '../../identify/devices.ts'
import { endSessions } from '../../identify/sessions.ts'
import { type Refused, refuse } from '../../lib/refusals.ts'
import { carryOut, effectsOf } from '../../notify/outbox.ts'
import { ACTIONS } from '../../policy/actions.ts'
import { decide } from '../../policy/decide.ts'
import { loadFacts } from '../../policy/facts.ts'
import { newHold } from '../../policy/store.ts'
import type { ActTx, Context } from '../../serve/context.ts'
import { resetDoneWords } from './notices.ts'
import type { ResetAction } from './password-reset.ts'
import { dropResetsOf } from './store.ts'

export async function completeReset(
  tx: ActTx,
  { deps, client }: Pick<Context, 'deps' | 'client'>,
  row: LockedChallenge,
  passwordHash: string,
): Promise<Refused<'state-forbids'> | undefined> {
  const { account, email } = row
  const action = row.action as ResetAction
  const { purpose, least, holdHours } = ACTIONS[action]
  const proved = row.steps.filter((step) => step.done).map((step) => step.kind)
  const facts = await loadFacts(
    tx.db,
    { account, session: undefined, identity: { purpose }, least, proved },
    tx.now,
  )
  if (decide(action, facts).kind !== 'allow') return refuse('state-forbids')
  const hasFactor = proved.includes('factor')
  await setPassword(tx, account, passwordHash)
  // An account without a factor has never been signed in to: there is nothing to look through.
  if (hasFactor) await beginReview(tx, account)
  const endedSessions = await endSessions(tx, account, {})
  await forgetDevices(tx, account, row.device)
  const hold = newHold(deps.random, { account, cause: 'password-reset', hours: holdHours }, tx.now)
  // What a thief had asked for, and waits, goes too: its owner asks again.
  const ended = [...dropProving(account), cancelAllChanges(account, tx.now), dropResetsOf(account)]
  await apply(tx.db, [...ended, hold.write])
  const { platform } = deps.settings
  const keptDevice = row.device !== null
  const words = resetDoneWords({ platform, client, hasFactor, keptDevice, heldUntil: hold.endsAt })
  const decision = {
    audit: [{ event: 'password.reset', data: { ...whereFrom(client), endedSessions } } as const],
    notices: [{ event: 'password.reset', words }],
  }
  await carryOut(tx, deps, effectsOf(deps, { id: account, email }, decision, row.head, tx.now))
  tx.after(() => deps.sessions.drop(account))
  return undefined
}
