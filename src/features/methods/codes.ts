// Backup codes: a new list in the place of the old one, and a code that is tested without being spent.

import { onPool } from '../../db/connect.ts'
import { apply } from '../../db/write.ts'
import { atOf } from '../../factors/answer.ts'
import { cancelChangesOf } from '../../factors/changes.ts'
import { findFactors, RIPENS, replaceFactor } from '../../factors/enrolled.ts'
import { endEnrolment, lockEnrolment } from '../../factors/enrolments.ts'
import { codeTries } from '../../factors/guesses.ts'
import { METHODS, methodOf } from '../../factors/methods.ts'
import { dropProving } from '../../factors/store.ts'
import { whereFrom } from '../../identify/client.ts'
import { endSessions } from '../../identify/sessions.ts'
import { sha256 } from '../../lib/bytes.ts'
import { newId } from '../../lib/ids.ts'
import { refuse } from '../../lib/refusals.ts'
import { claimTries, releaseTries, slowDown } from '../../limits/store.ts'
import { applyDecision } from '../../notify/outbox.ts'
import type { Content } from '../../policy/guard.ts'
import { type Context, type Handlers, reply } from '../../serve/context.ts'
import type { methods } from './contract.ts'
import { newListWords } from './notices.ts'

export const codesHandlers: Pick<Handlers<typeof methods>, 'renewCodes' | 'replaceCodes' | 'testCode'> = {
  renewCodes: (context, { id, enrolment }) => newList(context, { id, enrolment, withCode: true }),
  replaceCodes: (context, { id, enrolment }) => newList(context, { id, enrolment, withCode: false }),

  async testCode({ deps, client, signedIn, write }, { id, code }) {
    const me = signedIn()
    const lookedAt = await findFactors(onPool(deps.pool), deps, me.account, 'look')
    const list = lookedAt.find((one) => one.id === id)
    if (!list) return refuse('not-found')
    if (!METHODS[list.method].properties.usedUp) return refuse('method-refused', { reason: 'not-codes' })
    const claimed = await claimTries(deps, codeTries(me.account, me.session, me.device))
    if (!claimed.allowed) return slowDown(claimed)
    return write(async (tx) => {
      const refused = await tx.admit()
      if (refused) return refused
      const at = atOf(deps, { id, account: me.account, digest: TESTED }, tx.now)
      const verified = await methodOf(list.method).verify(list.secret, undefined, { code }, at)
      if (verified.ok) tx.atEnd(releaseTries(deps, claimed.claim))
      const found = verified.ok ? 'good' : verified.code === 'answer-replayed' ? 'used' : 'unknown'
      const audit = [{ event: 'backup-codes.tested', data: { ...whereFrom(client), found } } as const]
      await applyDecision(tx, deps, { id: me.account, email: me.email }, { audit, notices: [] })
      return reply({ code: found })
    })
  },
}

/** A test is an answer to nothing. */
const TESTED = sha256('holdfast test of a backup code')

type Wanted = { readonly id: string; readonly enrolment: string; readonly withCode: boolean }
/**
 * The new list answers for what the old one did. Without a code of the old one it is young: for a day nothing is approved
 * by it, and nothing weaker steps in for it either.
 */
function newList({ deps, client, signedIn, write }: Context, { id, enrolment, withCode }: Wanted) {
  const me = signedIn()
  return write(async (tx) => {
    const ready = await lockEnrolment(tx, deps, me, enrolment)
    const old = (await findFactors(tx.db, deps, me.account, 'lock')).find((one) => one.id === id)
    if (!old) return refuse('not-found')
    if (!ready) return refuse('challenge-ended')
    if (ready.method !== old.method || !METHODS[old.method].properties.usedUp)
      return refuse('method-refused', { reason: 'not-codes' })
    // One that is said to be lost proves nothing.
    if (withCode && old.row.suspended_at !== null) return refuse('method-refused', { reason: 'suspended' })
    const purpose = 'sign-in' as const
    const identity = withCode ? { purpose, only: id } : { purpose }
    const guarded = await tx.require(contentOf(enrolment, old.name, withCode), { identity })
    if (guarded.kind === 'refused') return guarded
    const made = {
      id: newId(deps.random),
      secret: ready.secret,
      ripeAt: withCode ? old.ripeAt : tx.now + RIPENS,
    }
    await apply(tx.db, [...replaceFactor(deps, old, made, tx.now), ...dropProving(me.account)])
    await endEnrolment(tx, enrolment)
    await cancelChangesOf(tx, me.account, id)
    await endSessions(tx, me.account, { but: me.session })
    tx.after(() => deps.sessions.drop(me.account))
    const data = { ...whereFrom(client), by: withCode ? 'code' : 'method' }
    const words = newListWords(deps.settings, withCode)
    const audit = [{ event: 'backup-codes.renewed', data } as const]
    const notices = [{ event: 'backup-codes.renewed', words }]
    await applyDecision(tx, deps, { id: me.account, email: me.email }, { audit, notices })
    return reply({ id: made.id })
  })
}

const contentOf = (enrolment: string, name: string, withCode: boolean): Content => ({
  bound: { enrolment, withCode },
  shown: [
    { label: 'New list in the place of', value: name },
    { label: 'Takes effect', value: withCode ? 'At once' : 'At once; it approves nothing for 24 hours' },
  ],
})
