import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pinProblem } from './pin-rules.ts'

const ALL = Array.from({ length: 1_000_000 }, (_, n) => String(n).padStart(6, '0'))

test('the PINs that people choose first are refused', () => {
  const first =
    '123456 111111 000000 123123 654321 121212 112233 789456 159753 123321 666666 520520 101010 246810 147258'
  for (const pin of first.split(' ')) assert.equal(pinProblem(pin), 'common', pin)
})

test('hardly any of the others is refused: at most one in a hundred of all', () => {
  const refused = ALL.filter((pin) => pinProblem(pin) !== undefined)
  assert.ok(refused.length < 10_000, `${refused.length} are refused`)
  for (const pin of '204817 935061 770143 418209 112359'.split(' '))
    assert.equal(pinProblem(pin), undefined, pin)
})

test('whatever is written by two digits alone, or is a run either way, is refused', () => {
  for (const pin of ALL) if (new Set(pin).size < 3) assert.equal(pinProblem(pin), 'common', pin)
  for (let from = 0; from < 10; from += 1)
    for (let step = 0; step < 10; step += 1) {
      const pin = Array.from({ length: 6 }, (_, at) => (from + at * step) % 10).join('')
      assert.equal(pinProblem(pin), 'common', pin)
    }
})
