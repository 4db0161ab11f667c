import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createDatabase, type TestDatabase } from '../../test/kit/database.ts'
import { jsonLog } from '../lib/log.ts'
import { OutcomeUnknown, onPool, openPool, type Pool } from './connect.ts'
import { brokenConstraint, isDatabaseAway, transaction } from './tx.ts'
import { apply, applyAndRead, combine, make, prepared } from './write.ts'

let database: TestDatabase
let pool: Pool
before(async () => {
  database = await createDatabase()
  pool = openPool(
    database.url,
    4,
    jsonLog(() => undefined),
  )
})
after(async () => {
  await pool.end()
  await database.drop()
})

const add = prepared(({ key, used, until }: { key: Buffer; used: number; until: Date }) =>
  make.insertInto('rate').values({ key, used, expires_at: until }),
)
const usedOf = prepared(({ key }: { key: Buffer }) =>
  make.selectFrom('rate').select('used').where('key', '=', key),
)
const keyOf = (first: number): Buffer => Buffer.alloc(32, first)
const row = (first: number, used = first) =>
  add({ key: keyOf(first), used, until: new Date(1_900_000_000_000) })
const used = async (first: number) =>
  (await onPool(pool).executeQuery(usedOf({ key: keyOf(first) }))).rows[0]?.used

test('writes become one statement, each with its own values, however they are put together', async () => {
  await apply(onPool(pool), [row(1), undefined, row(2)])
  await apply(onPool(pool), [row(3)])
  await apply(onPool(pool), [])
  assert.deepEqual(await Promise.all([used(1), used(2), used(3)]), [1, 2, 3])
  const together = combine([row(4), row(5, 55)], usedOf({ key: keyOf(1) }))
  assert.equal(together?.sql.match(/\$\d+/g)?.join(' '), '$1 $2 $3 $4 $5 $6 $7')
  assert.equal(together?.parameters.length, 7)
})

test('what is read beside writes is what stood before them', async () => {
  const rows = await applyAndRead(onPool(pool), [row(6)], usedOf({ key: keyOf(6) }))
  assert.deepEqual(rows, [])
  assert.deepEqual(await applyAndRead(onPool(pool), [], usedOf({ key: keyOf(6) })), [{ used: 6 }])
})

test('of writes of which one is refused, none is kept', async () => {
  const failure = await apply(onPool(pool), [row(7), row(1)]).catch((error: unknown) => error)
  assert.equal(brokenConstraint(failure), 'rate_pkey')
  assert.equal(await used(7), undefined)
})

test('what is applied at the end of a transaction commits with it, or rolls all of it back and says why', async () => {
  let told = 0
  await transaction(pool, async (tx) => {
    tx.after(() => told++)
    tx.atEnd([row(8)])
    tx.atEnd([row(9)])
    assert.equal((await tx.db.executeQuery(usedOf({ key: keyOf(8) }))).rows.length, 0)
  })
  assert.deepEqual([await used(8), await used(9), told], [8, 9, 1])
  const failure = await transaction(pool, async (tx) => {
    tx.after(() => told++)
    await apply(tx.db, [row(10)])
    tx.atEnd([row(11), row(1)])
  }).catch((error: unknown) => error)
  assert.equal(brokenConstraint(failure), 'rate_pkey')
  assert.deepEqual([await used(10), await used(11), told], [undefined, undefined, 1])
})

test('a transaction that was told the time begins without asking for it, and is one all the same', async () => {
  const now = 1_850_000_000_000
  const failure = await transaction(
    pool,
    async (tx) => {
      assert.equal(tx.now, now)
      await apply(tx.db, [row(12)])
      throw new Error('never mind')
    },
    now,
  ).catch((error: unknown) => error)
  assert.match(String(failure), /never mind/)
  assert.equal(await used(12), undefined)
})

test('work that is done again after a crash commits without waiting for the disk, requests never do', async () => {
  const soon = openPool(
    database.url,
    1,
    jsonLog(() => undefined),
    'soon',
  )
  const setting = async (of: Pool) =>
    (await of.query<{ setting: string }>("select current_setting('synchronous_commit') as setting")).rows[0]
      ?.setting
  assert.deepEqual([await setting(pool), await setting(soon)], ['on', 'off'])
  await soon.end()
  // A claim speaks for its own commit alone.
  await pool.query("select holdfast.claim_tries('{}', '{}', '{}', '{}', '{0}', 1, 1)")
  assert.equal(await setting(pool), 'on')
})

test('a connection that is lost under a change leaves an unknown outcome, and one that was never made a known one', async () => {
  const dying = { sql: 'delete from rate where pg_terminate_backend(pg_backend_pid())', parameters: [] }
  await assert.rejects(apply(onPool(pool), [dying]), OutcomeUnknown)
  await assert.rejects(
    transaction(pool, (tx) => Promise.resolve(tx.atEnd([dying]))),
    OutcomeUnknown,
  )
  const inside = transaction(pool, (tx) => apply(tx.db, [dying]))
  await assert.rejects(inside, (failure) => isDatabaseAway(failure) && !(failure instanceof OutcomeUnknown))
  const nowhere = openPool(
    'postgresql://x@127.0.0.1:1/x',
    1,
    jsonLog(() => undefined),
  )
  await assert.rejects(apply(onPool(nowhere), [row(13)]), (failure) => isDatabaseAway(failure))
  await nowhere.end()
})
