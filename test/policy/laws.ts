// The laws of the policy, as functions, so that they can be run on the table as it is (policy.test.ts) and on the
// table with any one cell changed (cells.test.ts), where at least one must break.

import assert from 'node:assert/strict'
import { STEP_KINDS, type StepKind } from '../../src/lib/challenge-view.ts'
import {
  ACCOUNT_STATES,
  ACTIONS,
  type ActionName,
  type ActionRow,
  isLockable,
} from '../../src/policy/actions.ts'
import { decide, type Facts } from '../../src/policy/decide.ts'

export type Law = { readonly name: string; readonly check: () => void }

const subsets = (steps: readonly StepKind[]): readonly (readonly StepKind[])[] =>
  Array.from({ length: 2 ** steps.length }, (_, bits) => steps.filter((_step, at) => (bits >> at) & 1))

/** Every combination of facts there is for a row. Of the proofs that it does not ask for, one stands for all. */
export function* allFacts({ proof }: ActionRow): Generator<Facts> {
  const foreign = STEP_KINDS.find((step) => !proof.includes(step))
  const proofs = subsets(foreign === undefined ? proof : [...proof, foreign])
  for (const caller of ['nobody', 'session', 'reader', 'locked-session', 'platform'] as const) {
    for (const state of ACCOUNT_STATES) {
      for (const lock of ['open', 'on'] as const) {
        for (const factor of ['none', 'unripe', 'ripe'] as const) {
          for (const pin of ['none', 'set'] as const)
            for (const device of ['new', 'known'] as const)
              for (const firstDay of [false, true])
                for (const proved of proofs)
                  yield { caller, state, lock, factor, firstDay, pin, device, proved }
        }
      }
    }
  }
}

/** What the account or the device has already. */
const isSpared = (step: StepKind, { pin, device }: Facts): boolean =>
  (step === 'set-pin' && pin === 'set') || (step === 'device' && device === 'known')

const lockWords = (lock: ActionRow['lock']): string =>
  lock === 'as-asked' ? lock : lock.length === 0 ? 'allowed' : `refused by ${lock.join(', ')}`

/** A row as a sentence. What the rules say of each act is written below in the same words, by hand. */
export function sentence(row: ActionRow): string {
  return [
    {
      anyone: 'at the door',
      session: 'signed in',
      'even-locked': 'signed in, locked or not',
      platform: 'with a credential of the platform',
    }[row.caller],
    row.proof.length === 0 ? 'proves nothing more' : `proves ${row.proof.join(', ')} of ${row.purpose}`,
    ...(row.least === 'C' ? [] : [`of grade ${row.least} or better`]),
    ...(row.notOver === 'nothing' ? [] : [`not over the ${row.notOver}`]),
    row.unripe === 'serves' ? 'a young method serves' : 'by a ripe method',
    ...{
      serves: ['the last code serves'],
      renews: ['after the last code a new list is made'],
      refused: [],
    }[row.lastCode],
    `while ${row.states.join(', ')}`,
    ...(row.reading === 'allowed' ? [] : ['not by a session that only reads']),
    `lock: ${lockWords(row.lock)}`,
    `API keys: ${row.apiKey}`,
    `holds ${row.holdHours} h`,
    `ends ${row.ends}`,
    `tells ${row.told}`,
    `identity: ${row.purpose}`,
  ].join('; ')
}

const OPEN = 'while active, restricted, frozen, recovering'
const LOOK = `signed in; proves nothing more; a young method serves; ${OPEN}; lock: allowed; API keys: never; holds 0 h; ends nothing; tells nobody; identity: sign-in`

const ARRANGE =
  'signed in; proves nothing more; by a ripe method; while active, restricted; not by a session that only reads; lock: refused by settings; API keys: never; holds 0 h; ends nothing; tells nobody; identity: sign-in'
const setting = (proof: string, age: 'ripe' | 'young', ends: string): string =>
  `signed in; proves ${proof} of sign-in; ${age === 'ripe' ? 'by a ripe method' : 'a young method serves'}; while active, restricted; not by a session that only reads; lock: refused by settings; API keys: never; holds 0 h; ends ${ends}; tells client; identity: sign-in`

