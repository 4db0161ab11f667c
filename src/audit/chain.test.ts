import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { follow, GENESIS, link, type Stored } from './chain.ts'

function chain(datas: readonly string[]): Stored[] {
  let previous: Buffer = GENESIS
  return datas.map((data, index) => {
    const entry = {
      account: 'a',
      seq: index + 1,
      at: 1_800_000_000_000 + index,
      event: 'sign-in.completed',
      data,
    }
    const stored = { ...entry, previous, hash: link(previous, entry) }
    previous = stored.hash
    return stored
  })
}

const start = { seq: 0, hash: GENESIS as Buffer }
const datas = fc.array(fc.string({ maxLength: 20 }), { minLength: 2, maxLength: 8 })

test('a chain as it was written is followed to its end, in one part or in many', () => {
  fc.assert(
    fc.property(datas, fc.nat(), (list, cut) => {
      const entries = chain(list)
      const end = { seq: list.length, hash: entries.at(-1)!.hash }
      assert.deepEqual(follow(start, entries), end)
      const at = cut % list.length
      const middle = follow(start, entries.slice(0, at))
      assert.ok(!('why' in middle))
      assert.deepEqual(follow(middle, entries.slice(at)), end)
    }),
  )
})

test('a line changed, dropped, doubled or swapped is found, and named', () => {
  fc.assert(
    fc.property(datas, fc.nat(), (list, which) => {
      const entries = chain(list)
      const at = which % (entries.length - 1)
      const one = entries[at]!
      const changes: [Stored[], number][] = [
        [entries.with(at, { ...one, data: `${one.data}x` }), one.seq],
        [entries.with(at, { ...one, at: one.at + 1 }), one.seq],
        [entries.with(at, { ...one, event: 'session.ended' }), one.seq],
        [entries.with(at, { ...one, account: 'b' }), one.seq],
        [entries.toSpliced(at, 1), one.seq + 1],
        [entries.toSpliced(at, 0, one), one.seq],
        [entries.with(at, entries[at + 1]!).with(at + 1, one), one.seq + 1],
      ]
      for (const [changed, named] of changes) {
        const found = follow(start, changed)
        assert.ok('why' in found)
        assert.equal(found.seq, named)
      }
    }),
  )
})
