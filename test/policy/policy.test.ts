import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACTIONS, type ActionName, type ActionRow } from '../../src/policy/actions.ts'
import { decide } from '../../src/policy/decide.ts'
import { allFacts, asked, LAWS } from './laws.ts'

for (const law of LAWS) test(law.name, law.check)

test('in its first day an own method is asked beside one of sign-in, whatever else holds, and alone it gives nothing', () => {
  for (const [name, row] of Object.entries(ACTIONS) as [ActionName, ActionRow][]) {
    for (const facts of allFacts(row)) {
      const [before, alone] = [
        { ...facts, firstDay: false },
        { ...facts, firstDay: true },
      ]
      const both = { ...alone, proved: [...facts.proved, 'own' as const] }
      const without = decide(name, before)
      assert.deepEqual(decide(name, both), without, 'beside it, nothing changes')
      if (without.kind !== 'allow') assert.notEqual(decide(name, alone).kind, 'allow')
      else if (row.proof.includes('factor') && !facts.proved.includes('own'))
        assert.deepEqual(decide(name, alone), { kind: 'challenge', steps: ['own'] })
      const whole = { ...alone, pin: 'none', device: 'new' } as const
      assert.ok(asked(row, whole).length >= row.proof.length)
    }
  }
})
