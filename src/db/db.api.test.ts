import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { createDatabase, serverUrl, type TestDatabase, urlFor } from '../../test/kit/database.ts'
import { installJobs } from '../jobs/queue.ts'
import { jsonLog } from '../lib/log.ts'
import { openPool, type Pool } from './connect.ts'
import { migrate, readMigrations } from './migrate.ts'
import { brokenConstraint, isDatabaseAway, transaction } from './tx.ts'

const log = jsonLog(() => undefined)
let database: TestDatabase
let pool: Pool
before(async () => {
  database = await createDatabase()
  pool = openPool(database.url, 8, log)
})
after(async () => {
  await pool.end()
  await database.drop()
})

async function asSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: serverUrl() })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

test('three servers that migrate an empty database at once apply each migration once', async () => {
  const name = `holdfast_migrating_${process.pid}`
  await asSuperuser((client) => client.query(`create database ${name} owner holdfast_owner`))
  const url = urlFor(serverUrl(), name, 'holdfast_owner')
  const applied = await Promise.all([1, 2, 3].map(() => migrate(url, 'holdfast_app', installJobs)))
  assert.deepEqual(
    applied.flat().sort(),
    readMigrations().map((one) => one.name),
  )
  assert.deepEqual(await migrate(url, 'holdfast_app', installJobs), [])
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await owner.query(`update holdfast.migration set digest = 'x' where name like '0001%'`)
  await assert.rejects(migrate(url, 'holdfast_app', installJobs), /was edited after it was applied/)
  await owner.query(`insert into holdfast.migration values ('9999-later.sql', 'x')`)
  await assert.rejects(migrate(url, 'holdfast_app', installJobs), /run the newer release/)
  await owner.end()
  await asSuperuser((client) => client.query(`drop database ${name} with (force)`))
})

const addRate = (key: number) => (tx: Parameters<Parameters<typeof transaction>[1]>[0]) =>
  tx.db
    .insertInto('rate')
    .values({
      key: Buffer.alloc(32, key),
      used: 1,
      expires_at: new Date(tx.now),
    })
    .execute()

test('a transaction that throws leaves nothing, and its effects do not run', async () => {
  let effects = 0
  await assert.rejects(
    transaction(pool, async (tx) => {
      await addRate(1)(tx)
      tx.after(() => effects++)
      throw new Error('a bug')
    }),
    /a bug/,
  )
  const { rows } = await pool.query('select 1 from rate')
  assert.deepEqual([rows.length, effects], [0, 0])
})

test('a transaction reads the clock once, to the millisecond', async () => {
  const [first, second] = await transaction(pool, async (tx) => {
    await new Promise((later) => setTimeout(later, 20))
    const { rows } = await pool.query<{ now: number }>('select holdfast.clock() as now')
    return [tx.now, rows[0]!.now]
  })
  assert.ok(Number.isInteger(first) && second! - first! >= 20)
})

test('two transactions that wait for each other both end: one is run again', async () => {
  await transaction(pool, async (tx) => {
    await addRate(2)(tx)
    await addRate(3)(tx)
  })
  const lock = (tx: Parameters<Parameters<typeof transaction>[1]>[0], key: number) =>
    tx.db
      .updateTable('rate')
      .set((e) => ({ used: e('used', '+', 1) }))
      .where('key', '=', Buffer.alloc(32, key))
      .execute()
  await Promise.all(
    [
      [2, 3],
      [3, 2],
    ].map(([one, other]) =>
      transaction(pool, async (tx) => {
        await lock(tx, one!)
        await new Promise((later) => setTimeout(later, 50))
        await lock(tx, other!)
      }),
    ),
  )
  const { rows } = await pool.query<{ used: number }>('select used from rate order by key')
  assert.deepEqual(
    rows.map((row) => row.used),
    [3, 3],
  )
})

test('a broken rule of the database is named, and a database that is away is known as such', async () => {
  await assert.rejects(
    transaction(pool, (tx) => addRate(2)(tx)),
    (failure) => brokenConstraint(failure) === 'rate_pkey' && !isDatabaseAway(failure),
  )
  const nowhere = openPool('postgresql://x@127.0.0.1:1/x', 1, log)
  await assert.rejects(
    transaction(nowhere, () => Promise.resolve()),
    (failure) => isDatabaseAway(failure),
  )
  await nowhere.end()
})
