import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readPostmasterFile } from './processes.ts'
import { ended, isRoot, query, spawnServer, startRefused, startUp, temporaryFolder } from './testing/scene.ts'

test('a first start makes a private database that answers on a socket and on nothing else', async (context) => {
  const dataFolder = join(temporaryFolder(context), 'data')
  const cluster = await startUp(context, { dataFolder })
  const [row] = await query(
    cluster,
    `select json_build_object(
       'fsync', current_setting('fsync'), 'tcp', current_setting('listen_addresses'),
       'encoding', current_setting('server_encoding'), 'checksums', current_setting('data_checksums')) as value`,
  )
  assert.deepEqual(row, { fsync: 'on', tcp: '', encoding: 'UTF8', checksums: 'on' })
  assert.equal(statSync(cluster.socketFolder).mode & 0o777, 0o700)
  assert.equal(statSync(dataFolder).mode & 0o067, 0, 'nobody may list or write the data folder')
  assert.equal(statSync(join(dataFolder, 'database', 'cluster')).mode & 0o777, 0o700)
})

test('the database never sees the environment of the server', { skip: !isRoot }, async (context) => {
  process.env['HOLDFAST_TEST_SECRET'] = 'word'
  context.after(() => delete process.env['HOLDFAST_TEST_SECRET'])
  const cluster = await startUp(context, { dataFolder: join(temporaryFolder(context), 'data') })
  const environment = readFileSync(`/proc/${cluster.pid()}/environ`, 'utf8')
  assert.ok(environment.includes('PATH='))
  assert.ok(!environment.includes('HOLDFAST_TEST_SECRET'))
})

test('a database that was stopped keeps its rows and leaves no process and no socket', async (context) => {
  const dataFolder = join(temporaryFolder(context), 'data')
  const first = await startUp(context, { dataFolder })
  await query(first, 'create table kept as select 7 as value')
  await first.stop()
  assert.equal(first.pid(), undefined)
  assert.equal(existsSync(first.socketFolder), false)
  const second = await startUp(context, { dataFolder })
  assert.deepEqual(await query(second, 'select value from kept'), [7])
})

test('stopping twice never takes the socket of the server that came after', async (context) => {
  const dataFolder = join(temporaryFolder(context), 'data')
  const first = await startUp(context, { dataFolder })
  await first.stop()
  const second = await startUp(context, { dataFolder })
  await first.stop()
  assert.deepEqual(await query(second, 'select 1 as value'), [1])
})

test('a second server on the folder is refused, and the first is none the worse', async (context) => {
  const dataFolder = join(temporaryFolder(context), 'data')
  const cluster = await startUp(context, { dataFolder })
  const same = await startRefused({ dataFolder })
  assert.equal(same.code, 'already-running')
  assert.match(same.sentence, new RegExp(`process ${process.pid}\\).*kill ${process.pid}`))
  const other = spawnServer(context, [dataFolder])
  assert.match((await other.nextLine()) ?? '', /already-running/)
  await ended(other.child)
  assert.deepEqual(await query(cluster, 'select 1 as value'), [1])
})

test('a start waits a moment for a server that is just about to end', async (context) => {
  const dataFolder = join(temporaryFolder(context), 'data')
  const first = await startUp(context, { dataFolder })
  const [second] = await Promise.all([startUp(context, { dataFolder }), first.stop()])
  assert.deepEqual(await query(second, 'select 1 as value'), [1])
})

test('of servers that start at one moment on an empty folder exactly one wins', async (context) => {
  const dataFolder = join(temporaryFolder(context), 'data')
  const servers = [1, 2, 3].map(() => spawnServer(context, [dataFolder]))
  const lines = await Promise.all(servers.map((server) => server.nextLine()))
  assert.equal(lines.filter((line) => line?.includes('"up"')).length, 1, lines.join('\n'))
  assert.equal(lines.filter((line) => line?.includes('already-running')).length, 2, lines.join('\n'))
})

test('a folder of another major version is refused with the way out, and is not touched', async (context) => {
  const dataFolder = join(temporaryFolder(context), 'data')
  const first = await startUp(context, { dataFolder })
  await first.stop()
  const versionFile = join(dataFolder, 'database', 'cluster', 'PG_VERSION')
  writeFileSync(versionFile, '14\n')
  const refusal = await startRefused({ dataFolder })
  assert.equal(refusal.code, 'other-major-version')
  assert.match(refusal.sentence, /made by PostgreSQL 14 .*pg_dump/)
  writeFileSync(versionFile, `${first.majorVersion}\n`)
  const second = await startUp(context, { dataFolder })
  assert.deepEqual(await query(second, 'select 1 as value'), [1])
})

test('what a start killed in the middle has left is thrown away', async (context) => {
  const dataFolder = join(temporaryFolder(context), 'data')
  const killed = spawnServer(context, [dataFolder])
  const home = join(dataFolder, 'database')
  for (let ask = 0; ask < 2_000 && !hasHalfMade(home); ask += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  assert.ok(hasHalfMade(home), 'the test never saw initdb at work')
  killed.child.kill('SIGKILL')
  await ended(killed.child)
  mkdirSync(join(home, 'cluster.new-old'), { recursive: true })
  writeFileSync(join(home, 'cluster.new-old', 'PG_VERSION'), '18\n')
  const cluster = await startUp(context, { dataFolder })
  assert.deepEqual(await query(cluster, 'select 1 as value'), [1])
  assert.equal(existsSync(join(home, 'cluster.new-old')), false)
})

test('a folder whose path is too long for a socket gets a short and private one', async (context) => {
  const dataFolder = join(temporaryFolder(context), 'data', 'long-'.repeat(20), 'it\'s, a "name"')
  const cluster = await startUp(context, { dataFolder })
  assert.ok(cluster.socketFolder.length < 94)
  assert.equal(statSync(cluster.socketFolder).mode & 0o777, 0o700)
  assert.deepEqual(await query(cluster, 'select 1 as value'), [1])
  await cluster.stop()
  assert.equal(existsSync(cluster.socketFolder), false)
})

test('a path with signs that mean something to others is taken as it is', async (context) => {
  const dataFolder = join(temporaryFolder(context), 'data', 'a b, "c" %20')
  const cluster = await startUp(context, { dataFolder })
  assert.ok(cluster.socketFolder.startsWith(dataFolder))
  assert.deepEqual(await query(cluster, 'select 1 as value'), [1])
})

test('a number in postmaster.pid that another program bears does not block the start', async (context) => {
  const dataFolder = join(temporaryFolder(context), 'data')
  const first = await startUp(context, { dataFolder })
  const lines = readPostmasterFile(join(dataFolder, 'database', 'cluster'))
  await first.stop()
  const file = join(dataFolder, 'database', 'cluster', 'postmaster.pid')
  writeFileSync(file, [String(process.pid), ...lines.slice(1)].join('\n'))
  const second = await startUp(context, { dataFolder })
  assert.deepEqual(await query(second, 'select 1 as value'), [1])
})

function hasHalfMade(home: string): boolean {
  return existsSync(home) && readdirSync(home).some((name) => name.startsWith('cluster.new-'))
}
