// A method that is said to be lost or stolen: it answers for nothing at once, and is removed a day later. A stop of the
// removal does not let it answer again; the method itself beside another one does.

import { apply } from '../../db/write.ts'
import { addChange, cancelChangesOf } from '../../factors/changes.ts'
import { findFactors, suspendFactor } from '../../factors/enrolled.ts'
import { dropProving } from '../../factors/store.ts'
import { whereFrom } from '../../identify/client.ts'
import { endSessions } from '../../identify/sessions.ts'
import { refuse } from '../../lib/refusals.ts'
import { stopToken } from '../../lib/stop-link.ts'
import { iso } from '../../lib/time.ts'
import { applyDecision } from '../../notify/outbox.ts'
import type { Content } from '../../policy/guard.ts'
import { judgeLost } from '../../policy/identities.ts'
import { type Handlers, reply } from '../../serve/context.ts'
import type { methods } from './contract.ts'
import { heldOf, WAIT } from './effect.ts'
import { foundWords, lostWords } from './notices.ts'

export const lostHandlers: Pick<Handlers<typeof methods>, 'lost' | 'found'> = {
  lost({ deps, client, signedIn, write }, { id }) {
    const me = signedIn()
    return write(async (tx) => {
      const all = await findFactors(tx.db, deps, me.account, 'lock')
      const factor = all.find((one) => one.id === id)
      if (!factor) return refuse('not-found')
      const judged = judgeLost(
        all.map((one) => heldOf(one, tx.now)),
        heldOf(factor, tx.now),
      )
      if (judged.kind === 'refused') return refuse('method-refused', { reason: judged.reason })
      // By another one: who has the method itself has not lost it.
      const guarded = await tx.require(lostContent(id, factor.name), {
        identity: { purpose: 'sign-in', only: id },
      })
      if (guarded.kind === 'refused') return guarded
      await apply(tx.db, [suspendFactor(id, tx.now), ...dropProving(me.account)])
      await cancelChangesOf(tx, me.account, id)
      await endSessions(tx, me.account, { but: me.session })
      tx.after(() => deps.sessions.drop(me.account))
      const asked = { kind: 'lost', factor: id, purpose: undefined, waitMs: WAIT } as const
      const by = { account: me.account, askedBy: me.session, provedBy: guarded.by }
      const change = await addChange(tx, deps.random, { ...asked, ...by })
      const words = lostWords(deps.settings, factor.name, change.dueAt, stopToken(deps.ring, change.id))
      const data = { ...whereFrom(client), method: factor.method, name: factor.name }
      const audit = [{ event: 'factor.suspended', data } as const]
      const notices = [{ event: 'factor.suspended', words }]
      await applyDecision(tx, deps, { id: me.account, email: me.email }, { audit, notices })
      return reply({ change: change.id, dueAt: iso(change.dueAt) })
    })
  },

  found({ deps, client, signedIn, write }, { id }) {
    const me = signedIn()
    return write(async (tx) => {
      const all = await findFactors(tx.db, deps, me.account, 'lock')
      const factor = all.find((one) => one.id === id)
      if (!factor) return refuse('not-found')
      if (factor.row.suspended_at === null) return refuse('method-refused', { reason: 'already-so' })
      const guarded = await tx.require(foundContent(id, factor.name), {
        identity: { purpose: 'sign-in', only: id },
      })
      if (guarded.kind === 'refused') return guarded
      await apply(tx.db, [suspendFactor(id, undefined)])
      await cancelChangesOf(tx, me.account, id)
      const data = { ...whereFrom(client), method: factor.method, name: factor.name }
      const audit = [{ event: 'factor.found', data } as const]
      const notices = [{ event: 'factor.found', words: foundWords(deps.settings, factor.name) }]
      await applyDecision(tx, deps, { id: me.account, email: me.email }, { audit, notices })
      return reply({})
    })
  },
}

const lostContent = (method: string, name: string): Content => ({
  bound: { method },
  shown: [
    { label: 'Lost or stolen', value: name },
    { label: 'Takes effect', value: 'It answers for nothing at once, and is removed after 24 hours' },
  ],
})
const foundContent = (method: string, name: string): Content => ({
  bound: { method },
  shown: [
    { label: 'Use again', value: name },
    { label: 'Takes effect', value: 'At once' },
  ],
})
