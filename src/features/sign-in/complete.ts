// The one place where a session is born: all steps of a sign-in are proved, and the policy says so.

import type { AuditLine } from '../../audit/events.ts'
import type { Tx } from '../../db/tx.ts'
import type { Answered } from '../../factors/answer.ts'
import { METHODS } from '../../factors/methods.ts'
import { dropProving, endChallenge } from '../../factors/store.ts'
import { activate } from '../../identify/accounts.ts'
import { whereFrom } from '../../identify/client.ts'
import { noteDevice } from '../../identify/devices.ts'
import { createSession, endByToken } from '../../identify/sessions.ts'
import { assert } from '../../lib/assert.ts'
import { applyDecision, type Notice } from '../../notify/outbox.ts'
import type { ActionName } from '../../policy/actions.ts'
import { decide } from '../../policy/decide.ts'
import { loadFacts } from '../../policy/facts.ts'
import type { Context } from '../../serve/context.ts'
import type { SetCookie } from '../../serve/cookies.ts'
import { factorAddedWords, newDeviceWords } from './notices.ts'

export type SignedIn = {
  readonly session: string
  readonly newDevice: boolean
  readonly cookies: readonly SetCookie[]
}
type Right = Extract<Answered, { kind: 'right' }>

export async function completeSignIn(
  tx: Tx,
  { deps, client, cookies }: Context,
  { row, steps, enrolled }: Right,
): Promise<SignedIn> {
  // The first factor makes the account active; until then its row is locked (answer.ts), so that no other can be first.
  const proved = steps.filter((step) => step.done).map((step) => step.kind)
  const facts = await loadFacts(
    tx.db,
    { account: row.account, session: undefined, purpose: 'sign-in', proved },
    tx.now,
  )
  const verdict = decide(row.action as ActionName, facts)
  assert(verdict.kind === 'allow', 'a sign-in with every step proved that the policy does not allow')
  const [device] = await Promise.all([
    row.deviceKey ? noteDevice(tx, deps.random, row.account, row.deviceKey, client) : undefined,
    enrolled ? activate(tx, row.account) : undefined,
    // Whoever else was about to add a first factor has come too late.
    enrolled ? dropProving(tx, row.account) : undefined,
    cookies.session ? endByToken(tx, cookies.session) : undefined,
    endChallenge(tx, row.id),
  ])
  const newDevice = device?.isNew ?? true
  const decision = told({ deps, client }, enrolled !== undefined, newDevice, device !== undefined)
  const { account, credentialVersion, idleSeconds } = row
  const [session] = await Promise.all([
    createSession(tx, deps.random, {
      account,
      credentialVersion,
      idleSeconds,
      device: device?.id ?? null,
      client,
    }),
    applyDecision(tx, deps, { id: account, email: row.email }, decision),
  ])
  return {
    session: session.id,
    newDevice,
    cookies: [
      { name: 'session', value: session.token },
      { name: 'signIn', value: '' },
    ],
  }
}

/** Pure: what the log and the client are told of a completed sign-in. */
function told(
  { deps, client }: Pick<Context, 'deps' | 'client'>,
  enrolled: boolean,
  newDevice: boolean,
  hasKey: boolean,
): { audit: readonly AuditLine[]; notices: readonly Notice[] } {
  const seen = whereFrom(client)
  const { platform, origin } = deps.settings
  const audit: AuditLine[] = []
  const notices: Notice[] = []
  if (enrolled) {
    audit.push({ event: 'factor.added', data: { ...seen, method: 'totp' } })
    notices.push({ event: 'factor.added', words: factorAddedWords(platform, origin, METHODS.totp.name) })
  }
  audit.push({ event: 'sign-in.completed', data: { ...seen, newDevice } })
  if (newDevice && hasKey) audit.push({ event: 'device.added', data: seen })
  if (newDevice)
    notices.push({ event: 'sign-in.new-device', words: newDeviceWords(platform, origin, client) })
  return { audit, notices }
}
