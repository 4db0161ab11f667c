import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MethodView } from '../../../src/features/methods/contract.ts'
import { checkUp, oldDevices } from './check-up.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const ago = (days: number): string => new Date(NOW - days * 86_400_000).toISOString()
const method = (changed: Partial<MethodView> = {}): MethodView => ({
  id: '6f1b0a52-2c3d-4e5f-8a9b-0c1d2e3f4a5b',
  method: 'totp',
  name: 'App',
  grade: 'B',
  purposes: ['sign-in'],
  firstFor: [],
  firstOwnOf: [],
  addedAt: ago(200),
  lastUsedAt: ago(1),
  ripeAt: ago(199),
  detail: null,
  synced: null,
  verifiesUser: false,
  codesLeft: null,
  suspendedAt: null,
  closed: false,
  ...changed,
})
const key = method({ method: 'webauthn', name: 'Key', grade: 'A' })
const codes = (left: number): MethodView => method({ method: 'backup-code', name: 'List', codesLeft: left })
const tones = (methods: readonly MethodView[]): Record<string, string> =>
  Object.fromEntries(checkUp(methods, NOW).map(({ id, tone }) => [id, tone]))
const actOf = (methods: readonly MethodView[], id: string) =>
  checkUp(methods, NOW).find((one) => one.id === id)?.act.href

test('an account with a key, a spare and enough codes has nothing to mend', () => {
  assert.deepEqual(tones([key, method(), codes(8)]), { strongest: 'safe', spare: 'safe', codes: 'safe' })
})

test('what is missing is found, and leads to where it is added', () => {
  assert.deepEqual(tones([method()]), { strongest: 'waiting', spare: 'waiting', codes: 'waiting' })
  assert.equal(actOf([method()], 'strongest'), '/security/methods/add')
  for (const left of [0, 1, 3]) {
    assert.equal(tones([method(), codes(left)]).codes, 'waiting')
    assert.equal(actOf([method(), codes(left)], 'codes'), '/security/methods/add/backup-codes')
  }
  assert.equal(tones([method(), codes(4)]).codes, 'safe')
})

test('a weak method that is on is found, and one that only confirms a contact is not', () => {
  const mailbox = method({ method: 'email-code', grade: 'C' })
  assert.equal(tones([key, mailbox]).weaker, 'waiting')
  assert.equal(tones([key, { ...mailbox, purposes: [] }]).weaker, undefined)
})

test('a method that was guessed at too often is found', () => {
  assert.equal(tones([key, method()]).closed, undefined)
  assert.equal(tones([key, method({ closed: true })]).closed, 'waiting')
})

test('a method is unused after 90 days without an answer, counted from when it was added if it never gave one', () => {
  const cases: readonly (readonly [Partial<MethodView>, string | undefined])[] = [
    [{ lastUsedAt: ago(89) }, undefined],
    [{ lastUsedAt: ago(90) }, 'waiting'],
    [{ lastUsedAt: null, addedAt: ago(89) }, undefined],
    [{ lastUsedAt: null, addedAt: ago(90) }, 'waiting'],
    [{ lastUsedAt: ago(90), purposes: [] }, undefined],
  ]
  for (const [changed, expected] of cases) assert.equal(tones([key, method(changed)]).unused, expected)
  assert.equal(tones([key, { ...codes(8), lastUsedAt: null }]).unused, undefined)
})

test('a young method is named until it is ripe', () => {
  assert.equal(tones([key, method({ ripeAt: ago(-0.5) })]).unripe, 'waiting')
  assert.equal(tones([key, method({ ripeAt: ago(0) })]).unripe, undefined)
})

test('a device is old after 30 days, and this one never is', () => {
  const device = {
    id: key.id,
    device: 'Firefox on Windows',
    form: 'computer',
    current: false,
    place: null,
    firstSeenAt: ago(60),
    trustedFrom: ago(60),
    lastSeenAt: ago(30),
  } as const
  assert.equal(oldDevices([device], NOW).length, 1)
  assert.equal(oldDevices([{ ...device, lastSeenAt: ago(29) }], NOW).length, 0)
  assert.equal(oldDevices([{ ...device, current: true }], NOW).length, 0)
})
