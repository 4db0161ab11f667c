import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signsInAlone } from './passkey.ts'

const BOTH = [false, true] as const

test('alone: ripe and bound to its device, or ripe and on a device that is known; in no other case', () => {
  const alone = BOTH.flatMap((ripe) =>
    BOTH.flatMap((synced) =>
      BOTH.flatMap((knownDevice) =>
        signsInAlone({ ripe, synced, knownDevice }) ? [`${ripe} ${synced} ${knownDevice}`] : [],
      ),
    ),
  )
  assert.deepEqual(alone, ['true false false', 'true false true', 'true true true'])
})
