// Acts in a session of the model: asked for, proved, carried out at once or by the clock, and cancelled.

import { type Identity, isFirstDay, whoAnswers } from '../../src/factors/answering.ts'
import { PROOF_LIFE } from '../../src/factors/challenge.ts'
import { narrowed } from '../../src/factors/enrolled.ts'
import type { Purpose } from '../../src/factors/method.ts'
import { METHODS, methodsOf } from '../../src/factors/methods.ts'
import { PROFILES } from '../../src/factors/profiles.ts'
import type { Ms } from '../../src/lib/time.ts'
import { ACTIONS, type ActionName, type ActionRow } from '../../src/policy/actions.ts'
import { decide, stepsOf } from '../../src/policy/decide.ts'
import {
  changed,
  type Held,
  isFirstOwn,
  type Judgement,
  judge,
  type MethodChange,
} from '../../src/policy/identities.ts'
import {
  type Act,
  answer,
  heldOf,
  liveSession,
  type Machine,
  type Method,
  note,
  type OfBrowser,
  open,
  type Proof,
  RIPENS,
  type Said,
  type Session,
  type Tab,
  WAIT,
} from './machine.ts'

const ACTION_OF = {
  on: 'method.turn-on',
  off: 'method.turn-off',
  remove: 'method.turn-off',
  add: 'method.add',
  password: 'password.change',
} as const
export function actionOf(act: Act): ActionName {
  if (act.kind === 'on' && act.beside) return 'backup-codes.turn-on'
  if ((act.kind === 'off' || act.kind === 'remove') && act.by === 'itself') return 'method.give-up'
  return ACTION_OF[act.kind]
}

type Judged =
  | { readonly refused: string }
  | { readonly effect: Exclude<Judgement['kind'], 'refused'>; readonly change?: MethodChange }
function judged(m: Machine, session: Session, act: Act): Judged {
  if (act.kind === 'password') return { effect: 'at-once' }
  const all = m.methods.map((one) => heldOf(one, m.now))
  const known = all.find(({ id }) => id === act.id)
  const change = changeOf(m, session, act, known)
  if (!change) return { refused: act.kind === 'add' ? 'challenge-ended' : 'not-found' }
  const { method } = change
  if (
    act.kind === 'add' &&
    all.filter((one) => one.method === method.method).length >= METHODS[method.method].properties.most
  )
    return { refused: 'method-refused' }
  if (act.kind === 'on' && METHODS[method.method].properties.usedUp !== (act.beside === true))
    return { refused: 'method-refused' }
  const found = judge(all, change, act.by, PROFILES[m.profile])
  if (found.kind === 'refused') return { refused: 'method-refused' }
  const same = m.waiting.some(
    ({ act: one }) => one.kind === act.kind && one.id === act.id && one.purpose === act.purpose,
  )
  return same ? { refused: 'method-refused' } : { effect: found.kind, change }
}

function changeOf(
  m: Machine,
  session: Session,
  act: Exclude<Act, { kind: 'password' }>,
  known: Held | undefined,
): MethodChange | undefined {
  if (act.kind === 'add') {
    const begun = session.enrolment
    if (!begun || begun.id !== act.id || m.now >= begun.expiresAt) return undefined
    const synced = begun.method === 'webauthn' ? false : null
    const method: Held = {
      id: act.id,
      method: begun.method,
      purposes: [],
      ripe: false,
      synced,
      suspended: false,
    }
    return { kind: 'on', method, purpose: act.purpose }
  }
  if (!known) return undefined
  return act.kind === 'remove' || act.purpose === undefined
    ? { kind: 'remove', method: known }
    : { kind: act.kind, method: known, purpose: act.purpose }
}

