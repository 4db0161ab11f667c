import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR } from '../../../src/lib/time.ts'
import { askedBy, isBackwards, readFilter, writeFilter } from './filter.ts'

test('a filter that is written into an address is read from it again, and what is not understood asks for nothing', () => {
  const filter = { kind: 'failures', device: 'other', from: '2026-01-14', to: '2026-02-01' }
  assert.deepEqual(readFilter(writeFilter(filter)), filter)
  assert.equal(writeFilter({ kind: '' }), '')
  assert.deepEqual(askedBy(readFilter('?kind=all&device=mine&from=today&to=2026-1-1&kind[]=x')), {})
})

test('a period is made of whole days of the reader, the last one included', () => {
  const { from = '', to = '' } = askedBy({ from: '2026-01-14', to: '2026-01-14' })
  assert.equal(new Date(from).toString().slice(4, 24), 'Jan 14 2026 00:00:00')
  assert.equal(new Date(to).toString().slice(4, 24), 'Jan 15 2026 00:00:00')
  assert.ok(Math.abs(Date.parse(to) - Date.parse(from) - DAY) <= HOUR)
  assert.ok(isBackwards({ from: '2026-01-14', to: '2026-01-13' }))
  assert.deepEqual(Object.keys(askedBy({ from: '2026-01-14', to: '2026-01-13' })), ['from'])
})
