import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maskedNumber, phoneNumber } from './phone.ts'

test('a number is one, however it is spaced, and says whether texts arrive there', () => {
  for (const typed of ['+33612345678', '+33 6 12 34 56 78', ' +33 (6) 12-34.56.78 '])
    assert.deepEqual(phoneNumber(typed), {
      e164: '+33612345678',
      country: 'FR',
      written: '+33 6 12 34 56 78',
      takesTexts: true,
    })
  assert.equal(phoneNumber('+33 1 42 68 53 00')?.takesTexts, false)
})

test('what is no number of any country is none', () => {
  for (const typed of [
    '',
    '+',
    '0612345678',
    '+33',
    '+999 123 456 789',
    '+33612345678x',
    '+٣٣٦١٢٣٤٥٦٧٨',
    '+33 6 12',
  ])
    assert.equal(phoneNumber(typed), undefined, typed)
})

test('a masked number shows its country and its last two digits', () => {
  assert.equal(maskedNumber('+33612345678'), '+33 •• •• 78')
})
