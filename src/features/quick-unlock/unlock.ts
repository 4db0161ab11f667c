// The answer that opens a locked session: the request is of the session's browser already (serve/caller.ts); here the
// device's key and a passkey that has verified its user sign one nonce.

import type { Tx } from '../../db/tx.ts'
import { answerChallenge, type Settled } from '../../factors/answer.ts'
import { findFactors } from '../../factors/enrolled.ts'
import { endChallenge, keepOffer, openChallenge } from '../../factors/store.ts'
import { whereFrom } from '../../identify/client.ts'
import { isOurNonce, provenKey } from '../../identify/device.ts'
import { findDevice } from '../../identify/devices.ts'
import { type Caller, endSessions, takeUnlockTry, unlockSession } from '../../identify/sessions.ts'
import { assert } from '../../lib/assert.ts'
import { base64url, sameBytes, sha256 } from '../../lib/bytes.ts'
import type { InputOf, OutputOf } from '../../lib/contract.ts'
import { newToken } from '../../lib/ids.ts'
import { type Refused, refuse } from '../../lib/refusals.ts'
import { countUses } from '../../limits/store.ts'
import { applyDecision, type Decision, effectsOf } from '../../notify/outbox.ts'
import { ACTIONS } from '../../policy/actions.ts'
import { decide } from '../../policy/decide.ts'
import { loadFacts } from '../../policy/facts.ts'
import { type Context, type Handler, type Reply, reply } from '../../serve/context.ts'
import type { quickUnlock } from './contract.ts'
import { unlockDigest, unlockIdentifier, unlockKeys } from './quick-unlock.ts'

type Unlock = typeof quickUnlock.unlock
type Input = InputOf<Unlock>
const ACT = 'session.unlock'

export const unlock: Handler<Unlock> = async (context, input) => {
  const { deps, signedIn, read, write } = context
  const me = signedIn()
  // Another tab was faster: it is one session, and it is open.
  if (!me.locked || me.device === null) return reply({})
  const { nonce } = input.device
  const fresh = await read(({ now }) => Promise.resolve(isOurNonce(deps.ring, nonce, now)))
  if (!fresh) return refuse('challenge-ended')
  const counted = await countUses(deps, [{ kind: 'device-nonce', subject: nonce }])
  if (!counted.allowed) return refuse('challenge-ended')
  const left = await takeUnlockTry(deps.pool, me.session)
  // The tries were used up by answers that nobody lived to settle: what they should have ended ends now.
  if (left === undefined) return write((tx) => failed(tx, context, 0))
  const factor = await fittingFactor(context, me, me.device, input)
  if (factor === undefined) return write((tx) => failed(tx, context, left))
  return compare(context, { factor, device: me.device, left }, input)
}

/** The passkey that is spoken of, if it may open this session, and the device's own key has signed too. */
async function fittingFactor(
  { deps, read }: Context,
  me: Caller,
  device: string,
  { response, device: proof }: Input,
): Promise<string | undefined> {
  // What the browser says of it: nobody else than the session's own browser is heard here.
  if (response.authenticatorAttachment === 'cross-platform') return undefined
  return read(async ({ db, now }) => {
    const known = await findDevice({ db, now }, me.account, device)
    const proven = provenKey(deps.ring, proof, unlockIdentifier(me.session), now)
    if (!known || !proven || !sameBytes(known.publicKey, proven)) return undefined
    const keys = unlockKeys(await findFactors(db, deps, me.account, 'look'), now)
    return keys.find(({ key }) => key.id === response.id)?.factor
  })
}

type Tried = { readonly factor: string; readonly device: string; readonly left: number }

async function compare(
  context: Context,
  { factor, device, left }: Tried,
  { response, device: { nonce } }: Input,
): ReturnType<Handler<Unlock>> {
  const { deps, signedIn, write } = context
  const me = signedIn()
  const { session, account } = me
  // Held by a secret that leaves this function never: no other operation can answer it, and it never yields a proof.
  const browserToken = newToken(deps.random)
  await write(async (tx) => {
    const made = {
      account,
      action: ACT,
      identity: { purpose: 'sign-in' as const },
      digest: unlockDigest({ session, device }),
      content: [],
      steps: ACTIONS[ACT].proof.map((kind) => ({ kind, done: false })),
      credentialVersion: me.credentialVersion,
      holder: { browserToken },
      device,
    }
    const { id } = await openChallenge(tx, deps.random, made)
    const offer = { nonce: base64url(sha256(nonce)), madeAt: tx.now }
    await keepOffer(tx, deps, { id, account }, { made: { webauthn: offer } }, 0)
  })
  const given = { method: 'webauthn', factor, response } as const
  return answerChallenge(deps, { browserToken }, ACTIONS[ACT], given, {
    load(tx, row, steps) {
      const proved = steps.filter((step) => step.done).map((step) => step.kind)
      return loadFacts(
        tx.db,
        { account, session, identity: row.identity, least: 'C', proved, groups: [] },
        tx.now,
      )
    },
    async wrong(tx, { row }) {
      await endIfLast(tx, context, left)
      const who = { id: account, email: row.email }
      return effectsOf(deps, who, told('session.unlock-failed', context), row.head, tx.now)
    },
    right(tx, { row }, facts): Promise<Settled<Reply<OutputOf<Unlock>>>> {
      assert(
        decide(ACT, facts).kind === 'allow',
        'a passkey was right for a session that the policy keeps shut',
      )
      const who = { id: account, email: row.email }
      const { writes, ...effects } = effectsOf(deps, who, told('session.unlocked', context), row.head, tx.now)
      tx.after(() => deps.sessions.drop(account))
      const own = [endChallenge(row.id), unlockSession(session, tx.now)]
      return Promise.resolve({ result: reply({}), effects: { ...effects, writes: [...own, ...writes] } })
    },
  })
}

const told = (event: 'session.unlocked' | 'session.unlock-failed', { client }: Context): Decision => ({
  audit: [{ event, data: whereFrom(client) }],
  notices: [],
})

/** Nothing could be compared, or nothing is left: it counts like a wrong answer. */
async function failed(tx: Tx, context: Context, triesLeft: number): Promise<Refused<'answer-wrong'>> {
  const me = context.signedIn()
  await endIfLast(tx, context, triesLeft)
  const who = { id: me.account, email: me.email }
  await applyDecision(tx, context.deps, who, told('session.unlock-failed', context))
  return refuse('answer-wrong', { triesLeft })
}

/** After the last try the session is over: sign in anew. */
async function endIfLast(tx: Tx, { deps, signedIn }: Context, triesLeft: number): Promise<void> {
  if (triesLeft > 0) return
  const me = signedIn()
  await endSessions(tx, me.account, { only: me.session })
  tx.after(() => deps.sessions.drop(me.account))
}