const contact = (proof: string, hours: number): string =>
  setting(proof, 'ripe', 'other-sessions').replace('holds 0 h', `holds ${hours} h`)

/** Where the last code of a list may be given: it ends the list, or makes a new one (part 1, "backup list"). */
const listed = (rule: string): string => rule.replace('; while', '; the last code serves; while')

const RULES: Readonly<Record<ActionName, string>> = {
  'sign-up':
    'at the door; proves email of sign-in; a young method serves; while new; lock: allowed; API keys: never; holds 0 h; ends nothing; tells client; identity: sign-in',
  'sign-in': `at the door; proves password, factor, set-pin, device of sign-in; a young method serves; after the last code a new list is made; ${OPEN}; lock: allowed; API keys: never; holds 0 h; ends nothing; tells client; identity: sign-in`,
  'sign-in.reading': `at the door; proves password, factor, set-pin of sign-in; a young method serves; after the last code a new list is made; ${OPEN}; lock: allowed; API keys: never; holds 0 h; ends nothing; tells client; identity: sign-in`,
  'sign-in.passkey': `at the door; proves passkey, set-pin of sign-in; by a ripe method; ${OPEN}; lock: allowed; API keys: never; holds 0 h; ends nothing; tells client; identity: sign-in`,
  'first-factor.enrol':
    'at the door; proves password, email, set-pin, enrol of sign-in; a young method serves; while new; lock: allowed; API keys: never; holds 0 h; ends nothing; tells client; identity: sign-in',
  'username.remind': `at the door; proves nothing more; a young method serves; ${OPEN}; lock: allowed; API keys: never; holds 0 h; ends nothing; tells client; identity: sign-in`,
  'password.reset': `at the door; proves email, factor of sign-in; not over the mailbox; by a ripe method; the last code serves; ${OPEN}; lock: allowed; API keys: never; holds 24 h; ends everything; tells client; identity: sign-in`,
  'password.reset-without-factor':
    'at the door; proves email of sign-in; by a ripe method; while new; lock: allowed; API keys: never; holds 24 h; ends everything; tells client; identity: sign-in',
  'account.see': LOOK,
  // Part 4, "see balances, history": details are hidden under the lock.
  'details.see': LOOK.replace('lock: allowed', 'lock: refused by settings'),
  'message.read': LOOK,
  'review.finish': LOOK.replace('; lock:', '; not by a session that only reads; lock:'),
  'device.approve':
    'signed in; proves nothing more; a young method serves; while active, restricted; not by a session that only reads; lock: allowed; API keys: never; holds 0 h; ends nothing; tells nobody; identity: sign-in',
  'device.deny': LOOK.replace('tells nobody', 'tells client'),
  'alert.use': LOOK.replace('signed in;', 'at the door;')
    .replace('ends nothing', 'ends everything')
    .replace('tells nobody', 'tells client'),
  'session.end': LOOK,
  // Part 5, quick unlock: a locked session answers these three, and is opened by a passkey that is on for sign-in.
  'lock.see': LOOK.replace('signed in;', 'signed in, locked or not;'),
  'session.unlock': `signed in, locked or not; proves passkey of sign-in; by a ripe method; ${OPEN}; lock: allowed; API keys: never; holds 0 h; ends nothing; tells nobody; identity: sign-in`,
  'session.sign-out': LOOK.replace('signed in;', 'signed in, locked or not;'),
  'challenge.answer': LOOK,
  'code.watch': LOOK.replace('signed in;', 'at the door;'),
  'password.change':
    'signed in; proves password, factor of sign-in; by a ripe method; while active, restricted; not by a session that only reads; lock: refused by settings; API keys: never; holds 0 h; ends other-sessions; tells client; identity: sign-in',
  'pin.reset': contact('email, factor', 24).replace('by a ripe', 'not over the mailbox; by a ripe'),
  'pin.reset-by-two': contact('email, itself, factor', 24).replace(
    'by a ripe',
    'not over the mailbox; by a ripe',
  ),
  'pin.change': setting('pin, factor', 'ripe', 'nothing'),
  'idle-time.change':
    'signed in; proves factor of sign-in; by a ripe method; while active, restricted; not by a session that only reads; lock: refused by settings; API keys: never; holds 0 h; ends nothing; tells client; identity: sign-in',
  'quick-unlock.turn-on': setting('factor', 'ripe', 'nothing'),
  // Part 1: settings. Those that prove nothing more only begin or arrange; what they lead to is proved.
  'method.begin': ARRANGE,
  'method.arrange': ARRANGE,
  'method.add': setting('pin, factor', 'ripe', 'nothing'),
  'backup-codes.begin': setting('pin', 'ripe', 'nothing').replace('tells client', 'tells nobody'),
  'backup-codes.add': setting('factor', 'ripe', 'nothing'),
  'method.turn-on': setting('pin, factor', 'ripe', 'nothing'),
  'backup-codes.turn-on': setting('pin, itself, factor', 'ripe', 'nothing'),
  'method.turn-off': setting('pin, factor', 'ripe', 'other-sessions'),
  'method.give-up': listed(setting('pin, itself', 'young', 'other-sessions')),
  'backup-codes.renew': listed(setting('itself, factor', 'ripe', 'other-sessions')),
  'backup-codes.replace': listed(setting('factor', 'ripe', 'other-sessions')),
  'backup-codes.test': ARRANGE,
  'method.lost': setting('pin, factor', 'ripe', 'other-sessions'),
  'method.found': setting('pin, itself, factor', 'ripe', 'nothing'),
  'change.cancel': LOOK,
  // Part 2a: of the rank of what was asked, it is final.
  'change.cancel-for-good': `signed in; proves factor of sign-in; by a ripe method; ${OPEN}; not by a session that only reads; lock: allowed; API keys: never; holds 0 h; ends nothing; tells client; identity: sign-in`,
  'profile.see': LOOK.replace('signed in;', 'at the door;'),
  'change.stop': LOOK.replace('signed in;', 'at the door;'),
  // Part 2, "lock on", "lock off by waiting"; part 4: unlocking may be asked for while frozen.
  'settings-lock.turn-on': setting('pin, factor', 'ripe', 'nothing'),
  'settings-lock.turn-on-long': setting('pin, factor, email', 'ripe', 'nothing').replace(
    'by a ripe',
    'not over the mailbox; by a ripe',
  ),
  'settings-lock.open': setting('factor', 'ripe', 'nothing')
    .replace('active, restricted;', 'active, restricted, frozen;')
    .replace('refused by settings', 'allowed'),
  // Part 6.
  'contact.begin': ARRANGE,
  'email.change': contact('pin, factor, email', 24).replace('by a ripe', 'not over the mailbox; by a ripe'),
  'email.replace': contact('pin, factor', 72).replace('by a ripe', 'not over the mailbox; by a ripe'),
  'email.replace-by-two': contact('pin, itself, factor', 72).replace(
    'by a ripe',
    'not over the mailbox; by a ripe',
  ),
  'phone.set': setting('pin, factor', 'ripe', 'nothing'),
  'phone.change': contact('pin, factor', 24).replace('by a ripe', 'not over the number; by a ripe'),
  'phone.remove': contact('pin, factor', 24).replace('by a ripe', 'not over the number; by a ripe'),
  // Part 1, "notice channel": added at once, off by R2 and after a day.
  'push.turn-on': setting('factor', 'ripe', 'nothing'),
  'push.turn-off': setting('factor', 'ripe', 'nothing'),
  // Part 2, "approval for the platform": it asks with its credential, the client proves or refuses in a session.
  'approval.ask':
    'with a credential of the platform; proves nothing more; a young method serves; while active; lock: allowed; API keys: never; holds 0 h; ends nothing; tells client; identity: sign-in',
  'approval.watch':
    'with a credential of the platform; proves nothing more; a young method serves; while new, active, restricted, frozen, recovering, closed; lock: allowed; API keys: never; holds 0 h; ends nothing; tells nobody; identity: sign-in',
  'approval.approve':
    'signed in; proves factor of sign-in; by a ripe method; while active; not by a session that only reads; lock: as-asked; API keys: never; holds 0 h; ends nothing; tells client; identity: sign-in',
  'approval.refuse': LOOK.replace('tells nobody', 'tells client'),
}

