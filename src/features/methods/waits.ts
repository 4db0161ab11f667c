// What waits: written down and announced, stopped by the link of its mail or in a session, else done by the clock (jobs.ts).

import type { AuditData } from '../../audit/events.ts'
import type { Database } from '../../db/connect.ts'
import type { Tx } from '../../db/tx.ts'
import { addChange, findWaiting, settleChange, waitingOf } from '../../factors/changes.ts'
import { findFactors } from '../../factors/enrolled.ts'
import type { Purpose } from '../../factors/method.ts'
import { type Stopped, stopLower } from '../../factors/stops.ts'
import { whereFrom } from '../../identify/client.ts'
import { assert } from '../../lib/assert.ts'
import { refuse } from '../../lib/refusals.ts'
import { readStopToken, stopToken } from '../../lib/stop-link.ts'
import { iso } from '../../lib/time.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { type ActTx, type Context, type Handlers, reply } from '../../serve/context.ts'
import type { Deps } from '../../serve/deps.ts'
import type { methods } from './contract.ts'
import { type Asked, told, WAIT } from './effect.ts'
import { cancelledWords, delayedWords, sentence, waitsWords } from './notices.ts'
import { ownerOf } from './store.ts'

type Owner = { readonly id: string; readonly email: string }

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

export const stopHandlers: Pick<Handlers<typeof methods>, 'seeStop' | 'stop' | 'cancel' | 'cancelForGood'> = {
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
      const stopped = await stopLower(tx, found.id, { link: true })
      assert(stopped !== 'proof-needed', 'a link that cancels no more delays')
      const about = stopped && told(stopped.change, factors)
      if (!stopped || !about) return refuse('not-found')
      await tellStopped(tx, deps, owner, stopped, about, { ...whereFrom(client), byLink: true })
      return reply({ outcome: stopped.kind, dueAt: iso(stopped.change.dueAt) })
    })
  },

  cancel({ deps, client, signedIn, write }, { id, orDelay = false }) {
    const { account, session, email } = signedIn()
    return write(async (tx) => {
      const factors = await findFactors(tx.db, deps, account, 'lock')
      const stopped = await stopLower(tx, id, { session }, { account, orDelay })
      if (stopped === 'proof-needed') return refuse('state-forbids', { reason: stopped })
      const about = stopped && told(stopped.change, factors)
      if (!stopped || !about) return refuse('not-found')
      await tellStopped(tx, deps, { id: account, email }, stopped, about, whereFrom(client))
      return reply({ outcome: stopped.kind, dueAt: iso(stopped.change.dueAt) })
    })
  },

  cancelForGood({ deps, client, signedIn, write }, { id }) {
    const { account, email } = signedIn()
    return write(async (tx) => {
      const factors = await findFactors(tx.db, deps, account, 'lock')
      const found = (await waitingOf(tx.db, account)).find((one) => one.id === id)
      const about = found && told(found, factors)
      if (!about) return refuse('not-found')
      const shown = [{ label: 'Cancel for good', value: sentence(about.spoken) }]
      const guarded = await tx.require({ bound: { id }, shown })
      if (guarded.kind === 'refused') return guarded
      const change = await settleChange(tx, account, id, 'cancelled')
      if (!change) return refuse('not-found')
      await tellStopped(
        tx,
        deps,
        { id: account, email },
        { kind: 'cancelled', change },
        about,
        whereFrom(client),
      )
      return reply({})
    })
  },
}

/** The log and the notice of a stop; of one that has changed nothing there is nothing to tell. */
async function tellStopped(
  tx: Tx,
  deps: Deps,
  owner: Owner,
  { kind, change }: Stopped,
  about: NonNullable<ReturnType<typeof told>>,
  seen: AuditData,
): Promise<void> {
  if (kind === 'delayed-before') return
  const event = kind === 'cancelled' ? 'change.cancelled' : 'change.delayed'
  const words =
    kind === 'cancelled'
      ? cancelledWords(deps.settings, about.spoken)
      : delayedWords(deps.settings, about.spoken, change.dueAt, seen.byLink === true ? 'link' : 'session')
  const data = { ...seen, ...about.data }
  await applyDecision(tx, deps, owner, { audit: [{ event, data }], notices: [{ event, words }] })
}

/** A link of a mail that is none, or whose thing is over, is answered alike. */
const findStop = async (deps: Deps, db: Database, token: string) => {
  const id = readStopToken(deps.ring, token)
  return id === undefined ? undefined : findWaiting(db, id)
}
