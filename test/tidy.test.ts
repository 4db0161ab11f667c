// The rules of the house hold over the whole tree, and each rule refuses what it is there to refuse.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { importsOf, scan } from './tidy/code.ts'
import { contrast } from './tidy/colours.ts'
import type { Violation } from './tidy/rule.ts'
import { file } from './tidy/rule.ts'
import { RULES } from './tidy/rules.ts'
import { readTree } from './tidy/tree.ts'

const tree = readTree()

function list(violations: readonly Violation[]): string {
  return violations.map(({ path, line, says }) => `  ${path}:${line} ${says}`).join('\n')
}

for (const rule of RULES) {
  describe(rule.name, () => {
    test('its examples of what is wrong are refused', () => {
      assert.ok(rule.refuses.length > 0)
      for (const [index, example] of rule.refuses.entries()) {
        assert.notEqual(
          rule.check(example).length,
          0,
          `example ${index + 1} passes: ${JSON.stringify(example)}`,
        )
      }
    })
    test('its examples of what is right pass', () => {
      assert.ok(rule.accepts.length > 0)
      for (const example of rule.accepts) assert.equal(list(rule.check(example)), '')
    })
    test('the tree keeps it', () => {
      const violations = rule.check(tree)
      assert.ok(violations.length === 0, `${violations.length} in the tree:\n${list(violations)}`)
    })
  })
}

describe('reading code as text', () => {
  test('comments, strings, templates with holes and regular expressions are told apart', () => {
    const example = file(
      'a.ts',
      'const a = `one ${b ? `two ${three} // four` : { five: 5 }} six` // seven',
      'const eight = /[\'"`]/g; import("./nine.ts")',
      'const ten = "import { x } from \'./eleven.ts\'" / 12 / thirteen',
      "import type { A } from './fourteen.ts'",
    )
    const { code, bare } = scan(example)
    assert.equal(code.length, example.text.length)
    assert.equal(bare.length, example.text.length)
    assert.match(bare, /three.*five: 5/)
    assert.doesNotMatch(bare, /one|two|four|six|seven|ten =.*import|eleven/)
    assert.match(bare, /thirteen/)
    assert.doesNotMatch(code, /seven/)
    assert.deepEqual(
      importsOf(example).map(({ specifier, typeOnly, line }) => [specifier, typeOnly, line]),
      [
        ['./nine.ts', false, 2],
        ['./fourteen.ts', true, 4],
      ],
    )
  })
  test('contrast is that of WCAG 2.2', () => {
    assert.equal(contrast('#000000', '#ffffff'), 21)
    assert.equal(contrast('#767676', '#ffffff').toFixed(2), '4.54')
  })
})
