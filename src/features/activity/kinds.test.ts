import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EVENTS } from '../../audit/events.ts'
import { KINDS } from './contract.ts'
import { eventsOf } from './kinds.ts'

test('every event of the log is found by exactly one kind, and every kind finds something', () => {
  const found = KINDS.flatMap((kind) => eventsOf(kind))
  assert.deepEqual(found.toSorted(), Object.keys(EVENTS).toSorted())
  for (const kind of KINDS) assert.ok(eventsOf(kind).length > 0, kind)
})
