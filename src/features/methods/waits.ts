// What waits: written down and announced, stopped by the link of its mail or in a session, else done by the clock (jobs.ts).

import type { Database } from '../../db/connect.ts'
import { addChange, findWaiting, settleChange, stopByLink } from '../../factors/changes.ts'
import { findFactors } from '../../factors/enrolled.ts'
import type { Purpose } from '../../factors/method.ts'
import { whereFrom } from '../../identify/client.ts'
import { refuse } from '../../lib/refusals.ts'
import { readStopToken, stopToken } from '../../lib/stop-link.ts'
import { iso } from '../../lib/time.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { type ActTx, type Context, type Handlers, reply } from '../../serve/context.ts'
import type { Deps } from '../../serve/deps.ts'
import type { methods } from './contract.ts'
import { type Asked, told, WAIT } from './effect.ts'
import { cancelledWords, delayedWords, waitsWords } from './notices.ts'
import { ownerOf } from './store.ts'

type Waits = {
  readonly kind: Asked['kind']
  readonly factor: string
  readonly purpose: Purpose | undefined
  readonly by: string | undefined
  readonly spoken: Parameters<typeof waitsWords>[1]
  readonly data: Readonly<Record<string, string | number | boolean>>
}
/** The change is done later. */
export async function wait(
  tx: ActTx,
  { deps, signedIn }: Pick<Context, 'deps' | 'client' | 'signedIn'>,
  { kind, factor, purpose, by, spoken, data }: Waits,
) {
  const me = signedIn()
  const asked = {
    account: me.account,
    kind,
    factor,
    purpose,
    waitMs: WAIT,
    askedBy: me.session,
    provedBy: by,
  }
  const { id, dueAt } = await addChange(tx, deps.random, asked)
  const words = waitsWords(deps.settings, spoken, dueAt, stopToken(deps.ring, id))
  const audit = [{ event: 'change.asked', data: { ...data, change: kind } } as const]
  const notices = [{ event: 'change.asked', words }]
  await applyDecision(tx, deps, { id: me.account, email: me.email }, { audit, notices })
  return { state: 'waits' as const, change: id, dueAt: iso(dueAt) }
}

export const stopHandlers: Pick<Handlers<typeof methods>, 'seeStop' | 'stop' | 'cancel'> = {
  seeStop({ deps, write }, { token }) {
    return write(async (tx) => {
      const found = await findStop(deps, tx.db, token)
      if (!found) return refuse('not-found')
      return reply({ kind: found.kind, askedAt: iso(found.askedAt), dueAt: iso(found.dueAt) })
    })
  },

  stop({ deps, client, write }, { token }) {
    return write(async (tx) => {
      const found = await findStop(deps, tx.db, token)
      const owner = found && (await ownerOf(tx.db, found.account))
      if (!found || !owner) return refuse('not-found')
      const factors = await findFactors(tx.db, deps, found.account, 'lock')
      const stopped = await stopByLink(tx, found.id)
      const about = told(found, factors)
      if (!stopped || !about) return refuse('not-found')
      const { kind, change: after } = stopped
      if (kind !== 'delayed-before') {
        const { spoken } = about
        const data = { ...whereFrom(client), byLink: true, ...about.data }
        const event = kind === 'cancelled' ? 'change.cancelled' : 'change.delayed'
        const words =
          kind === 'cancelled'
            ? cancelledWords(deps.settings, spoken)
            : delayedWords(deps.settings, spoken, after.dueAt)
        await applyDecision(tx, deps, owner, { audit: [{ event, data }], notices: [{ event, words }] })
      }
      return reply({ outcome: kind, dueAt: iso(after.dueAt) })
    })
  },

  cancel({ deps, client, signedIn, write }, { id }) {
    const me = signedIn()
    return write(async (tx) => {
      const factors = await findFactors(tx.db, deps, me.account, 'lock')
      const cancelled = await settleChange(tx, me.account, id, 'cancelled')
      const about = cancelled && told(cancelled, factors)
      if (!about) return refuse('not-found')
      const data = { ...whereFrom(client), ...about.data }
      const words = cancelledWords(deps.settings, about.spoken)
      await applyDecision(
        tx,
        deps,
        { id: me.account, email: me.email },
        {
          audit: [{ event: 'change.cancelled', data }],
          notices: [{ event: 'change.cancelled', words }],
        },
      )
      return reply({})
    })
  },
}

/** A link of a mail that is none, or whose thing is over, is answered alike. */
const findStop = async (deps: Deps, db: Database, token: string) => {
  const id = readStopToken(deps.ring, token)
  return id === undefined ? undefined : findWaiting(db, id)
}
