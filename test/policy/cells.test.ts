// Every cell of the policy is changed, one at a time, and a named law must break. A cell that nothing notices is
// either without meaning or without a test.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { STEP_KINDS } from '../../src/lib/challenge-view.ts'
import { LOCK_GROUPS } from '../../src/lib/lock-groups.ts'
import { ACCOUNT_STATES, ACTIONS, type ActionRow } from '../../src/policy/actions.ts'
import { LAWS } from './laws.ts'

/** Every other value that a cell could have. */
const OTHERS: { readonly [Column in keyof ActionRow]: (value: ActionRow[Column]) => readonly unknown[] } = {
  caller: (value) => ['anyone', 'session', 'even-locked', 'platform'].filter((one) => one !== value),
  proof: (value) => [
    ...value.map((step) => value.filter((one) => one !== step)),
    ...STEP_KINDS.filter((step) => !value.includes(step)).map((step) => [...value, step]),
    ...(value.length > 1 ? [value.toReversed()] : []),
  ],
  purpose: (value) => ['sign-in', 'funding', 'trading'].filter((one) => one !== value),
  least: (value) => ['A', 'B', 'C'].filter((one) => one !== value),
  notOver: (value) => ['nothing', 'mailbox', 'number'].filter((one) => one !== value),
  unripe: (value) => ['serves', 'refused'].filter((one) => one !== value),
  lastCode: (value) => ['serves', 'renews', 'refused'].filter((one) => one !== value),
  states: (value) =>
    ACCOUNT_STATES.map((state) =>
      value.includes(state) ? value.filter((one) => one !== state) : [...value, state],
    ),
  reading: (value) => ['allowed', 'refused'].filter((one) => one !== value),
  lock: (value) =>
    value === 'as-asked'
      ? [[], ['settings']]
      : [
          'as-asked',
          ...LOCK_GROUPS.map((group) =>
            value.includes(group) ? value.filter((one) => one !== group) : [...value, group],
          ),
        ],
  apiKey: () => ['with-scope'],
  holdHours: (value) => [0, 24, 72].filter((one) => one !== value),
  ends: (value) => ['nothing', 'other-sessions', 'everything'].filter((one) => one !== value),
  told: (value) => ['nobody', 'client'].filter((one) => one !== value),
}

/** The first law that notices. */
function brokenBy(row: Record<string, unknown>, column: string, value: unknown): string | undefined {
  const before = row[column]
  row[column] = value
  try {
    return LAWS.find((law) => {
      try {
        law.check()
        return false
      } catch {
        return true
      }
    })?.name
  } finally {
    row[column] = before
  }
}

for (const [action, row] of Object.entries(ACTIONS)) {
  test(`changing any cell of ${action} breaks a law`, () => {
    let tried = 0
    for (const column of Object.keys(OTHERS) as (keyof ActionRow)[]) {
      const others = OTHERS[column] as (value: unknown) => readonly unknown[]
      for (const value of others(row[column])) {
        const broken = brokenBy(row, column, value)
        assert.notEqual(
          broken,
          undefined,
          `${action}.${column} = ${JSON.stringify(value)} is noticed by nothing`,
        )
        tried++
      }
    }
    assert.ok(tried >= 17, `only ${tried} cells were tried`)
  })
}

test('the table has no column that this test does not try', () => {
  for (const row of Object.values(ACTIONS))
    assert.deepEqual(Object.keys(row).sort(), Object.keys(OTHERS).sort())
})
