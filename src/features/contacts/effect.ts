// What a change of email or telephone does when it takes effect: at once in a session, or later by the clock. What stood
// on the old one ends (RULES part 5): other sessions, what waits, and every code on its way.

import type { AuditData, AuditLine } from '../../audit/events.ts'
import type { Tx } from '../../db/tx.ts'
import { apply, type Write } from '../../db/write.ts'
import { type ContactKind, cancelAllChanges } from '../../factors/changes.ts'
import type { Mailbox } from '../../factors/email-code/email-code.ts'
import { type Factor, moveFactor } from '../../factors/enrolled.ts'
import { dropEnrolments } from '../../factors/enrolments.ts'
import type { Phone } from '../../factors/sms-code/sms-code.ts'
import { dropProving } from '../../factors/store.ts'
import { renewContacts } from '../../identify/accounts.ts'
import { endSessions, renewSession } from '../../identify/sessions.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { ACTIONS } from '../../policy/actions.ts'
import { newHold } from '../../policy/store.ts'
import type { Deps } from '../../serve/deps.ts'
import { type ContactAct, masked, RIPENS } from './contact.ts'
import { changedWords } from './notices.ts'
import { addPhone, dropClaims, kindOf, phoneOf, retireEmail, retirePhone } from './store.ts'

export type Changing = {
  readonly account: { readonly id: string; readonly email: string }
  readonly kind: ContactKind
  readonly address: string | null
  /** Says for how long money waits. */
  readonly act: ContactAct
  /** Stays signed in: the one that asked, if it is here. */
  readonly session?: string
  readonly seen: AuditData
  readonly factors: readonly Factor[]
}

/** @returns the new token of the session that stays. */
export async function takeEffect(tx: Tx, deps: Deps, changing: Changing): Promise<string | undefined> {
  const { account, kind, address, act, seen } = changing
  const { id } = account
  const { holdHours, ends } = ACTIONS[act]
  const hold =
    holdHours > 0
      ? newHold(deps.random, { account: id, cause: 'contact-changed', hours: holdHours }, tx.now)
      : undefined
  // The first number of an account stands in the place of nothing.
  const ended = ends === 'nothing' ? undefined : await replace(tx, deps, changing)
  await apply(tx.db, [
    hold?.write,
    kind === 'phone' && address !== null ? addPhone(deps.random, id, address, tx.now) : undefined,
  ])
  const spoken = { kind, to: masked(kind, address) }
  const line: AuditLine = {
    event: 'contact.changed',
    data: { ...seen, change: kind, to: spoken.to, endedSessions: ended?.sessions ?? 0 },
  }
  const email = kind === 'email' ? (address ?? account.email) : account.email
  await applyDecision(
    tx,
    deps,
    { id, email },
    {
      audit: [line],
      notices: [{ event: 'contact.changed', words: changedWords(deps.settings, spoken, hold?.endsAt) }],
    },
  )
  return ended?.token
}

type Ended = { readonly sessions: number; readonly token: string | undefined }
async function replace(tx: Tx, deps: Deps, changing: Changing): Promise<Ended> {
  const { account, kind, address, session } = changing
  const { id } = account
  const before = kind === 'email' ? account.email : await phoneOf(tx.db, id)
  const version = await renewContacts(tx, id, kind === 'email' ? (address ?? undefined) : undefined)
  await apply(tx.db, [
    kind === 'email' ? retireEmail(deps.random, id, account.email, tx.now) : retirePhone(id, tx.now),
    ...dropProving(id),
    dropEnrolments(id),
    dropClaims(id),
    cancelAllChanges(id, tx.now),
    ...moved(deps, changing, before, tx.now),
  ])
  const sessions = await endSessions(tx, id, session === undefined ? {} : { but: session })
  const token = session === undefined ? undefined : await renewSession(tx, deps.random, session, version)
  tx.after(() => deps.sessions.drop(id))
  return { sessions, token }
}

/** A method on the old mailbox or number answers at the new one from now on, and is young. */
function moved(
  deps: Deps,
  { kind, address, factors }: Changing,
  before: string | undefined,
  now: number,
): Write[] {
  if (address === null || before === undefined) return []
  const to = { detail: masked(kind, address), ripeAt: now + RIPENS }
  return factors.flatMap((factor) => {
    if (kindOf(kind) === 'email')
      return factor.method === 'email-code' && (factor.secret as Mailbox).address === before
        ? [moveFactor(deps, factor, { ...to, secret: { address } satisfies Mailbox })]
        : []
    return factor.method === 'sms-code' && (factor.secret as Phone).number === before
      ? [moveFactor(deps, factor, { ...to, secret: { number: address } satisfies Phone })]
      : []
  })
}