const names = Object.keys(ACTIONS) as ActionName[]
const rowOf = (action: ActionName): ActionRow => ACTIONS[action]

const rows: readonly Law[] = names.map((action) => ({
  name: `${action} is what the rules say`,
  check: () => assert.equal(sentence(rowOf(action)), RULES[action]),
}))

function everywhere(check: (action: ActionName, row: ActionRow, facts: Facts) => void): () => void {
  return () => {
    for (const action of names)
      for (const facts of allFacts(rowOf(action))) check(action, rowOf(action), facts)
  }
}

/** In the first day of a first own method, it is asked after the one of sign-in (part 1). */
export function asked({ proof }: ActionRow, facts: Facts): readonly StepKind[] {
  return proof
    .filter((step) => !isSpared(step, facts))
    .flatMap((step) => (step === 'factor' && facts.firstDay ? [step, 'own' as const] : [step]))
}

const behaviour: readonly Law[] = [
  {
    name: 'nobody is allowed what needs a session',
    check: everywhere((action, row, facts) => {
      const isOfSession = row.caller === 'session' || row.caller === 'even-locked'
      if (isOfSession && (facts.caller === 'nobody' || facts.caller === 'platform'))
        assert.deepEqual(decide(action, facts), { kind: 'refuse', reason: 'sign-in-required' })
    }),
  },
  {
    name: 'a locked session is allowed to see its lock, to be unlocked and to sign out, and nothing else',
    check: everywhere((action, row, facts) => {
      if (facts.caller !== 'locked-session' || row.caller === 'anyone') return
      if (action === 'lock.see' || action === 'session.unlock' || action === 'session.sign-out') return
      assert.equal(decide(action, facts).kind, 'refuse')
      if (row.caller === 'session')
        assert.deepEqual(decide(action, facts), { kind: 'refuse', reason: 'session-locked' })
    }),
  },
  {
    name: 'a session is allowed nothing of the platform, and its credential nothing of a session',
    check: everywhere((action, row, facts) => {
      if (row.caller === 'platform' && facts.caller !== 'platform')
        assert.deepEqual(decide(action, facts), { kind: 'refuse', reason: 'credential-required' })
      if (row.caller === 'session' && facts.caller === 'platform')
        assert.equal(decide(action, facts).kind, 'refuse')
    }),
  },
  {
    name: 'an act is allowed exactly when the state, the lock and every proof are there',
    check: everywhere((action, row, facts) => {
      const possible =
        (row.caller === 'anyone' ||
          facts.caller === row.caller ||
          (row.caller === 'session' && facts.caller === 'reader' && row.reading === 'allowed') ||
          (row.caller === 'even-locked' &&
            (facts.caller.endsWith('session') || facts.caller === 'reader'))) &&
        row.states.includes(facts.state) &&
        (!isLockable(row) || facts.lock === 'open')
      assert.equal(
        decide(action, facts).kind === 'allow',
        possible && asked(row, facts).every((step) => facts.proved.includes(step)),
      )
    }),
  },
  {
    name: 'a challenge asks for exactly the steps that are missing, in the order of the row, a first own method beside one of sign-in',
    check: everywhere((action, row, facts) => {
      const verdict = decide(action, facts)
      if (verdict.kind === 'challenge')
        assert.deepEqual(
          verdict.steps,
          asked(row, facts).filter((step) => !facts.proved.includes(step)),
        )
    }),
  },
  {
    name: 'more evidence never gives less',
    check: everywhere((action, _row, facts) => {
      if (decide(action, facts).kind !== 'allow') return
      for (const step of STEP_KINDS)
        assert.equal(decide(action, { ...facts, proved: [...facts.proved, step] }).kind, 'allow')
    }),
  },
  {
    name: 'a settings lock that is on refuses every setting, whatever was proved',
    check: everywhere((action, row, facts) => {
      if (isLockable(row) && facts.lock === 'on') assert.equal(decide(action, facts).kind, 'refuse')
    }),
  },
  {
    name: 'nobody is asked to prove in vain: a challenge that no method answers is a refusal',
    check: everywhere((action, row, facts) => {
      const verdict = decide(action, facts)
      if (verdict.kind !== 'challenge') return
      if (verdict.steps.includes('pin')) assert.equal(facts.pin, 'set')
      if (verdict.steps.includes('itself')) assert.notEqual(facts.factor, 'none')
      if (!verdict.steps.includes('factor')) return
      assert.ok(facts.factor === 'ripe' || (facts.factor === 'unripe' && row.unripe === 'serves'))
    }),
  },
  {
    name: 'every way to a session asks for the password and a second factor, or for a passkey that is both',
    check: () => {
      assert.deepEqual(rowOf('sign-in.passkey').proof, ['passkey', 'set-pin'])
      for (const action of ['sign-in', 'first-factor.enrol'] as const) {
        assert.ok(
          rowOf(action).proof.includes('password') &&
            rowOf(action).proof.some((step) => step === 'factor' || step === 'enrol'),
        )
      }
    },
  },
  {
    name: 'a session that only reads changes no setting, approves nothing and vouches for no device',
    check: everywhere((action, row, facts) => {
      if (facts.caller !== 'reader' || row.caller !== 'session') return
      if (row.proof.length > 0 || row.reading === 'refused' || action === 'device.approve')
        assert.deepEqual(decide(action, facts), { kind: 'refuse', reason: 'reading-only' })
    }),
  },
  {
    name: 'no session that does more than read begins on a device that is not approved',
    check: everywhere((action, _row, facts) => {
      if (action === 'sign-in' && facts.device === 'new' && !facts.proved.includes('device'))
        assert.notEqual(decide(action, facts).kind, 'allow')
    }),
  },
  {
    name: 'no session begins in an account without a PIN',
    check: everywhere((action, _row, facts) => {
      if (action !== 'first-factor.enrol' && !action.startsWith('sign-in')) return
      if (facts.pin === 'set' || facts.proved.includes('set-pin')) return
      assert.notEqual(decide(action, facts).kind, 'allow')
    }),
  },
  {
    name: 'a mailbox alone changes no account that has a second factor',
    check: () => {
      for (const action of names) {
        const { caller, proof, states, least, notOver } = rowOf(action)
        if (caller !== 'anyone' || !states.includes('active') || proof.length === 0) continue
        // A passkey that verified its user has nothing to do with a mailbox.
        if (proof.includes('passkey')) continue
        // What travels over a channel may come to the very mailbox that was proved already: it counts once.
        const another = proof.includes('password') || least !== 'C' || notOver === 'mailbox'
        assert.ok(proof.includes('factor') && another, action)
      }
    },
  },
  {
    name: 'a way back in ends all that stood before it, and holds withdrawals',
    check: () => {
      for (const action of names)
        if (action.startsWith('password.reset'))
          assert.deepEqual([rowOf(action).ends, rowOf(action).holdHours], ['everything', 24])
    },
  },
  {
    name: 'who replaces a mailbox without it proves something else, and money waits at least a day',
    check: () => {
      for (const action of names)
        if (action.startsWith('email.')) {
          const { notOver, unripe, proof, holdHours } = rowOf(action)
          assert.deepEqual([notOver, unripe], ['mailbox', 'refused'], action)
          assert.ok(proof.includes('factor') && holdHours >= (proof.includes('email') ? 24 : 72), action)
        }
    },
  },
  {
    name: 'what changes a setting is told to the client and refused by the lock',
    check: () => {
      for (const action of names)
        if (action.endsWith('.change'))
          assert.deepEqual([rowOf(action).told, rowOf(action).lock], ['client', ['settings']])
    },
  },
]

export const LAWS: readonly Law[] = [...rows, ...behaviour]
