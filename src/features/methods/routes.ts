// The methods of proof: added, arranged, turned on and off. What strengthens is done at once, what weakens waits
// 24 hours and can be cancelled until then (RULES part 1; policy/identities.ts judges).

import { apply } from '../../db/write.ts'
import { isOfMethod, waitingOf } from '../../factors/changes.ts'
import { changeFactor, type Factor, findFactors } from '../../factors/enrolled.ts'
import { PURPOSES } from '../../factors/method.ts'
import { whereFrom } from '../../identify/client.ts'
import { type Refused, refuse } from '../../lib/refusals.ts'
import { iso } from '../../lib/time.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { type Context, type Handlers, reply, serve } from '../../serve/context.ts'
import { addHandlers } from './add.ts'
import { changeHandlers } from './change.ts'
import { codesHandlers } from './codes.ts'
import { methods } from './contract.ts'
import { profileOf } from './effect.ts'
import { lostHandlers } from './lost.ts'
import { passwordChangedAt } from './store.ts'
import { viewChange, viewMethod } from './views.ts'
import { stopHandlers } from './waits.ts'

const handlers: Handlers<typeof methods> = {
  ...addHandlers,
  ...changeHandlers,
  ...codesHandlers,
  ...lostHandlers,
  ...stopHandlers,

  list({ deps, signedIn, write }) {
    const { account } = signedIn()
    return write(async (tx) => {
      const factors = await findFactors(tx.db, deps, account, 'look')
      const waiting = await waitingOf(tx.db, account)
      return reply({
        methods: factors.map(viewMethod),
        waiting: waiting.filter(isOfMethod).map((change) => viewChange(change, factors)),
        texts: deps.sms !== undefined && profileOf(deps)['sign-in'].grades.includes('C'),
        passwordChangedAt: iso(await passwordChangedAt(tx.db, account)),
      })
    })
  },

  rename(context, { id, name }) {
    return arrange(context, id, (factor) => ({
      writes: [changeFactor(factor.id, { name })],
      line: { event: 'factor.renamed', data: { method: factor.method, name, before: factor.name } },
    }))
  },

  askFirst(context, { id, purpose }) {
    return arrange(context, id, (factor, all) => {
      if (!factor.purposes.includes(purpose)) return refuse('method-refused', { reason: 'not-on' })
      const others = all.filter((one) => one.id !== id && one.firstFor.includes(purpose))
      return {
        writes: [
          changeFactor(id, { firstFor: [...new Set([...factor.firstFor, purpose])] }),
          ...others.map((one) =>
            changeFactor(one.id, { firstFor: one.firstFor.filter((each) => each !== purpose) }),
          ),
        ],
        line: { event: 'factor.arranged', data: { method: factor.method, name: factor.name, purpose } },
      }
    })
  },

  profile({ deps }) {
    const purposes = PURPOSES.map((purpose) => {
      const { grades, deviceBound } = profileOf(deps)[purpose]
      return { purpose, grades: [...grades], deviceBound }
    })
    return Promise.resolve(reply({ profile: deps.settings.profile, purposes }))
  },
}

type Arranged =
  | Refused<'method-refused'>
  | {
      readonly writes: Parameters<typeof apply>[1]
      readonly line: Parameters<typeof applyDecision>[3]['audit'][number]
    }
/** What changes how methods are shown and asked, and not what they can do. */
function arrange(
  { deps, client, signedIn, write }: Context,
  id: string,
  decide: (factor: Factor, all: readonly Factor[]) => Arranged,
) {
  const me = signedIn()
  return write(async (tx) => {
    const refused = await tx.admit()
    if (refused) return refused
    const all = await findFactors(tx.db, deps, me.account, 'lock')
    const factor = all.find((one) => one.id === id)
    if (!factor) return refuse('not-found')
    const decided = decide(factor, all)
    if ('kind' in decided) return decided
    await apply(tx.db, decided.writes)
    const line = { ...decided.line, data: { ...whereFrom(client), ...decided.line.data } }
    const account = { id: me.account, email: me.email }
    await applyDecision(tx, deps, account, { audit: [line], notices: [] })
    return reply({})
  })
}

export const routes = serve(methods, handlers)
