// The methods of proof: added, arranged, turned on and off. What strengthens is done at once, what weakens waits
// 24 hours and can be cancelled until then (RULES part 1; policy/identities.ts judges).

import type { Database } from '../../db/connect.ts'
import { apply } from '../../db/write.ts'
import {
  addChange,
  findWaiting,
  isOfMethod,
  settleChange,
  stopByLink,
  waitingOf,
} from '../../factors/changes.ts'
import { addFactor, changeFactor, type Factor, findFactors, RIPENS } from '../../factors/enrolled.ts'
import {
  beginEnrolment,
  beginIn,
  confirmEnrolment,
  endEnrolment,
  lockEnrolment,
  type Ready,
} from '../../factors/enrolments.ts'
import { PURPOSES, type Purpose } from '../../factors/method.ts'
import { METHODS } from '../../factors/methods.ts'
import { PROFILES, type Profile } from '../../factors/profiles.ts'
import { whereFrom } from '../../identify/client.ts'
import { newId } from '../../lib/ids.ts'
import { type Refused, refuse } from '../../lib/refusals.ts'
import { readStopToken, stopToken } from '../../lib/stop-link.ts'
import { iso } from '../../lib/time.ts'
import { applyDecision } from '../../notify/outbox.ts'
import type { Content } from '../../policy/guard.ts'
import { isFirstOwn, type Judgement, judge, type ProvedBy } from '../../policy/identities.ts'
import { type ActTx, type Context, type Handlers, reply, serve } from '../../serve/context.ts'
import type { Deps } from '../../serve/deps.ts'
import { codesHandlers } from './codes.ts'
import { methods } from './contract.ts'
import { type Asked, changeOf, dataOf, heldOf, spokenOf, takeEffect, told, WAIT } from './effect.ts'
import { lostHandlers } from './lost.ts'
import { addedWords, cancelledWords, delayedWords, newContactCodeWords, waitsWords } from './notices.ts'
import { nothingHas, ownerOf, passwordChangedAt } from './store.ts'
import { viewChange, viewMethod } from './views.ts'

const handlers: Handlers<typeof methods> = {
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

  ...codesHandlers,
  ...lostHandlers,

  turnOn: (context, { id, purpose, by }) => change(context, { id, kind: 'on', purpose, by }),
  turnOnCodes: (context, { id, purpose, by }) =>
    change(context, { id, kind: 'on', purpose, by, beside: true }),
  turnOff: (context, { id, purpose }) =>
    change(context, { id, kind: purpose === undefined ? 'remove' : 'off', purpose, by: 'sign-in' }),
  giveUp: (context, { id, purpose }) =>
    change(context, { id, kind: purpose === undefined ? 'remove' : 'off', purpose, by: 'itself' }),

  profile({ deps }) {
    const purposes = PURPOSES.map((purpose) => {
      const { grades, deviceBound } = profileOf(deps)[purpose]
      return { purpose, grades: [...grades], deviceBound }
    })
    return Promise.resolve(reply({ profile: deps.settings.profile, purposes }))
  },

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

const PURPOSE_NAMES = { 'sign-in': 'Sign-in', funding: 'Funding', trading: 'Trading' } as const
const EFFECT = {
  'at-once': 'At once',
  waits: 'After 24 hours; it can be cancelled until then',
} as const
type Passed = Exclude<Judgement, { readonly kind: 'refused' }>
const effectLine = ({ kind }: Passed) => ({ label: 'Takes effect', value: EFFECT[kind] })

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
    const guarded = await tx.require(addContent(enrolment, called, purpose, by, judged), { purpose: by })
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

type Waits = {
  readonly kind: Asked['kind']
  readonly factor: string
  readonly purpose: Purpose | undefined
  readonly by: string | undefined
  readonly spoken: Parameters<typeof waitsWords>[1]
  readonly data: Readonly<Record<string, string | number | boolean>>
}
/** Written down, announced, and done by the clock (jobs.ts). */
async function wait(
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

const profileOf = ({ settings }: Deps): Profile => PROFILES[settings.profile]

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
    const guarded = await tx.require(changeContent(asked, by, judged), identity)
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
