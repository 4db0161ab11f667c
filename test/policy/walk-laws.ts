// What must hold on every walk, in words of their own: nothing here asks the code that is tried.

import assert from 'node:assert/strict'
import { GRADES, PURPOSES, type Purpose } from '../../src/factors/method.ts'
import { METHODS } from '../../src/factors/methods.ts'
import { HOUR } from '../../src/lib/time.ts'
import { ACTIONS, type ActionRow } from '../../src/policy/actions.ts'
import type { Act, Deed, Machine, Method, Witness } from './machine.ts'

const gradeOf = ({ method }: Method): number => GRADES.indexOf(METHODS[method].properties.grade)
export const own = (all: readonly Method[], purpose: Purpose): readonly Method[] =>
  all.filter(({ purposes }) => purposes.includes(purpose))
const weakest = (all: readonly Method[], purpose: Purpose): number =>
  Math.max(...own(all, purpose).map(gradeOf))

/** Invariant 9: a session is born of a sign-in that was proved whole. */
function sessionLaw({ witnesses }: Pick<Deed, 'witnesses'>): void {
  const [first, second] = witnesses
  if (first?.kind === 'passkey') {
    assert.ok(witnesses.length === 1 && first.by!.verifiesUser && first.by!.purposes.includes('sign-in'))
    assert.ok(first.by!.ripeAt <= first.at, 'a young passkey alone')
    return
  }
  assert.equal(witnesses.length, 2)
  assert.equal(first?.kind, 'password')
  assert.ok(second?.by?.purposes.includes('sign-in'), `a session by ${JSON.stringify(second)}`)
}

/** Invariants 10 to 12: every step of the row, by ripe methods of the purpose, each of them once. */
function proofLaw({ act, action, witnesses, before, at }: Deed): void {
  const row: ActionRow['proof'] = ACTIONS[action!].proof
  const purpose = purposeOf(act!)
  const beside = witnesses.some(({ kind }) => kind === 'own')
  assert.deepEqual(
    witnesses.map(({ kind }) => kind),
    row.flatMap((kind) => (kind === 'factor' && beside ? [kind, 'own'] : [kind])),
  )
  if (row.includes('factor') && isFirstDay(before, purpose, at))
    assert.ok(beside, `${purpose} has its first own method since today, and it was not asked`)
  const by = witnesses.flatMap((one) => (one.by ? [one.by.id] : []))
  assert.equal(new Set(by).size, by.length, 'one method for two steps')
  for (const witness of witnesses) {
    if (witness.kind === 'itself') assert.equal(witness.by?.id, act!.kind === 'password' ? '' : act!.id)
    if (witness.kind === 'own') assert.ok(witness.by?.purposes.includes(purpose), 'none of its own')
    if (witness.kind === 'factor') factorLaw(witness, purpose, beside)
  }
}
const purposeOf = (act: Act): Purpose => (act.kind === 'password' || act.by === 'itself' ? 'sign-in' : act.by)
/** RULES part 1: its own are all younger than a day, and one of them was its first. */
const isFirstDay = (all: readonly Method[], purpose: Purpose, at: number): boolean =>
  own(all, purpose).some((one) => one.first_own_of.includes(purpose)) &&
  own(all, purpose).every(({ ripeAt }) => at < ripeAt)

/** `beside`: one of the purpose's own was asked as well. */
function factorLaw({ by, all, at }: Witness, purpose: Purpose, beside: boolean): void {
  assert.ok(by && by.ripeAt <= at, `answered by a young ${by?.method}`)
  if (by.purposes.includes(purpose)) return
  assert.ok(
    beside || own(all, purpose).length === 0,
    `${purpose} has methods of its own, and another answered alone`,
  )
  assert.ok(by.purposes.includes('sign-in') && METHODS[by.method].properties.grade !== 'C')
}

/** RULES part 1: what is done at once weakens nothing; what weakens has waited a day. */
function effectLaw({ what, act, witnesses, before, after, at, askedAt }: Deed): void {
  if (what === 'due') assert.ok(at >= askedAt! + 24 * HOUR, 'it came early')
  if (what === 'waits')
    for (const one of before) assert.deepEqual(after.find(({ id }) => id === one.id)?.purposes, one.purposes)
  if (what !== 'at-once' || act?.kind === 'password') return
  for (const purpose of PURPOSES) {
    if (own(before, purpose).length === 0) continue
    if (own(after, purpose).length > own(before, purpose).length)
      assert.ok(
        witnesses.some(({ kind, by }) => kind === 'factor' && by?.purposes.includes(purpose)),
        `${purpose} has methods of its own, and none of them was asked`,
      )
    assert.ok(own(after, purpose).length > 0, `${purpose} lost its own methods at once`)
    assert.ok(weakest(after, purpose) <= weakest(before, purpose), `${purpose} became weaker at once`)
    const left = own(before, purpose).filter(({ id }) => !own(after, purpose).some((one) => one.id === id))
    for (const one of left) {
      assert.ok(
        witnesses.some(({ by }) => by?.id === one.id),
        'gone at once, without itself',
      )
      assert.ok(
        own(after, purpose).some(({ ripeAt }) => ripeAt <= at),
        'no ripe one stays',
      )
    }
  }
}

/** What holds of an account at any moment (invariants 12 and 14). */
function accountLaw({ methods, waiting }: Machine): void {
  const lend = own(methods, 'sign-in').filter(({ method }) => METHODS[method].properties.grade !== 'C')
  assert.ok(lend.length > 0, 'nothing signs in that answers for a purpose without a method of its own')
  for (const { method, purposes } of methods) {
    const { properties } = METHODS[method]
    if (properties.serves === 'one-purpose')
      assert.ok(purposes.length <= 1, `${method} for ${purposes.join()}`)
    for (const one of purposes) assert.ok((properties.purposes as readonly Purpose[]).includes(one))
  }
  for (const { askedAt, dueAt } of waiting) assert.equal(dueAt, askedAt + 24 * HOUR)
}

/** Holds what was done since, and the account as it stands, against every law. `proofs`: those that were used. */
export function checkLaws(m: Machine, since: number, proofs: Set<number>): void {
  for (const deed of m.deeds.slice(since)) {
    if (deed.what === 'session') sessionLaw(deed)
    if (deed.what === 'at-once' || deed.what === 'waits' || deed.what === 'password') {
      proofLaw(deed)
      assert.ok(deed.proof !== undefined && !proofs.has(deed.proof), 'a proof was used twice')
      proofs.add(deed.proof)
    }
    effectLaw(deed)
  }
  accountLaw(m)
}
