import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { systemFolders } from './binaries.ts'
import { ownerOf } from './folders.ts'
import { processesOn, readPostmasterFile } from './processes.ts'
import { isRefusal } from './refusal.ts'
import { start } from './run-as.ts'
import { chooseRunUser } from './run-user.ts'
import { settingsFor } from './settings.ts'
import { bundledPackage, ended, query, spawnServer, startUp, temporaryFolder } from './testing/scene.ts'

const HEALED_MS_MAX = 5_000

test('a server killed with -9 leaves no orphan in the way and loses no answered commit', async (context) => {
  const dataFolder = join(temporaryFolder(context), 'data')
  let kept = 0
  for (const rows of [50, 120]) {
    const server = spawnServer(context, [dataFolder, 'write'])
    assert.match((await server.nextLine()) ?? '', /"up"/)
    let last = 0
    while (last < rows) {
      last = Number(await server.nextLine())
    }
    server.child.kill('SIGKILL')
    for (let line = await server.nextLine(); line !== undefined; line = await server.nextLine()) {
      last = Number(line)
    }
    await ended(server.child)
    const cluster = await startUp(context, { dataFolder })
    const [count] = await query(
      cluster,
      'select max(id) = count(*) and count(*) >= ' + last + ' as value from kept',
    )
    assert.equal(count, true)
    kept = last
    await query(cluster, 'drop table kept')
    await cluster.stop()
  }
  assert.ok(kept >= 120)
})

test('the orphan of a killed server ends by itself', async (context) => {
  const dataFolder = join(temporaryFolder(context), 'data')
  const server = spawnServer(context, [dataFolder])
  assert.match((await server.nextLine()) ?? '', /"up"/)
  const cluster = join(dataFolder, 'database', 'cluster')
  assert.ok(processesOn(cluster).length > 0)
  server.child.kill('SIGKILL')
  for (let ask = 0; ask < 500 && processesOn(cluster).length > 0; ask += 1) {
    await sleep(10)
  }
  assert.deepEqual(processesOn(cluster), [])
})

test('a database left running by a server without setpriv is stopped in order and started again', async (context) => {
  const dataFolder = join(temporaryFolder(context), 'data')
  const first = await startUp(context, { dataFolder })
  await query(first, 'create table kept as select 7 as value')
  await first.stop()
  const folder = join(dataFolder, 'database', 'cluster')
  const owner = ownerOf(folder)
  const user = chooseRunUser(owner)
  assert.ok(!isRefusal(user))
  const programs = bundledPackage()
  const postgres =
    programs === undefined
      ? join(systemFolders(first.majorVersion)[0] ?? '', 'postgres')
      : join(programs, 'native/bin/postgres')
  const orphan = start({ user, setpriv: undefined }, postgres, ['-D', folder, ...settingsFor(folder)], {
    death: 'INT',
    stdio: 'ignore',
  })
  const whenEnded = ended(orphan)
  for (let ask = 0; ask < 500 && readPostmasterFile(folder)[7]?.trim() !== 'ready'; ask += 1) {
    await sleep(10)
  }
  assert.ok(processesOn(folder).includes(orphan.pid ?? 0))
  const second = await startUp(context, { dataFolder })
  await whenEnded
  assert.equal(orphan.exitCode, 0, 'the orphan was cut off instead of shut down')
  assert.deepEqual(await query(second, 'select value from kept'), [7])
})

test('a postmaster killed with -9 is back within seconds, with its rows, under the same URL', async (context) => {
  const states: string[] = []
  const dataFolder = join(temporaryFolder(context), 'data')
  let whenUp = (): void => undefined
  const up = new Promise<void>((resolve) => {
    whenUp = resolve
  })
  const cluster = await startUp(context, {
    dataFolder,
    onState: (state) => {
      states.push(state)
      if (state === 'up') {
        whenUp()
      }
    },
  })
  await query(cluster, 'create table kept as select 7 as value')
  const busy = await keepBusy(context, cluster.url('postgres', cluster.superuser))
  const killed = cluster.pid()
  assert.ok(killed !== undefined)
  const before = performance.now()
  process.kill(killed, 'SIGKILL')
  await up
  assert.ok(performance.now() - before < HEALED_MS_MAX)
  assert.notEqual(cluster.pid(), killed)
  assert.deepEqual(states, ['down', 'up'])
  assert.deepEqual(await query(cluster, 'select value from kept'), [7])
  await busy.cutOff
})

test('a backend killed with -9 takes the database down for a moment only', async (context) => {
  const cluster = await startUp(context, { dataFolder: join(temporaryFolder(context), 'data') })
  const client = new pg.Client({ connectionString: cluster.url('postgres', cluster.superuser) })
  client.on('error', () => undefined)
  await client.connect()
  const found = await client.query<{ readonly pid: number }>('select pg_backend_pid() as pid')
  const before = performance.now()
  process.kill(found.rows[0]?.pid ?? 0, 'SIGKILL')
  await answers(() => query(cluster, 'select 1 as value'))
  assert.ok(performance.now() - before < HEALED_MS_MAX)
  await client.end().catch(() => undefined)
})

test('stopping while the database is being healed leaves nothing running', async (context) => {
  const dataFolder = join(temporaryFolder(context), 'data')
  let whenDown = (): void => undefined
  const down = new Promise<void>((resolve) => {
    whenDown = resolve
  })
  const cluster = await startUp(context, { dataFolder, onState: () => whenDown() })
  process.kill(cluster.pid() ?? 0, 'SIGKILL')
  await down
  await cluster.stop()
  assert.equal(cluster.pid(), undefined)
  assert.deepEqual(processesOn(join(dataFolder, 'database', 'cluster')), [])
})

/** A backend in the middle of work does not notice at once that its postmaster is gone. */
async function keepBusy(
  context: { after(act: () => void): void },
  url: string,
): Promise<{ readonly cutOff: Promise<void> }> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  context.after(() => void client.end().catch(() => undefined))
  const work = client.query('select count(*) from generate_series(1, 1000000000)').then(
    () => assert.fail('the work was expected to be cut off'),
    () => undefined,
  )
  await sleep(100)
  return { cutOff: work }
}

async function answers(ask: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    try {
      await ask()
      return
    } catch {
      await sleep(20)
    }
  }
  assert.fail('the database did not come back')
}
