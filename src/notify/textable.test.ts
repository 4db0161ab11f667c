import assert from 'node:assert/strict'
import { test } from 'node:test'
import { phoneNumber } from '../lib/phone.ts'
import { LIMITS } from '../limits/table.ts'
import { textable, textUses } from './textable.ts'

const refusedFor = (typed: string, countries?: readonly string[]): string => {
  const found = textable(phoneNumber(typed), countries && new Set(countries))
  return found.allowed ? 'allowed' : found.reason
}

test('a mobile number of an allowed country may be texted, and no other', () => {
  assert.deepEqual(textable(phoneNumber('+33 6 12 34 56 78'), undefined), {
    allowed: true,
    to: '+33612345678',
    country: 'FR',
  })
  assert.equal(refusedFor('+33612345678', ['FR', 'DE']), 'allowed')
  assert.equal(refusedFor('+33612345678', ['DE']), 'country-not-allowed')
  // Where mobiles and landlines look alike.
  assert.equal(refusedFor('+1 213 373 4253'), 'allowed')
})

test('landlines, service numbers and numbers without a country take no texts, whatever is allowed', () => {
  assert.equal(refusedFor('+33 1 42 68 53 00'), 'takes-no-texts')
  // Premium rate (France, United Kingdom), toll-free, an Iridium telephone, a number that is none.
  assert.equal(refusedFor('+33 899 12 34 56'), 'takes-no-texts')
  assert.equal(refusedFor('+44 909 879 0123'), 'takes-no-texts')
  assert.equal(refusedFor('+1 800 253 4253'), 'takes-no-texts')
  assert.equal(refusedFor('+881 6 1234 5678'), 'no-country')
  assert.equal(refusedFor('+999 123 456 789'), 'no-number')
})

test('a text counts for its network, account and number before it counts for its country', () => {
  const fit = textable(phoneNumber('+33612345678'), undefined)
  assert.ok(fit.allowed)
  const uses = textUses({ ...fit, account: 'a', network: '203.0.113.9' })
  assert.deepEqual(
    uses.map(({ kind, subject }) => [kind, subject]),
    [
      ['text-network', '203.0.113.9'],
      ['text-account', 'a'],
      ['text-number-hour', '+33612345678'],
      ['text-number-day', '+33612345678'],
      ['text-country', 'FR'],
    ],
  )
  // One account or one machine alone does not use up a country.
  const { rates } = LIMITS
  assert.ok(rates['text-account'].uses * 10 <= rates['text-country'].uses)
  assert.ok(rates['text-network'].uses * 5 <= rates['text-country'].uses)
})