/** Sends an act, with a proof or without: carried out, or what it answers (as policy/guard.ts does it). */
export function send(m: Machine, tab: Tab, act: Act, proof: Proof | undefined): string {
  const session = liveSession(m, m.browsers[tab.browser])
  if (!session) return 'sign-in-required'
  const found = judged(m, session, act)
  if ('refused' in found) return found.refused
  const action = actionOf(act)
  const row: ActionRow = ACTIONS[action]
  const content = JSON.stringify([act, found.effect])
  const taken = proof && fits(m, proof, { action, content, session: session.number }) ? proof : undefined
  if (taken) m.proofs = m.proofs.filter((one) => one !== taken)
  const identity = identityOf(m, act)
  const firstDay = isFirstDay(
    m.methods.map((one) => ({ ...one, ripe: one.ripeAt <= m.now })),
    identity.purpose,
  )
  const rowSteps = stepsOf(row, { pin: 'set', device: 'known', firstDay }).map((kind) => ({ kind }))
  const asked = narrowed(identity, row.proof.includes('factor') ? 'factor' : 'itself', rowSteps)
  const verdict = decide(action, {
    caller: 'session',
    state: 'active',
    lock: 'open',
    factor: factorOf(m, asked, row),
    pin: 'set',
    device: 'known',
    firstDay,
    proved: taken ? taken.witnesses.map(({ kind }) => kind) : [],
  })
  if (verdict.kind === 'refuse') return 'state-forbids'
  if (verdict.kind === 'challenge') {
    const steps = verdict.steps.map((kind) => ({ kind, done: false }))
    const challenge = open(m, { action, content, identity, session: session.number }, steps)
    m.challenges = [
      ...m.challenges.filter((one) => one.session !== session.number || one.action !== action),
      challenge,
    ]
    Object.assign(tab, { act, challenge })
    return 'proof-required'
  }
  return carryOut(m, session, act, found, taken)
}

const fits = (m: Machine, proof: Proof, use: Pick<Proof, 'action' | 'content' | 'session'>): boolean =>
  m.proofs.includes(proof) &&
  proof.action === use.action &&
  proof.content === use.content &&
  proof.session === use.session &&
  proof.version === m.version &&
  m.now < proof.expiresAt

function identityOf({ profile }: Machine, act: Act): Identity {
  if (act.kind === 'password') return { purpose: 'sign-in', profile }
  const purpose = act.by === 'itself' ? 'sign-in' : act.by
  const alone = act.by === 'itself' || (act.kind === 'on' && act.beside)
  return { purpose, profile, ...(alone && { only: act.id }) }
}

function factorOf(m: Machine, identity: Identity, { least }: ActionRow): 'none' | 'unripe' | 'ripe' {
  const fit = whoAnswers(m.methods, identity).filter(({ method }) => methodsOf(least).includes(method))
  return fit.some(({ ripeAt }) => ripeAt <= m.now) ? 'ripe' : fit.length > 0 ? 'unripe' : 'none'
}

const isFirst = (m: Machine, purpose: Purpose): boolean =>
  isFirstOwn(
    m.methods.map((one) => heldOf(one, m.now)),
    purpose,
  )

function carryOut(
  m: Machine,
  session: Session,
  act: Act,
  found: Exclude<Judged, { refused: string }>,
  proof: Proof | undefined,
): string {
  const before = m.methods
  const witnesses = proof?.witnesses ?? []
  if (act.kind === 'password') {
    m.version++
    endAll(m, session)
    note(m, { what: 'password', act, action: actionOf(act), witnesses, before, proof: proof?.number })
    return 'done'
  }
  const waits = found.effect === 'waits'
  if (act.kind === 'add') {
    const ripeAt = m.now + RIPENS + (waits ? WAIT : 0)
    const added: Method = {
      id: act.id,
      method: found.change!.method.method,
      purposes: waits ? [] : [act.purpose],
      ripeAt,
      synced: found.change!.method.synced,
      verifiesUser: false,
      suspended: false,
      suspended_at: null,
      first_own_of: !waits && isFirst(m, act.purpose) ? [act.purpose] : [],
    }
    m.methods = [...m.methods, added]
    session.enrolment = undefined
  } else if (!waits) takeEffect(m, act, found.change!, session)
  if (waits) {
    const waitingAct: Act =
      act.kind === 'add' ? { kind: 'on', id: act.id, purpose: act.purpose, by: act.by } : act
    m.waiting = [
      ...m.waiting,
      { act: waitingAct, askedAt: m.now, dueAt: m.now + WAIT, by: proof?.by, session: session.number },
    ]
  }
  note(m, {
    what: waits ? 'waits' : 'at-once',
    act,
    action: actionOf(act),
    witnesses,
    before,
    proof: proof?.number,
  })
  return waits ? 'waits' : 'done'
}

