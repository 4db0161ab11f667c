// An account, its methods and its owner's browsers as a model: the pure core of the product (judge, whoAnswers, decide,
// the steps of a challenge) with a list around it in place of a database. Walks are held against it.

import { type Identity, whoAnswers } from '../../src/factors/answering.ts'
import {
  advance,
  CHALLENGE_LIFE,
  isOpen,
  presentStep,
  type Step,
  takes,
} from '../../src/factors/challenge.ts'
import { narrowed } from '../../src/factors/enrolled.ts'
import type { Purpose } from '../../src/factors/method.ts'
import { METHODS, type MethodName, methodsOf } from '../../src/factors/methods.ts'
import { type ProfileName } from '../../src/factors/profiles.ts'
import { HOUR, type Ms } from '../../src/lib/time.ts'
import { ACTIONS, type ActionName, type ActionRow } from '../../src/policy/actions.ts'
import { stepsOf } from '../../src/policy/decide.ts'
import { type Held, type ProvedBy, WAIT_HOURS } from '../../src/policy/identities.ts'
import { signsInAlone } from '../../src/policy/passkey.ts'

export type Method = Omit<Held, 'ripe'> & {
  readonly ripeAt: Ms
  readonly verifiesUser: boolean
  /** Nothing is lost on these walks. */
  readonly suspended_at: null
  readonly first_own_of: readonly Purpose[]
}
/** What is asked for in a session. `beside`: a list of codes shows that it is at hand. */
export type Act =
  | {
      readonly kind: 'on' | 'off' | 'remove'
      readonly id: string
      readonly purpose?: Purpose
      readonly by: ProvedBy
      readonly beside?: boolean
    }
  | { readonly kind: 'add'; readonly id: string; readonly purpose: Purpose; readonly by: Purpose }
  | { readonly kind: 'password'; readonly number: number }
/** A step that was answered, and by what, as that method was at that moment. */
export type Witness = {
  readonly kind: Step['kind']
  readonly by?: Method | undefined
  readonly all: readonly Method[]
  readonly at: Ms
}
export type Challenge = {
  readonly number: number
  readonly action: ActionName
  readonly content: string
  readonly identity: Identity
  readonly session: number | undefined
  readonly version: number
  readonly expiresAt: Ms
  steps: readonly Step[]
  tries: number
  readonly witnesses: Witness[]
}
export type Proof = Pick<Challenge, 'number' | 'action' | 'content' | 'session' | 'version' | 'witnesses'> & {
  readonly by: string | undefined
  readonly expiresAt: Ms
}
export type Waiting = {
  readonly act: Act
  readonly askedAt: Ms
  readonly dueAt: Ms
  readonly by: string | undefined
  readonly session: number
}
export type Enrolment = { readonly id: string; readonly method: MethodName; readonly expiresAt: Ms }
export type Session = {
  readonly number: number
  live: boolean
  readonly endsAt: Ms
  enrolment?: Enrolment | undefined
  readonly witnesses: readonly Witness[]
}
/** Tabs of one browser share its session, and what it has begun. */
export type OfBrowser = { pending?: Challenge | undefined; session?: Session | undefined; known: boolean }
/** What one tab has asked for last, its question and its proof. */
export type Tab = {
  readonly browser: 0 | 1
  act?: Act | undefined
  challenge?: Challenge | undefined
  proof?: Proof | undefined
}
/** Something that was carried out, for the laws: what it was, by which proof, what stood before and what stands now. */
export type Deed = {
  readonly what: 'at-once' | 'waits' | 'due' | 'password' | 'session'
  readonly act?: Act
  readonly action?: ActionName
  readonly witnesses: readonly Witness[]
  readonly before: readonly Method[]
  readonly after: readonly Method[]
  readonly at: Ms
  readonly askedAt?: Ms
  /** By which proof, of all that were ever made. */
  readonly proof?: number | undefined
}
export type Machine = {
  readonly profile: ProfileName
  now: Ms
  version: number
  sessions: number
  made: number
  methods: readonly Method[]
  waiting: readonly Waiting[]
  challenges: readonly Challenge[]
  proofs: readonly Proof[]
  readonly browsers: readonly [OfBrowser, OfBrowser]
  readonly tabs: readonly [Tab, Tab, Tab]
  deeds: readonly Deed[]
}

const SESSION_LIFE = 12 * HOUR
export const RIPENS = 24 * HOUR
export const WAIT = WAIT_HOURS * HOUR

export const newMachine = (methods: readonly Method[], profile: ProfileName, now: Ms): Machine => ({
  profile,
  now,
  version: 1,
  sessions: 0,
  made: 0,
  methods,
  waiting: [],
  challenges: [],
  proofs: [],
  browsers: [{ known: true }, { known: true }],
  tabs: [{ browser: 0 }, { browser: 0 }, { browser: 1 }],
  deeds: [],
})

