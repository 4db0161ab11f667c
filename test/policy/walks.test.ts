// Walks through signing in, adding methods and changing identities, in any order, on the pure core. A failing walk
// prints its seed and its shortest form.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { PROFILE_NAMES } from '../../src/factors/profiles.ts'
import { answerSignIn, newMachine, startSignIn } from './machine.ts'
import { account, NOW, step, walk } from './walk.ts'
import { checkLaws } from './walk-laws.ts'

const SEED = Number(process.env.HOLDFAST_TEST_SEED ?? Date.now() % 1_000_000_000)
const WALKS = 20_000
/** A law that was never tried says nothing. The first day of a purpose's own method is the rarest. */
const LEAST = { session: 200, 'at-once': 200, waits: 200, due: 200, password: 200, own: 30 }

test('however sign-ins, enrolments and changes are mixed, no session, act or change comes without what it demands', (t) => {
  t.diagnostic(`seed ${SEED}`)
  const came = new Map<string, number>()
  fc.assert(
    fc.property(
      account,
      fc.constantFrom(...PROFILE_NAMES),
      fc.array(step, { minLength: 6, maxLength: 40, size: 'max' }),
      (methods, profile, steps) => {
        let m = newMachine(methods, profile, NOW)
        const proofs = new Set<number>()
        // In a browser that is signed in, so that most walks come to an act.
        startSignIn(m, m.browsers[0])
        answerSignIn(m, m.browsers[0], m.methods[0]!)
        for (const one of steps) {
          const seen = m.deeds.length
          m = walk(m, one)
          checkLaws(m, seen, proofs)
          for (const { what, witnesses } of m.deeds.slice(seen)) {
            came.set(what, (came.get(what) ?? 0) + 1)
            if (witnesses.some(({ kind }) => kind === 'own')) came.set('own', (came.get('own') ?? 0) + 1)
          }
        }
      },
    ),
    { seed: SEED, numRuns: WALKS },
  )
  t.diagnostic([...came].map(([what, times]) => `${times} ${what}`).join(', '))
  for (const [what, least] of Object.entries(LEAST)) assert.ok((came.get(what) ?? 0) > least, what)
})