function takeEffect(
  m: Machine,
  act: Exclude<Act, { kind: 'password' }>,
  change: MethodChange,
  keep: Session | undefined,
): void {
  const first = change.kind === 'on' && isFirst(m, change.purpose)
  const after = changed(
    m.methods.map((one) => heldOf(one, m.now)),
    change,
  )
  m.methods = m.methods.flatMap((one) => {
    const held = after.find(({ id }) => id === one.id)
    if (!held) return []
    const { purposes } = held
    const isNew = one.id === change.method.id && change.kind === 'on' && first
    const firsts = [
      ...one.first_own_of.filter((each) => purposes.includes(each)),
      ...(isNew ? [change.purpose] : []),
    ]
    return [{ ...one, purposes, first_own_of: firsts }]
  })
  if (act.kind === 'on' || act.kind === 'add') return
  m.waiting = m.waiting.filter(
    (one) => one.by !== act.id && (one.act.kind === 'password' || one.act.id !== act.id),
  )
  endAll(m, keep)
}

/** Everything that was to be proved dies, and every session but one. */
function endAll(m: Machine, keep: Session | undefined): void {
  m.challenges = []
  m.proofs = []
  for (const browser of m.browsers) {
    browser.pending = undefined
    if (browser.session && browser.session !== keep) browser.session.live = false
  }
}

/** Answers the question of a tab; the last right answer is a proof. */
export function prove(m: Machine, tab: Tab, method: Method): Said {
  const { challenge } = tab
  const session = liveSession(m, m.browsers[tab.browser])
  const mine = challenge && m.challenges.includes(challenge) && challenge.session === session?.number
  const said = answer(m, mine ? challenge : undefined, method)
  if (said !== 'ok' || !challenge) return said
  m.challenges = m.challenges.filter((one) => one !== challenge)
  const { number, action, content, version, witnesses, steps } = challenge
  const by = steps.findLast((step) => step.by !== undefined)?.by
  tab.proof = {
    number,
    action,
    content,
    session: challenge.session,
    version,
    witnesses,
    by,
    expiresAt: m.now + PROOF_LIFE,
  }
  m.proofs = [...m.proofs, tab.proof]
  return 'ok'
}

/** The session's owner cancels what waits. */
export function cancel(m: Machine, browser: OfBrowser, at: number): string {
  if (!liveSession(m, browser)) return 'sign-in-required'
  if (!m.waiting[at]) return 'not-found'
  m.waiting = m.waiting.toSpliced(at, 1)
  return 'ok'
}

/** Time passes, and what is due takes effect. */
export function pass(m: Machine, ms: Ms): void {
  m.now += ms
  for (;;) {
    const due = m.waiting.find(({ dueAt }) => dueAt <= m.now)
    if (!due) return
    m.waiting = m.waiting.filter((one) => one !== due)
    const { act } = due
    const all = m.methods.map((one) => heldOf(one, m.now))
    const method = act.kind === 'password' ? undefined : all.find(({ id }) => id === act.id)
    if (!method || act.kind === 'password' || act.kind === 'add') continue
    const change: MethodChange =
      act.purpose === undefined || act.kind === 'remove'
        ? { kind: 'remove', method }
        : { kind: act.kind, method, purpose: act.purpose }
    if (judge(all, change, 'sign-in', PROFILES[m.profile]).kind === 'refused') continue
    const before = m.methods
    takeEffect(m, act, change, m.browsers.find(({ session }) => session?.number === due.session)?.session)
    note(m, { what: 'due', act, witnesses: [], before, askedAt: due.askedAt })
  }
}