export const heldOf = ({ ripeAt, ...method }: Method, now: Ms): Held => ({ ...method, ripe: ripeAt <= now })
export const liveSession = (m: Machine, browser: OfBrowser): Session | undefined =>
  browser.session?.live && m.now < browser.session.endsAt ? browser.session : undefined

export function open(
  m: Machine,
  made: Pick<Challenge, 'action' | 'content' | 'identity' | 'session'>,
  steps: readonly Step[],
): Challenge {
  const expiresAt = m.now + CHALLENGE_LIFE
  return { ...made, number: ++m.made, steps, version: m.version, expiresAt, tries: 0, witnesses: [] }
}

/** The right password at the front door. */
export function startSignIn(m: Machine, browser: OfBrowser): void {
  const steps = stepsOf(ACTIONS['sign-in'], { pin: 'set', device: 'known' }).map((kind) => ({
    kind,
    done: kind === 'password',
  }))
  const identity = { purpose: 'sign-in' as const, profile: m.profile }
  browser.pending = open(m, { action: 'sign-in', content: '', identity, session: undefined }, steps)
  browser.pending.witnesses.push({ kind: 'password', all: m.methods, at: m.now })
}

export type Said = 'ok' | 'more' | 'answer-wrong' | 'challenge-ended'
/** The present step, answered by whoever holds a method (as factors/answer.ts does it). */
export function answer(m: Machine, challenge: Challenge | undefined, method: Method | undefined): Said {
  const step = challenge && presentStep(challenge.steps)
  const facts = challenge && { ...challenge, credentialVersion: challenge.version, accountVersion: m.version }
  if (!challenge || !step || !facts || !isOpen(facts, m.now)) return 'challenge-ended'
  if (step.kind !== 'factor' && step.kind !== 'itself' && step.kind !== 'own') {
    challenge.steps = advance(challenge.steps)
    challenge.witnesses.push({ kind: step.kind, all: m.methods, at: m.now })
    return 'more'
  }
  if (!method || !takes(step, method.method)) return 'answer-wrong'
  const row: ActionRow = ACTIONS[challenge.action]
  const asked = whoAnswers(m.methods, narrowed(challenge.identity, step.kind, challenge.steps)).filter(
    // A key says which one it is only by its signature.
    (one) => one.method === method.method && (one.method === 'webauthn' || one.id === method.id),
  )
  if (asked.length === 0) return 'answer-wrong'
  const ripe =
    step.kind === 'itself' || step.kind === 'own' || row.unripe === 'serves' || method.ripeAt <= m.now
  if (!asked.some(({ id }) => id === method.id) || !methodsOf(row.least).includes(method.method) || !ripe) {
    challenge.tries++
    return 'answer-wrong'
  }
  challenge.steps = advance(challenge.steps, method.id)
  challenge.witnesses.push({ kind: step.kind, by: method, all: m.methods, at: m.now })
  return presentStep(challenge.steps) ? 'more' : 'ok'
}

export function answerSignIn(m: Machine, browser: OfBrowser, method: Method): Said {
  const challenge = browser.pending
  const said = answer(m, challenge, method)
  if (said === 'ok') beginSession(m, browser, challenge!.witnesses, 'sign-in')
  return said
}

/** A passkey that has verified its user, without a name. */
export function signInByPasskey(m: Machine, browser: OfBrowser, method: Method): Said {
  const answers = whoAnswers(m.methods, { purpose: 'sign-in', profile: m.profile }).includes(method)
  if (method.method !== 'webauthn' || !method.verifiesUser || !answers) return 'answer-wrong'
  const { synced } = method
  if (!signsInAlone({ ripe: method.ripeAt <= m.now, synced: synced === true, knownDevice: browser.known }))
    return 'more'
  const witness: Witness = { kind: 'passkey', by: method, all: m.methods, at: m.now }
  beginSession(m, browser, [witness], 'sign-in.passkey')
  return 'ok'
}

function beginSession(
  m: Machine,
  browser: OfBrowser,
  witnesses: readonly Witness[],
  action: ActionName,
): void {
  if (browser.session) browser.session.live = false
  browser.session = { number: ++m.sessions, live: true, endsAt: m.now + SESSION_LIFE, witnesses }
  browser.pending = undefined
  note(m, { what: 'session', action, witnesses, before: m.methods })
}

export const note = (m: Machine, deed: Omit<Deed, 'after' | 'at'>): void => {
  m.deeds = [...m.deeds, { ...deed, after: m.methods, at: m.now }]
}

/** Begins a method in a session and gives its first right answer. */
export function enrol(m: Machine, browser: OfBrowser, method: MethodName): string {
  const session = liveSession(m, browser)
  if (!session) return 'sign-in-required'
  if (m.methods.filter((one) => one.method === method).length >= METHODS[method].properties.most)
    return 'method-refused'
  session.enrolment = { id: `new-${++m.made}`, method, expiresAt: m.now + CHALLENGE_LIFE }
  return 'ok'
}
