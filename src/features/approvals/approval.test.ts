// What an approval is bound to, and when it may still be decided.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { PURPOSES } from '../../factors/method.ts'
import { type Asked, digestOfAsked, mayApprove, mayRefuse, stateOf } from './approval.ts'

const ASKED: Asked = {
  account: 'mara',
  purpose: 'funding',
  setting: false,
  reference: 'order-7',
  fields: [
    { label: 'Amount', value: '5 BTC' },
    { label: 'To', value: 'bc1q' },
  ],
}

test('the digest is SHA-256 of the canonical content, which a platform can write down itself', () => {
  const written =
    '{"account":"mara","fields":[{"label":"Amount","value":"5 BTC"},{"label":"To","value":"bc1q"}],"purpose":"funding","reference":"order-7"}'
  assert.equal(digestOfAsked(ASKED).toString('hex'), createHash('sha256').update(written).digest('hex'))
})

test('any other account, purpose, reference, label, value or order is another content', () => {
  const others: readonly Asked[] = [
    { ...ASKED, account: 'marb' },
    { ...ASKED, purpose: 'trading' },
    { ...ASKED, reference: null },
    { ...ASKED, reference: 'null' },
    { ...ASKED, fields: ASKED.fields.toReversed() },
    { ...ASKED, fields: ASKED.fields.slice(1) },
    { ...ASKED, fields: [{ label: 'Amount', value: '6 BTC' }, ASKED.fields[1]!] },
    { ...ASKED, fields: [{ label: 'Sum', value: '5 BTC' }, ASKED.fields[1]!] },
  ]
  const digests = [ASKED, ...others].map((one) => digestOfAsked(one).toString('hex'))
  assert.equal(new Set(digests).size, digests.length)
})

const facts = fc.record({
  outcome: fc.constantFrom(null, 'approved' as const, 'refused' as const, 'expired' as const),
  expiresAt: fc.integer({ min: 0, max: 20 }),
  purpose: fc.constantFrom(...PURPOSES),
  heldUntil: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
})
const now = fc.integer({ min: 0, max: 20 })

test('it can be approved exactly while it is open and, for funding, nothing holds; refused whenever it is open', () => {
  fc.assert(
    fc.property(facts, now, (one, at) => {
      const open = one.outcome === null && at < one.expiresAt
      const held = one.purpose === 'funding' && one.heldUntil !== undefined && at < one.heldUntil
      assert.equal(stateOf(one, at) === 'open', open)
      assert.equal(mayApprove(one, at).kind, open ? (held ? 'held' : 'possible') : 'ended')
      assert.equal(mayRefuse(one, at).kind, open ? 'possible' : 'ended')
    }),
    { numRuns: 5_000 },
  )
})

test('a hold says until when', () => {
  assert.deepEqual(mayApprove({ outcome: null, expiresAt: 9, purpose: 'funding', heldUntil: 5 }, 1), {
    kind: 'held',
    until: 5,
  })
})
