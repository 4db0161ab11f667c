// Everything that can be in someone's hands, in every combination: what it comes to, by a table written by hand, and
// that more of it never comes to less.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whoAnswers } from '../../src/factors/answering.ts'
import type { Purpose } from '../../src/factors/method.ts'
import { type MethodName, methodsOf } from '../../src/factors/methods.ts'
import { ACTIONS, type ActionName, type ActionRow } from '../../src/policy/actions.ts'

const THINGS = ['password', 'mailbox', 'number', 'authenticator', 'passkey', 'list', 'funding key'] as const
type Thing = (typeof THINGS)[number]
type Hands = ReadonlySet<Thing>

type Enrolled = {
  readonly id: Thing
  readonly method: MethodName
  readonly purposes: readonly Purpose[]
  readonly synced: boolean | null
  readonly suspended_at: null
}
const forSignIn = (id: Thing, method: MethodName): Enrolled => ({
  id,
  method,
  purposes: ['sign-in'],
  synced: method === 'webauthn' ? false : null,
  suspended_at: null,
})
/** All of them ripe, all on for signing in; the last is for funding alone, where the account has it. */
const ALL: readonly Enrolled[] = [
  forSignIn('mailbox', 'email-code'),
  forSignIn('number', 'sms-code'),
  forSignIn('authenticator', 'totp'),
  forSignIn('passkey', 'webauthn'),
  forSignIn('list', 'backup-code'),
]
const FUNDING: Enrolled = {
  id: 'funding key',
  method: 'webauthn',
  purposes: ['funding'],
  synced: false,
  suspended_at: null,
}

/** Whether these hands can prove every step of an act, by what the policy and the methods say. */
function proves(hands: Hands, action: ActionName, account: readonly Enrolled[], purpose?: Purpose): boolean {
  const row: ActionRow = ACTIONS[action]
  const strong = methodsOf(row.least)
  return row.proof.every((step) => {
    if (step === 'password') return hands.has('password')
    if (step === 'email') return hands.has('mailbox')
    if (step === 'passkey') return hands.has('passkey')
    const without = row.notOver === 'nothing' ? undefined : row.notOver
    return whoAnswers(account, { purpose: purpose ?? row.purpose, without }).some(
      ({ id, method }) => hands.has(id) && strong.includes(method),
    )
  })
}

/** A new password is a password. */
const after = (hands: Hands, account: readonly Enrolled[]): Hands =>
  proves(hands, 'password.reset', account) ? new Set([...hands, 'password']) : hands
const signsIn = (hands: Hands, account: readonly Enrolled[]): boolean =>
  proves(after(hands, account), 'sign-in', account) || proves(hands, 'sign-in.passkey', account)
const funds = (hands: Hands, account: readonly Enrolled[]): boolean =>
  signsIn(hands, account) && proves(hands, 'approval.approve', account, 'funding')
const changes = (hands: Hands, account: readonly Enrolled[]): boolean =>
  signsIn(hands, account) && proves(hands, 'method.turn-off', account)

const COMBINATIONS: readonly Hands[] = Array.from(
  { length: 1 << THINGS.length },
  (_, bits) => new Set(THINGS.filter((_thing, at) => (bits >> at) & 1)),
)
/** By hand, from the rules: what it takes to sign in, whatever else there is. */
const SIGNS_IN: readonly (readonly Thing[])[] = [
  ['passkey'],
  ['password', 'mailbox'],
  ['password', 'number'],
  ['password', 'authenticator'],
  ['password', 'list'],
  ['mailbox', 'authenticator'],
  // These two after a day, which is told and can be stopped (waiting-reset.api.test.ts).
  ['mailbox', 'number'],
  ['mailbox', 'list'],
]
const SECRETS: readonly Thing[] = ['authenticator', 'passkey', 'list']
const holds = (hands: Hands, one: readonly Thing[]): boolean => one.every((thing) => hands.has(thing))
const say = (hands: Hands): string => [...hands].join(' and ') || 'nothing'

test('a session comes of two kinds of thing or of a passkey that is both, and of nothing less', () => {
  for (const hands of COMBINATIONS)
    assert.equal(
      signsIn(hands, ALL),
      SIGNS_IN.some((one) => holds(hands, one)),
      say(hands),
    )
})

test('money moves by a secret of its own where funding has no method, and by that method alone where it has one', () => {
  for (const hands of COMBINATIONS) {
    const session = SIGNS_IN.some((one) => holds(hands, one))
    assert.equal(funds(hands, ALL), session && SECRETS.some((one) => hands.has(one)), say(hands))
    assert.equal(funds(hands, [...ALL, FUNDING]), session && hands.has('funding key'), say(hands))
  }
})

test('more in hand never comes to less, and no one thing but a passkey comes to anything', () => {
  for (const account of [ALL, [...ALL, FUNDING]])
    for (const ask of [signsIn, funds, changes])
      for (const hands of COMBINATIONS) {
        if (hands.size === 1 && !hands.has('passkey')) assert.equal(ask(hands, account), false, say(hands))
        if (!ask(hands, account)) continue
        for (const more of THINGS)
          assert.ok(ask(new Set([...hands, more]), account), `${say(hands)} and ${more}`)
      }
})

test('an account with fewer methods is opened by no more than one with all of them', () => {
  for (let left = 0; left < 1 << ALL.length; left++) {
    const some = ALL.filter((_, at) => (left >> at) & 1)
    for (const hands of COMBINATIONS) {
      const passkey = hands.has('passkey') && some.some(({ id }) => id === 'passkey')
      const held: Hands = passkey ? hands : new Set([...hands].filter((one) => one !== 'passkey'))
      if (signsIn(held, some))
        assert.ok(signsIn(held, ALL), `${say(held)} of ${some.map(({ id }) => id).join()}`)
    }
  }
})
