// A method is turned on or off for a purpose, or removed: what strengthens at once, what weakens later (policy/identities.ts).

import { isOfMethod, waitingOf } from '../../factors/changes.ts'
import { findFactors } from '../../factors/enrolled.ts'
import type { Purpose } from '../../factors/method.ts'
import { METHODS } from '../../factors/methods.ts'
import { whereFrom } from '../../identify/client.ts'
import { refuse } from '../../lib/refusals.ts'
import type { Content } from '../../policy/guard.ts'
import { isFirstOwn, judge, type ProvedBy } from '../../policy/identities.ts'
import { type Context, type Handlers, reply } from '../../serve/context.ts'
import { effectLine, type Passed, PURPOSE_NAMES } from './content.ts'
import type { methods } from './contract.ts'
import { type Asked, changeOf, dataOf, heldOf, profileOf, spokenOf, takeEffect } from './effect.ts'
import { wait } from './waits.ts'

export const changeHandlers: Pick<
  Handlers<typeof methods>,
  'turnOn' | 'turnOnCodes' | 'turnOff' | 'giveUp'
> = {
  turnOn: (context, { id, purpose, by }) => change(context, { id, kind: 'on', purpose, by }),
  turnOnCodes: (context, { id, purpose, by }) =>
    change(context, { id, kind: 'on', purpose, by, beside: true }),
  turnOff: (context, { id, purpose }) =>
    change(context, { id, kind: purpose === undefined ? 'remove' : 'off', purpose, by: 'sign-in' }),
  giveUp: (context, { id, purpose }) =>
    change(context, { id, kind: purpose === undefined ? 'remove' : 'off', purpose, by: 'itself' }),
}

type Wanted = {
  readonly id: string
  readonly kind: Asked['kind']
  readonly purpose: Purpose | undefined
  readonly by: ProvedBy
  /** The method proves itself too, beside those of `by`. */
  readonly beside?: boolean
}

function change(context: Context, { id, kind, purpose, by, beside = false }: Wanted) {
  const { deps, client, signedIn, write } = context
  const me = signedIn()
  return write(async (tx) => {
    const all = await findFactors(tx.db, deps, me.account, 'lock')
    const factor = all.find((one) => one.id === id)
    if (!factor) return refuse('not-found')
    // A list of codes shows first that it is at hand: its own switch asks for one of its codes too.
    if (kind === 'on' && METHODS[factor.method].properties.usedUp !== beside)
      return refuse('method-refused', { reason: 'proof-unfit' })
    const asked: Asked = { kind, factor, purpose }
    const held = all.map((one) => heldOf(one, tx.now))
    const judged = judge(held, changeOf(asked, tx.now), by, profileOf(deps))
    if (judged.kind === 'refused') return refuse('method-refused', { reason: judged.reason })
    const waiting = await waitingOf(tx.db, me.account)
    if (
      waiting
        .filter(isOfMethod)
        .some((one) => one.factor === id && one.kind === kind && one.purpose === (purpose ?? null))
    )
      return refuse('method-refused', { reason: 'already-waits' })
    const identity = {
      purpose: by === 'itself' ? ('sign-in' as const) : by,
      ...((by === 'itself' || beside) && { only: id }),
    }
    const guarded = await tx.require(changeContent(asked, by, judged), { identity })
    if (guarded.kind === 'refused') return guarded
    const seen = whereFrom(client)
    if (judged.kind === 'at-once') {
      const account = { id: me.account, email: me.email }
      await takeEffect(tx, deps, asked, {
        account,
        session: me.session,
        seen,
        isFirstOwn: isFirstOwn(held, purpose ?? null),
      })
      return reply({ state: 'done' as const })
    }
    const data = { ...seen, ...dataOf(asked) }
    const spoken = spokenOf(asked)
    return reply(await wait(tx, context, { kind, factor: id, purpose, by: guarded.by, spoken, data }))
  })
}

const WHAT = { on: 'Turn on', off: 'Turn off', remove: 'Remove', lost: 'Remove' } as const
const changeContent = ({ kind, factor, purpose }: Asked, by: ProvedBy, judged: Passed): Content => ({
  bound: { method: factor.id, kind, purpose: purpose ?? null, by, effect: judged.kind },
  shown: [
    { label: WHAT[kind], value: factor.name },
    { label: 'For', value: purpose === undefined ? 'Everything' : PURPOSE_NAMES[purpose] },
    effectLine(judged),
  ],
})
