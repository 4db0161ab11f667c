// A PIN that is replaced without the old one: by mailbox and second factor after a day, with a second method besides at
// once (RULES part 6, "PIN forgotten").

import { findFactors, isSecond } from '../../factors/enrolled.ts'
import { addPinChange, voidWaiting } from '../../factors/waiting-secrets.ts'
import { whereFrom } from '../../identify/client.ts'
import { assert } from '../../lib/assert.ts'
import { pinProblem } from '../../lib/pin-rules.ts'
import { refuse } from '../../lib/refusals.ts'
import { stopToken } from '../../lib/stop-link.ts'
import { HOUR, iso } from '../../lib/time.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { type Content, isProved, secretMark } from '../../policy/guard.ts'
import { type Context, reply } from '../../serve/context.ts'
import type { Deps } from '../../serve/deps.ts'
import { takeEffect } from './effect.ts'
import { pinWaitsWords } from './notices.ts'
import { unfit } from './unfit.ts'

const WAIT = 24 * HOUR

export async function reset(context: Context, newPin: string) {
  const { deps, client, signedIn, write } = context
  const me = signedIn()
  const unsuitable = pinProblem(newPin)
  if (unsuitable) return unfit(unsuitable)
  const content: Content = {
    bound: { newPin: secretMark(deps.ring, newPin), waitMs: WAIT },
    shown: [NEW_PIN, { label: EFFECT, value: 'After 24 hours; it can be cancelled until then' }],
  }
  const made = await hashOf(context, 'pin.reset', content, newPin)
  if (made === 'busy') return refuse('busy')
  return write(async (tx) => {
    const guarded = await tx.require(content)
    if (guarded.kind === 'refused') return guarded
    assert(made, 'a proof that the guard takes and the look before it did not see')
    const asked = { account: me.account, askedBy: me.session, provedBy: guarded.by }
    const change = await addPinChange(tx, deps.random, { ...asked, hash: made.stored, waitMs: WAIT })
    const words = pinWaitsWords(deps.settings, change.dueAt, stopToken(deps.ring, change.id))
    const account = { id: me.account, email: me.email }
    await applyDecision(tx, deps, account, {
      audit: [{ event: 'change.asked', data: { ...whereFrom(client), change: 'pin' } }],
      notices: [{ event: 'change.asked', words }],
    })
    return reply({ change: change.id, dueAt: iso(change.dueAt) })
  })
}

export async function resetByTwo(context: Context, newPin: string, second: string) {
  const { deps, client, signedIn, write } = context
  const me = signedIn()
  const unsuitable = pinProblem(newPin)
  if (unsuitable) return unfit(unsuitable)
  const content: Content = {
    bound: { newPin: secretMark(deps.ring, newPin), second, waitMs: 0 },
    shown: [NEW_PIN, { label: EFFECT, value: 'At once' }],
  }
  const made = await hashOf(context, 'pin.reset-by-two', content, newPin)
  if (made === 'busy') return refuse('busy')
  return write(async (tx) => {
    const factors = await findFactors(tx.db, deps, me.account, 'lock')
    if (!factors.some(({ id }) => id === second)) return refuse('not-found')
    if (!isSecond(factors, second, tx.now)) return refuse('method-refused', { reason: 'proof-unfit' })
    const guarded = await tx.require(content, { identity: { purpose: 'sign-in', only: second } })
    if (guarded.kind === 'refused') return guarded
    assert(made, 'a proof that the guard takes and the look before it did not see')
    await voidWaiting(tx, me.account, 'pin.reset')
    await takeEffect(tx, deps, {
      account: { id: me.account, email: me.email },
      hash: made.stored,
      act: 'pin.reset-by-two',
      session: me.session,
      seen: whereFrom(client),
    })
    return reply({})
  })
}

const NEW_PIN = { label: 'PIN', value: 'A new one, as you typed it' }
const EFFECT = 'Takes effect'

type Hashed = Awaited<ReturnType<Deps['hasher']['hash']>>
/** Hashing is for who has proved this very change. */
async function hashOf(
  { deps, signedIn, proof, read }: Context,
  act: 'pin.reset' | 'pin.reset-by-two',
  content: Content,
  newPin: string,
): Promise<Hashed | undefined> {
  const isReady = await read((at) => isProved(at, signedIn(), act, content, proof))
  return isReady ? deps.hasher.hash(newPin) : undefined
}
