// What a walk is made of: accounts, and steps of their owner in three tabs of two browsers.

import fc from 'fast-check'
import { PURPOSES, type Purpose } from '../../src/factors/method.ts'
import { METHODS, type MethodName } from '../../src/factors/methods.ts'
import { HOUR, MINUTE, SECOND } from '../../src/lib/time.ts'
import { ACTIONS } from '../../src/policy/actions.ts'
import {
  type Act,
  answerSignIn,
  enrol,
  liveSession,
  type Machine,
  type Method,
  type Session,
  signInByPasskey,
  startSignIn,
} from './machine.ts'
import { cancel, pass, prove, send } from './machine-acts.ts'

/** When walks begin. */
export const NOW = 1_800_000_000_000

const NAMES = Object.keys(METHODS) as MethodName[]
/** Which purposes a method may be on for at first: one where a channel or a secret counts once. */
const start = fc.record({
  method: fc.constantFrom(...NAMES),
  purposes: fc.subarray([...PURPOSES]),
  young: fc.boolean(),
  firstOwn: fc.boolean(),
  synced: fc.boolean(),
  verifiesUser: fc.boolean(),
})
const PLAIN = { suspended: false, suspended_at: null } as const
export const account = fc.array(start, { maxLength: 4 }).map((drawn): readonly Method[] => [
  {
    id: 'first',
    method: 'totp',
    purposes: ['sign-in'],
    ripeAt: NOW,
    synced: null,
    verifiesUser: false,
    first_own_of: [],
    ...PLAIN,
  },
  ...drawn.map(({ method, purposes: wished, young, firstOwn, synced, verifiesUser }, at): Method => {
    const { properties } = METHODS[method]
    const fit = wished.filter((one) => (properties.purposes as readonly Purpose[]).includes(one))
    const purposes = properties.serves === 'one-purpose' ? fit.slice(0, 1) : fit
    return {
      id: `m${at}`,
      method,
      purposes,
      first_own_of: firstOwn ? purposes.filter((one) => one !== 'sign-in') : [],
      ripeAt: young ? NOW + 24 * HOUR : NOW,
      synced: method === 'webauthn' ? synced : null,
      verifiesUser: method === 'webauthn' && verifiesUser,
      ...PLAIN,
    }
  }),
])

const DOINGS = [
  'password',
  'answer',
  'answer',
  'passkey',
  'ask',
  'ask',
  'ask',
  'prove',
  'prove',
  'prove',
  'act',
  'act',
  'enrol',
  'cancel',
  'pass',
  'restart',
  'whole',
  'whole',
  'whole',
] as const
export const step = fc.record({
  does: fc.constantFrom(...DOINGS),
  tab: fc.constantFrom(0, 0, 1, 2),
  /** Whose proof is sent: its own, or what another tab has. */
  from: fc.constantFrom(0, 0, 1, 2),
  method: fc.nat(6),
  kind: fc.constantFrom('on', 'off', 'remove', 'add', 'password'),
  purpose: fc.constantFrom(...PURPOSES),
  by: fc.constantFrom('sign-in', 'sign-in', 'funding', 'trading', 'itself'),
  name: fc.constantFrom(...NAMES),
  ms: fc.constantFrom(30 * SECOND, 2 * MINUTE, 6 * MINUTE, 11 * HOUR, 24 * HOUR),
})
export type Step = typeof step extends fc.Arbitrary<infer One> ? One : never

export function actOf(m: Machine, session: Session | undefined, { kind, method, purpose, by }: Step): Act {
  const one = m.methods[method % m.methods.length]!
  if (kind === 'password') return { kind, number: method }
  if (kind === 'add')
    return { kind, id: session?.enrolment?.id ?? 'none', purpose, by: by === 'itself' ? 'sign-in' : by }
  if (kind === 'on')
    return {
      kind,
      id: one.id,
      purpose,
      by: by === 'itself' ? 'sign-in' : by,
      ...(METHODS[one.method].properties.usedUp && { beside: true }),
    }
  const proved = by === 'itself' ? ('itself' as const) : ('sign-in' as const)
  return { kind, id: one.id, by: proved, ...(kind === 'off' && { purpose }) }
}

export function walk(m: Machine, one: Step): Machine {
  const tab = m.tabs[one.tab]!
  const browser = m.browsers[tab.browser]
  const method = m.methods[one.method % m.methods.length]!
  if (one.does === 'password') startSignIn(m, browser)
  if (one.does === 'answer') answerSignIn(m, browser, method)
  if (one.does === 'passkey') signInByPasskey(m, browser, method)
  if (one.does === 'enrol') enrol(m, browser, one.name)
  if (one.does === 'ask') send(m, tab, actOf(m, liveSession(m, browser), one), undefined)
  if (one.does === 'prove') prove(m, tab, method)
  if (one.does === 'whole') wholeAct(m, one)
  if (one.does === 'act' && tab.act) send(m, tab, tab.act, m.tabs[one.from]!.proof)
  if (one.does === 'cancel') cancel(m, browser, one.method)
  if (one.does === 'pass') pass(m, one.ms)
  // Everything that is known lies in the database: a server that starts again knows the same, and no more.
  return one.does === 'restart' ? structuredClone(m) : m
}

/** Steps of the longest row, and one beside them. */
const MOST_ASKED = 1 + Math.max(...Object.values(ACTIONS).map(({ proof }) => proof.length))
/** As an owner does it who knows what to take: asked for, every step answered, carried out. */
function wholeAct(m: Machine, one: Step): void {
  const tab = m.tabs[one.tab]!
  const browser = m.browsers[tab.browser]
  if (!liveSession(m, browser)) {
    startSignIn(m, browser)
    for (const method of m.methods) answerSignIn(m, browser, method)
  }
  if (one.kind === 'add') enrol(m, browser, one.name)
  const act = actOf(m, liveSession(m, browser), one)
  if (send(m, tab, act, undefined) !== 'proof-required') return
  const first = one.method % m.methods.length
  const inTurn = [...m.methods.slice(first), ...m.methods.slice(0, first)]
  for (let tried = 0, said = 'more'; said === 'more' && tried < MOST_ASKED; tried++)
    for (const method of inTurn) {
      said = prove(m, tab, method)
      if (said !== 'answer-wrong') break
    }
  send(m, tab, act, tab.proof)
}
