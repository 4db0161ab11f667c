// The one place where a session is born: all steps of a sign-in are proved, and the policy says so.

import type { AuditLine } from '../../audit/events.ts'
import type { Tx } from '../../db/tx.ts'
import type { Answered } from '../../factors/answer.ts'
import { METHODS } from '../../factors/methods.ts'
import { endChallenge } from '../../factors/store.ts'
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
  const facts = await loadFacts(
    tx.db,
    {
      account: row.account,
      purpose: 'sign-in',
      caller: 'nobody',
      proved: steps.filter((step) => step.done).map((step) => step.kind),
    },
    tx.now,
  )
  const verdict = decide(row.action as ActionName, facts)
  assert(verdict.kind === 'allow', 'a sign-in with every step proved that the policy does not allow')
  if (enrolled) await activate(tx, row.account)
  if (cookies.session) await endByToken(tx, cookies.session)
  await endChallenge(tx, row.id)
  const device = row.deviceKey
    ? await noteDevice(tx, deps.random, row.account, row.deviceKey, client)
    : undefined
  const session = await createSession(tx, deps.random, {
    account: row.account,
    credentialVersion: row.credentialVersion,
    idleSeconds: row.idleSeconds,
    device: device?.id ?? null,
    client,
  })
  const newDevice = device?.isNew ?? true
  await applyDecision(
    tx,
    deps,
    { id: row.account, email: row.email },
    told({ deps, client }, enrolled !== undefined, newDevice, device !== undefined),
  )
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
