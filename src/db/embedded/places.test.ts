import assert from 'node:assert/strict'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemFolders } from './binaries.ts'
import {
  bundledPackage,
  ended,
  isRoot,
  query,
  spawnServer,
  startRefused,
  startUp,
  temporaryFolder,
} from './testing/scene.ts'

const NOBODY = { uid: 65_534, gid: 65_534 }
const bundled = bundledPackage()
const [systemFolder] = [18, 17, 16, 15].flatMap(systemFolders)

test('a folder the run user cannot reach sends the database elsewhere, once and for all', {
  skip: !isRoot,
}, async (context) => {
  const closed = temporaryFolder(context)
  chmodSync(closed, 0o700)
  const dataFolder = join(closed, 'data')
  const notices: string[] = []
  const options = { dataFolder, onNotice: (sentence: string) => void notices.push(sentence) }
  const first = await startUp(context, options)
  const elsewhere = readFileSync(join(dataFolder, 'database-folder'), 'utf8').trim()
  assert.equal(notices.length, 1)
  assert.ok(notices[0]?.includes(`is kept in ${elsewhere}`) && notices[0].includes(`cannot pass ${closed}`))
  assert.ok(elsewhere.startsWith('/var/lib/holdfast/'))
  await query(first, 'create table kept as select 7 as value')
  await first.stop()

  chmodSync(closed, 0o755)
  const second = await startUp(context, options)
  assert.deepEqual(
    await query(second, 'select value from kept'),
    [7],
    'opening the parent must not hide the rows',
  )
  const other = spawnServer(context, [dataFolder])
  assert.match((await other.nextLine()) ?? '', /already-running/)
  await ended(other.child)
  await second.stop()

  rmSync(elsewhere, { recursive: true })
  const refusal = await startRefused(options)
  assert.equal(refusal.code, 'unreachable-folder')
  assert.match(refusal.sentence, /is gone; .*`rm /)
})

test('a database that its user can no longer reach is refused and never begun anew', {
  skip: !isRoot,
}, async (context) => {
  const parent = temporaryFolder(context)
  const dataFolder = join(parent, 'data')
  const first = await startUp(context, { dataFolder })
  await first.stop()
  chmodSync(parent, 0o700)
  const refusal = await startRefused({ dataFolder })
  assert.equal(refusal.code, 'unreachable-folder')
  assert.ok(refusal.sentence.includes(`chmod o+x ${parent}`))
})

test('a cluster that belongs to another user is refused with the command that hands it over', {
  skip: !isRoot,
}, async (context) => {
  const parent = temporaryFolder(context)
  const dataFolder = join(parent, 'data')
  const first = await startUp(context, { dataFolder })
  await first.stop()
  chownSync(join(dataFolder, 'database', 'cluster'), 0, 0)
  const refusal = await startRefused({ dataFolder })
  assert.equal(refusal.code, 'unreachable-folder')
  assert.match(refusal.sentence, /`sudo chown -R \w+ \//)
})

test('a server without root runs the database as itself', { skip: !isRoot }, async (context) => {
  const parent = temporaryFolder(context)
  const dataFolder = join(parent, 'data')
  mkdirSync(dataFolder)
  chownSync(dataFolder, NOBODY.uid, NOBODY.gid)
  const server = spawnServer(context, [dataFolder, 'write'], NOBODY)
  assert.match((await server.nextLine()) ?? '', /"up"/)
  assert.equal(await server.nextLine(), '1')
  assert.equal(statSync(dataFolder).mode & 0o777, 0o700)
  assert.equal(statSync(join(dataFolder, 'database', 'cluster')).uid, NOBODY.uid)
  server.child.kill('SIGKILL')
  await ended(server.child)
  const again = await startUp(context, { dataFolder })
  assert.deepEqual(await query(again, 'select min(id) as value from kept'), [1], 'root runs it as its owner')
})

test('a data folder that cannot be made is refused with the command that makes it', async () => {
  const refusal = await startRefused({ dataFolder: '/proc/nowhere/data' })
  assert.equal(refusal.code, 'unreachable-folder')
  assert.match(refusal.sentence, /`sudo mkdir -p \/proc\/nowhere\/data/)
})

test('library links that the installation left out are made', {
  skip: bundled === undefined,
}, async (context) => {
  const folder = temporaryFolder(context)
  const native = copyPackage(join(folder, 'package'))
  const lost = readdirSync(join(native, 'lib'), { withFileTypes: true }).filter((entry) =>
    entry.isSymbolicLink(),
  )
  assert.ok(lost.length > 0)
  for (const entry of lost) {
    rmSync(join(native, 'lib', entry.name))
  }
  const cluster = await startUp(context, { dataFolder: join(folder, 'data'), binFolder: join(native, 'bin') })
  assert.deepEqual(await query(cluster, 'select 1 as value'), [1])
  for (const entry of lost) {
    assert.ok(existsSync(join(native, 'lib', entry.name)), `${entry.name} was not made again`)
  }
})

test('programs that the run user cannot reach are copied to where it can', {
  skip: !isRoot || bundled === undefined,
}, async (context) => {
  const folder = temporaryFolder(context)
  const closed = join(folder, 'closed')
  mkdirSync(closed, { mode: 0o700 })
  const native = copyPackage(join(closed, 'package'))
  const options = { dataFolder: join(folder, 'data'), binFolder: join(native, 'bin') }
  const first = await startUp(context, options)
  const copies = (): readonly string[] =>
    readdirSync(join(options.dataFolder, 'database')).filter((name) => name.startsWith('programs-'))
  assert.equal(copies().length, 1)
  await first.stop()
  const before = copies()
  const second = await startUp(context, options)
  assert.deepEqual(await query(second, 'select 1 as value'), [1])
  assert.deepEqual(copies(), before, 'the copy is made once')
})

test('the programs of the system do as well', { skip: systemFolder === undefined }, async (context) => {
  const dataFolder = join(temporaryFolder(context), 'data')
  const binFolder = systemFolder ?? ''
  const cluster = await startUp(context, { dataFolder, binFolder })
  assert.deepEqual(await query(cluster, "select current_setting('data_checksums') as value"), ['on'])
  assert.match(binFolder, new RegExp(`${cluster.majorVersion}/bin$`))
})

test('a folder without programs is refused with the commands that bring some', async (context) => {
  const folder = temporaryFolder(context)
  const refusal = await startRefused({ dataFolder: join(folder, 'data'), binFolder: folder })
  assert.equal(refusal.code, 'no-binaries')
  assert.match(refusal.sentence, /`npm install --include=optional` or `sudo apt-get install postgresql`/)
})

function copyPackage(target: string): string {
  cpSync(bundled ?? '', target, { recursive: true, verbatimSymlinks: true })
  return join(target, 'native')
}
