// The PIN: changed with the old one and the second factor, at once, since it opens no door; replaced without the old one
// by mailbox and second factor, after a day (RULES part 6).

import { apply } from '../../db/write.ts'
import { addPinChange, waitingOf } from '../../factors/changes.ts'
import { dropProving } from '../../factors/store.ts'
import { setPin } from '../../identify/accounts.ts'
import { whereFrom } from '../../identify/client.ts'
import { assert } from '../../lib/assert.ts'
import { type PinProblem, pinProblem } from '../../lib/pin-rules.ts'
import { type Refused, refuse } from '../../lib/refusals.ts'
import { stopToken } from '../../lib/stop-link.ts'
import { HOUR, iso } from '../../lib/time.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { isProved, secretMark } from '../../policy/guard.ts'
import { type Handlers, reply, serve } from '../../serve/context.ts'
import type { Deps } from '../../serve/deps.ts'
import { pin } from './contract.ts'
import { pinChangedWords, pinWaitsWords } from './notices.ts'
import { pinHashOf } from './store.ts'

const WAIT = 24 * HOUR

const handlers: Handlers<typeof pin> = {
  see: ({ signedIn, write }) =>
    write(async (tx) => {
      const found = (await waitingOf(tx.db, signedIn().account)).find(({ kind }) => kind === 'pin')
      const waiting = found && { id: found.id, askedAt: iso(found.askedAt), dueAt: iso(found.dueAt) }
      return reply({ waiting: waiting ?? null })
    }),

  async reset({ deps, client, signedIn, proof, read, write }, { newPin }) {
    const me = signedIn()
    const unsuitable = pinProblem(newPin)
    if (unsuitable) return unfit(unsuitable)
    const content = {
      bound: { newPin: secretMark(deps.ring, newPin), waitMs: WAIT },
      shown: [
        { label: 'PIN', value: 'A new one, as you typed it' },
        { label: 'Takes effect', value: 'After 24 hours; it can be cancelled until then' },
      ],
    }
    // Hashing is for who has proved this very change.
    const isReady = await read((at) => isProved(at, me, 'pin.reset', content, proof))
    const made = isReady ? await deps.hasher.hash(newPin) : undefined
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
  },

  async change({ deps, client, signedIn, proof, read, write }, { newPin }) {
    const me = signedIn()
    const unsuitable = pinProblem(newPin)
    if (unsuitable) return unfit(unsuitable)
    const content = {
      bound: { newPin: secretMark(deps.ring, newPin) },
      shown: [{ label: 'PIN', value: 'A new one, as you typed it' }],
    }
    // Comparing is for who has proved this very change: for anyone else, it would tell uncounted whether a guess is the
    // present PIN.
    const stored = await read(async (at) =>
      (await isProved(at, me, 'pin.change', content, proof)) ? pinHashOf(at.db, me.account) : undefined,
    )
    const hashed = stored === undefined ? undefined : await hashNew(deps, stored, newPin)
    if (hashed?.kind === 'refused') return hashed
    return write(async (tx) => {
      const guarded = await tx.require(content)
      if (guarded.kind === 'refused') return guarded
      assert(hashed, 'a proof that the guard takes and the look before it did not see')
      // What was proved with the old PIN, or is half proved, is worth nothing beside the new one.
      await apply(tx.db, [setPin(me.account, hashed.stored), ...dropProving(me.account)])
      const { platform, origin } = deps.settings
      await applyDecision(
        tx,
        deps,
        { id: me.account, email: me.email },
        {
          audit: [{ event: 'pin.changed', data: whereFrom(client) }],
          notices: [{ event: 'pin.changed', words: pinChangedWords(platform, origin) }],
        },
      )
      return reply({})
    })
  },
}

const unfit = (problem: PinProblem): Refused<'input-invalid'> =>
  refuse('input-invalid', { problems: [{ field: 'newPin', problem }] })

type New = { readonly kind: 'hashed'; readonly stored: string } | Refused<'busy' | 'input-invalid'>

async function hashNew({ hasher }: Deps, stored: string, chosen: string): Promise<New> {
  const same = await hasher.verify(stored, chosen)
  if (same === 'busy') return refuse('busy')
  if (same.matches) return unfit('same-as-before')
  const made = await hasher.hash(chosen)
  return made === 'busy' ? refuse('busy') : { kind: 'hashed', stored: made.stored }
}

export const routes = serve(pin, handlers)
