// A method is added: begun, answered once, and kept under a name. Its first purpose is judged as any other is.

import { apply } from '../../db/write.ts'
import { addFactor, findFactors, RIPENS } from '../../factors/enrolled.ts'
import {
  beginEnrolment,
  beginIn,
  confirmEnrolment,
  endEnrolment,
  lockEnrolment,
  type Ready,
} from '../../factors/enrolments.ts'
import type { Purpose } from '../../factors/method.ts'
import { METHODS } from '../../factors/methods.ts'
import { whereFrom } from '../../identify/client.ts'
import { newId } from '../../lib/ids.ts'
import { refuse } from '../../lib/refusals.ts'
import { iso } from '../../lib/time.ts'
import { applyDecision } from '../../notify/outbox.ts'
import type { Content } from '../../policy/guard.ts'
import { isFirstOwn, type Judgement, judge, type ProvedBy } from '../../policy/identities.ts'
import { type ActTx, type Context, type Handlers, reply } from '../../serve/context.ts'
import { effectLine, type Passed, PURPOSE_NAMES } from './content.ts'
import type { methods } from './contract.ts'
import { heldOf, profileOf, WAIT } from './effect.ts'
import { addedWords, newContactCodeWords } from './notices.ts'
import { nothingHas } from './store.ts'
import { wait } from './waits.ts'

export const addHandlers: Pick<
  Handlers<typeof methods>,
  'begin' | 'confirm' | 'add' | 'addCodes' | 'beginCodes'
> = {
  async begin({ deps, client, signedIn }, { method, to, key }) {
    const message = {
      mail: (code: string) => newContactCodeWords(deps.settings, code),
      text: { act: 'to get codes on this phone' },
    }
    const begun = await beginEnrolment(deps, signedIn(), method, { to, key }, client.network, message)
    if (begun.kind === 'refused') return begun
    return reply({ enrolment: begun.id, shown: begun.shown, expiresAt: iso(begun.expiresAt) })
  },

  async confirm({ deps, signedIn }, { enrolment, answer }) {
    const confirmed = await confirmEnrolment(deps, signedIn(), enrolment, answer)
    return confirmed.kind === 'refused' ? confirmed : reply({})
  },

  add: (context, asked) => add(context, asked),
  addCodes: (context, { enrolment }) => add(context, { enrolment, by: 'sign-in' }, true),

  beginCodes({ deps, signedIn, write }) {
    const me = signedIn()
    return write(async (tx) => {
      const shown = [{ label: 'Backup codes', value: 'A new list, shown once' }]
      const guarded = await tx.require({ bound: {}, shown })
      if (guarded.kind === 'refused') return guarded
      const begun = await beginIn(tx, deps, me, 'backup-code', {})
      if (begun.kind === 'refused') return begun
      return reply({ enrolment: begun.id, shown: begun.shown, expiresAt: iso(begun.expiresAt) })
    })
  },
}

const addContent = (
  enrolment: string,
  name: string,
  purpose: Purpose | undefined,
  by: ProvedBy,
  judged: Passed,
): Content => ({
  bound: { enrolment, name, purpose: purpose ?? null, by, effect: judged.kind },
  shown: [
    { label: 'New method', value: name },
    { label: 'Answers for', value: purpose === undefined ? 'Nothing yet' : PURPOSE_NAMES[purpose] },
    effectLine(judged),
  ],
})

type Adds = {
  readonly enrolment: string
  readonly name?: string | undefined
  readonly purpose?: Purpose | undefined
  readonly by: Purpose
}
/** `codes`: a list of them, whose PIN was asked when it was begun. */
function add(context: Context, { enrolment, name, purpose, by }: Adds, codes = false) {
  const { deps, signedIn, write } = context
  const me = signedIn()
  return write(async (tx) => {
    const ready = await lockEnrolment(tx, deps, me, enrolment)
    if (!ready || METHODS[ready.method].properties.usedUp !== codes) return refuse('challenge-ended')
    const all = await findFactors(tx.db, deps, me.account, 'lock')
    const { most } = METHODS[ready.method].properties
    if (all.filter(({ method }) => method === ready.method).length >= most)
      return refuse('method-refused', { reason: 'too-many' })
    if (ready.traits.credential && !(await nothingHas(tx.db, ready.traits.credential)))
      return refuse('method-refused', { reason: 'known-key' })
    const id = newId(deps.random)
    const { synced = null } = ready.traits
    const added = { id, method: ready.method, purposes: [], ripe: false, synced, suspended: false }
    const held = all.map((factor) => heldOf(factor, tx.now))
    const judged: Judgement =
      purpose === undefined
        ? { kind: 'at-once' }
        : judge(held, { kind: 'on', method: added, purpose }, by, profileOf(deps))
    if (judged.kind === 'refused') return refuse('method-refused', { reason: judged.reason })
    const called = name ?? METHODS[ready.method].name
    const guarded = await tx.require(addContent(enrolment, called, purpose, by, judged), {
      identity: { purpose: by },
    })
    if (guarded.kind === 'refused') return guarded
    const isFirst = isFirstOwn(held, purpose ?? null)
    const adding = { id, ready, called, purpose, judged, by: guarded.by, isFirst }
    const outcome = await addReady(tx, context, adding)
    await endEnrolment(tx, enrolment)
    return reply({ id, outcome })
  })
}

type Adding = {
  readonly id: string
  readonly ready: Ready
  readonly called: string
  readonly purpose: Purpose | undefined
  readonly judged: Passed
  readonly by: string | undefined
  readonly isFirst: boolean
}
async function addReady(tx: ActTx, { deps, client, signedIn }: Context, adding: Adding) {
  const { id, ready, called, purpose, judged, by, isFirst } = adding
  const me = signedIn()
  const waits = judged.kind === 'waits'
  const purposes = purpose === undefined || waits ? [] : [purpose]
  const ripeAt = tx.now + RIPENS + (waits ? WAIT : 0)
  const firstOwnOf = isFirst ? purposes : []
  const made = { id, account: me.account, name: called, purposes, firstOwnOf, ripeAt, ...ready }
  await apply(tx.db, [addFactor(deps, made, tx.now)])
  const seen = whereFrom(client)
  const data = { ...seen, method: ready.method, name: called, ...(purpose !== undefined && { purpose }) }
  const account = { id: me.account, email: me.email }
  if (!waits || purpose === undefined) {
    const words = addedWords(deps.settings, called)
    const audit = [{ event: 'factor.added', data } as const]
    await applyDecision(tx, deps, account, { audit, notices: [{ event: 'factor.added', words }] })
    return { state: 'done' as const }
  }
  const spoken = { kind: 'on', name: called, purpose } as const
  return wait(tx, { deps, client, signedIn }, { kind: 'on', factor: id, purpose, by, spoken, data })
}
