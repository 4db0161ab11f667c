// The PIN: changed with the old one and the second factor, at once, since it opens no door; without the old one replaced
// (replace.ts).

import { apply } from '../../db/write.ts'
import { waitingOf } from '../../factors/changes.ts'
import { dropProving } from '../../factors/store.ts'
import { setPin } from '../../identify/accounts.ts'
import { whereFrom } from '../../identify/client.ts'
import { assert } from '../../lib/assert.ts'
import { pinProblem } from '../../lib/pin-rules.ts'
import { type Refused, refuse } from '../../lib/refusals.ts'
import { iso } from '../../lib/time.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { isProved, secretMark } from '../../policy/guard.ts'
import { type Handlers, reply, serve } from '../../serve/context.ts'
import type { Deps } from '../../serve/deps.ts'
import { pin } from './contract.ts'
import { pinChangedWords } from './notices.ts'
import { reset, resetByTwo } from './replace.ts'
import { pinHashOf } from './store.ts'
import { unfit } from './unfit.ts'

const handlers: Handlers<typeof pin> = {
  see: ({ signedIn, write }) =>
    write(async (tx) => {
      const found = (await waitingOf(tx.db, signedIn().account)).find(({ kind }) => kind === 'pin')
      const waiting = found && { id: found.id, askedAt: iso(found.askedAt), dueAt: iso(found.dueAt) }
      return reply({ waiting: waiting ?? null })
    }),

  reset: (context, { newPin }) => reset(context, newPin),
  resetByTwo: (context, { newPin, second }) => resetByTwo(context, newPin, second),

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

type New = { readonly kind: 'hashed'; readonly stored: string } | Refused<'busy' | 'input-invalid'>

async function hashNew({ hasher }: Deps, stored: string, chosen: string): Promise<New> {
  const same = await hasher.verify(stored, chosen)
  if (same === 'busy') return refuse('busy')
  if (same.matches) return unfit('same-as-before')
  const made = await hasher.hash(chosen)
  return made === 'busy' ? refuse('busy') : { kind: 'hashed', stored: made.stored }
}

export const routes = serve(pin, handlers)
