// The one place where a session is born: all steps of a sign-in are proved, and the policy says so.

import type { AuditLine } from '../../audit/events.ts'
import type { Tx } from '../../db/tx.ts'
import type { Settled } from '../../factors/answer.ts'
import { METHODS, type MethodName } from '../../factors/methods.ts'
import { type ChallengeRow, dropProving, endChallenge, type LockedChallenge } from '../../factors/store.ts'
import { activate } from '../../identify/accounts.ts'
import type { BrowserPoints } from '../../identify/bound.ts'
import { whereFrom } from '../../identify/client.ts'
import { addDevice, lockDevice, noteSeen } from '../../identify/devices.ts'
import { createSession, endByToken } from '../../identify/sessions.ts'
import { assert } from '../../lib/assert.ts'
import { base64url } from '../../lib/bytes.ts'
import { linkToken } from '../../lib/stop-link.ts'
import { HOUR } from '../../lib/time.ts'
import { effectsOf, type Notice } from '../../notify/outbox.ts'
import type { ActionName } from '../../policy/actions.ts'
import { decide, type Facts } from '../../policy/decide.ts'
import { loadFacts } from '../../policy/facts.ts'
import type { Context } from '../../serve/context.ts'
import type { SetCookie } from '../../serve/cookies.ts'
import type { SignedInView } from './contract.ts'
import { factorAddedWords, newDeviceWords } from './notices.ts'

export type SignedIn = {
  readonly signedIn: SignedInView
  readonly cookies: readonly SetCookie[]
}

/** What the end of a sign-in is decided on, locked where it will be written. */
export type Loaded = {
  readonly facts: Facts
  readonly device: string | undefined
}

export async function loadEnd(tx: Tx, row: ChallengeRow): Promise<Loaded> {
  const { account, deviceKey, identity } = row
  const device = row.steps.some(({ kind }) => kind === 'device') ? 'new' : 'known'
  const [facts, known] = await Promise.all([
    loadFacts(
      tx.db,
      { account, session: undefined, identity, least: 'C', proved: [], groups: [], device },
      tx.now,
    ),
    deviceKey ? lockDevice(tx, account, deviceKey) : undefined,
  ])
  return { facts, device: known }
}

export type Ending = {
  /** By its last answer the account got its first factor. */
  readonly enrolled?: boolean
  /** Lines of the log that come before. */
  readonly audit?: readonly AuditLine[]
  readonly notices?: readonly Notice[]
  /** A list of codes was made anew on the way, by its last code. */
  readonly renewed?: boolean
  /** Nothing can approve the device: the session only reads. */
  readonly reads?: boolean
}

export async function completeSignIn(
  tx: Tx,
  { deps, client, cookies, caller }: Context,
  browser: BrowserPoints,
  row: LockedChallenge,
  { facts, device: known }: Loaded,
  { enrolled = false, audit = [], notices = [], renewed = false, reads = false }: Ending,
): Promise<Settled<SignedIn>> {
  assert(isSignIn(row.action), 'a challenge that is no sign-in came to its end')
  const proved = row.steps.filter((step) => step.done).map((step) => step.kind)
  const verdict = decide(reads ? 'sign-in.reading' : (row.action as ActionName), { ...facts, proved })
  assert(verdict.kind === 'allow', 'a sign-in with every step proved that the policy does not allow')
  const { account, credentialVersion, idleSeconds, deviceKey } = row
  // Who can approve it no other way waits a day for it: time in which the owner hears of it.
  const trustedFrom = reads ? tx.now + UNAPPROVED : tx.now
  const added = () => deviceKey && addDevice(tx, deps.random, account, deviceKey, client, trustedFrom)
  const device = known ?? ((await added()) || undefined)
  const made = {
    account,
    credentialVersion,
    idleSeconds,
    device: device ?? null,
    client,
    browser,
    readsUntil: reads ? trustedFrom : undefined,
  }
  const session = createSession(deps, made, tx.now)
  const newDevice = known === undefined
  const told = tell(
    { deps, client },
    {
      enrolled: enrolled ? row.offer.enrol?.method : undefined,
      newDevice,
      hasKey: device !== undefined,
      reads,
      token: linkToken(deps.ring, 'not-me-link', session.id),
    },
  )
  const writes = [
    // The first factor makes the account active.
    ...(enrolled ? [activate(account)] : []),
    ...endedWith(row, enrolled || renewed),
    ...(known ? [noteSeen(known, client, tx.now)] : []),
    // Only its own browser ends the session before: a copied cookie in a sign-in of one's own would else end another's.
    ...(caller && cookies.session ? [endByToken(cookies.session, tx.now)] : []),
    session.write,
  ]
  const decision = { audit: [...audit, ...told.audit], notices: [...notices, ...told.notices] }
  const effects = effectsOf(deps, { id: account, email: row.email }, decision, row.head, tx.now)
  return {
    effects: { ...effects, writes: [...writes, ...effects.writes] },
    result: {
      signedIn: { session: session.id, newDevice, serverPoint: base64url(session.serverPoint) },
      cookies: [
        { name: 'session', value: session.token },
        { name: 'signIn', value: '' },
      ],
    },
  }
}

const UNAPPROVED = 24 * HOUR

/** Who else was about to add a first factor, or to replace the list by its last code, has come too late: all end. */
const endedWith = ({ id, account }: LockedChallenge, alone: boolean) =>
  alone ? dropProving(account) : [endChallenge(id)]

/** The acts that a session may come of: no way back in is one of them (RULES invariant 9). */
const isSignIn = (action: string): boolean =>
  action === 'sign-in' || action === 'sign-in.passkey' || action === 'first-factor.enrol'

type Told = {
  readonly enrolled: MethodName | undefined
  readonly newDevice: boolean
  readonly hasKey: boolean
  readonly reads: boolean
  /** Of the link of the alert. */
  readonly token: string
}
/** Pure: what the log and the client are told of a completed sign-in. */
function tell(
  { deps, client }: Pick<Context, 'deps' | 'client'>,
  { enrolled, newDevice, hasKey, reads, token }: Told,
): { audit: readonly AuditLine[]; notices: readonly Notice[] } {
  const seen = whereFrom(client)
  const { platform, origin, profile } = deps.settings
  const audit: AuditLine[] = []
  const notices: Notice[] = []
  if (enrolled) {
    audit.push({ event: 'factor.added', data: { ...seen, method: enrolled } })
    notices.push({ event: 'factor.added', words: factorAddedWords(platform, origin, METHODS[enrolled].name) })
  }
  const reading = reads ? { reads } : {}
  audit.push({ event: 'sign-in.completed', data: { ...seen, newDevice, profile, ...reading } })
  if (newDevice && hasKey) audit.push({ event: 'device.added', data: seen })
  if (newDevice)
    notices.push({ event: 'sign-in.new-device', words: newDeviceWords(platform, origin, client, token) })
  return { audit, notices }
}
