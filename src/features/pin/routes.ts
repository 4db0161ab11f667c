// Change the PIN: the old one and the second factor are proved by the challenge. It opens no door, so nothing ends.

import { apply } from '../../db/write.ts'
import { dropProving } from '../../factors/store.ts'
import { setPin } from '../../identify/accounts.ts'
import { whereFrom } from '../../identify/client.ts'
import { assert } from '../../lib/assert.ts'
import { type PinProblem, pinProblem } from '../../lib/pin-rules.ts'
import { type Refused, refuse } from '../../lib/refusals.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { isProved, secretMark } from '../../policy/guard.ts'
import { type Handlers, reply, serve } from '../../serve/context.ts'
import type { Deps } from '../../serve/deps.ts'
import { pin } from './contract.ts'
import { pinChangedWords } from './notices.ts'
import { pinHashOf } from './store.ts'

const handlers: Handlers<typeof pin> = {
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
