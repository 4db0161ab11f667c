// What follows an answer of a sign-in: the next step, or the session; and what a wrong one leaves.

import type { AuditLine } from '../../audit/events.ts'
import { brokenConstraint, type Tx } from '../../db/tx.ts'
import type { Settled, Settling } from '../../factors/answer.ts'
import { isOpen, presentStep } from '../../factors/challenge.ts'
import { cancelChangesOf } from '../../factors/changes.ts'
import { standsForDevice } from '../../factors/device-ways.ts'
import { type Holder, type LockedChallenge, lockChallenge, viewChallenge } from '../../factors/store.ts'
import type { BrowserPoints } from '../../identify/bound.ts'
import { whereFrom } from '../../identify/client.ts'
import { endSessions, KEY_IS_TAKEN } from '../../identify/sessions.ts'
import type { OutputOf } from '../../lib/contract.ts'
import { type Refused, refuse } from '../../lib/refusals.ts'
import { carryOut, type Decision, type Effects, effectsOf } from '../../notify/outbox.ts'
import { toldLately } from '../../notify/told.ts'
import { type Context, type Reply, reply } from '../../serve/context.ts'
import { completeSignIn, type Loaded, loadEnd } from './complete.ts'
import type { signIn } from './contract.ts'
import { codeFailedWords, newListWords } from './notices.ts'

type Answered = Reply<OutputOf<typeof signIn.answer>>

export const settling = (context: Context, browser: BrowserPoints): Settling<Answered, Loaded> => ({
  load: loadEnd,
  besides: (factor, now) => (standsForDevice(factor.row, now) ? ['device'] : []),
  wrong: (tx, { row }) => wrongCode(tx, context, row),
  async right(tx, answered, loaded): Promise<Settled<Answered>> {
    const { row, steps } = answered
    const renewed =
      answered.replaced === undefined ? NOTHING : await renew(tx, context, row, answered.replaced)
    const audit = [...(presentStep(row.steps)?.kind === 'set-pin' ? [pinSet(context)] : []), ...renewed.audit]
    const { notices } = renewed
    if (presentStep(steps)) {
      const challenge = await viewChallenge(tx.db, { ...row, steps })
      const account = { id: row.account, email: row.email }
      const effects = effectsOf(context.deps, account, { audit, notices }, row.head, tx.now)
      return { result: reply({ state: 'more', challenge }), effects }
    }
    const { result, effects } = await completeSignIn(tx, context, browser, { ...row, steps }, loaded, {
      enrolled: answered.enrolled !== undefined,
      audit,
      notices,
      renewed: steps.some(({ kind }) => kind === 'new-list'),
    })
    return { result: reply({ state: 'signed-in', signedIn: result.signedIn }, result.cookies), effects }
  },
})

const NOTHING: Pick<Decision, 'audit' | 'notices'> = { audit: [], notices: [] }
/** A list of codes has taken the place of another: as wherever a method is replaced (RULES part 5). */
async function renew(
  tx: Tx,
  { deps, client }: Context,
  { account }: LockedChallenge,
  replaced: string,
): Promise<Pick<Decision, 'audit' | 'notices'>> {
  await cancelChangesOf(tx, account, replaced)
  await endSessions(tx, account, {})
  tx.after(() => deps.sessions.drop(account))
  const { platform, origin } = deps.settings
  return {
    audit: [{ event: 'backup-codes.renewed', data: { ...whereFrom(client), by: 'last-code' } }],
    notices: [{ event: 'backup-codes.renewed', words: newListWords(platform, origin) }],
  }
}

/** The steps are proved, but not by an answer: another session has approved the device. Or nothing can, and it only reads. */
export async function enter(
  tx: Tx,
  context: Context,
  holder: Holder,
  browser: BrowserPoints,
): Promise<Answered | Refused<'challenge-ended' | 'state-forbids'>> {
  const { deps } = context
  const row = await lockChallenge(tx, deps, holder)
  if (!row || !isOpen(row, tx.now)) return refuse('challenge-ended')
  const step = presentStep(row.steps)
  const view = await viewChallenge(tx.db, row)
  const reads = step?.kind === 'device' && view.steps.at(-1)?.methods.length === 0
  if (step && !reads) return refuse('state-forbids')
  const loaded = await loadEnd(tx, row)
  const { result, effects } = await completeSignIn(tx, context, browser, row, loaded, { reads })
  await carryOut(tx, deps, effects)
  return reply({ state: 'signed-in', signedIn: result.signedIn }, result.cookies)
}

const pinSet = ({ client }: Context): AuditLine => ({ event: 'pin.set', data: whereFrom(client) })

async function wrongCode(tx: Tx, { deps, client }: Context, row: LockedChallenge): Promise<Effects> {
  const { platform, origin } = deps.settings
  const account = { id: row.account, email: row.email }
  // One wrong code is a slip; from the second on the owner hears that someone knows the password, once a day.
  const tell = row.tries >= 2 && !(await toldLately(tx, row.account, 'sign-in.code-wrong'))
  const words = codeFailedWords(platform, origin, client)
  const decision: Decision = {
    audit: [{ event: 'sign-in.code-wrong', data: whereFrom(client) }],
    notices: tell ? [{ event: 'sign-in.code-wrong', words }] : [],
  }
  return effectsOf(deps, account, decision, row.head, tx.now)
}

/** No sign-in takes over the key of another session: that is a constraint, so that two at once cannot either. */
export function refuseTakenKey(failure: unknown): Refused<'input-invalid'> {
  if (brokenConstraint(failure) !== KEY_IS_TAKEN) throw failure
  return refuse('input-invalid', { problems: [{ field: 'keys.sign', problem: 'taken' }] })
}
