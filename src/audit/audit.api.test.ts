import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { urlFor } from '../../test/kit/database.ts'
import { signIn, signUp } from '../../test/kit/person.ts'
import { type World, world } from '../../test/kit/world.ts'
import { exportLogs, verifyLogs } from './store.ts'

let w: World
before(async () => {
  w = await world()
  const person = await signUp(w)
  await signIn(w, person)
  await signUp(w)
})
after(() => w.stop())

const SECOND = join(import.meta.dirname, '../../scripts/second-verifier.ts')
const quiet = (): void => undefined

async function exported(): Promise<string[]> {
  const lines: string[] = []
  for await (const line of exportLogs(w.pool)) lines.push(line)
  return lines
}
const second = (lines: readonly string[]) =>
  spawnSync(process.execPath, [SECOND], { input: `${lines.join('\n')}\n`, encoding: 'utf8' })

/** As the database's own superuser, who can do what no role of ours can. */
async function asSuperuser(statement: string): Promise<void> {
  const superuser = decodeURIComponent(/\/\/([^@/]+)@/.exec(w.database.serverUrl)?.[1] ?? 'postgres')
  const client = new pg.Client({ connectionString: urlFor(w.database.serverUrl, w.database.name, superuser) })
  await client.connect()
  await client.query(`set session_replication_role = replica; ${statement}`)
  await client.end()
}

test('two verifiers that share no code agree that every chain holds', async () => {
  const ours = await verifyLogs(w.pool, quiet)
  assert.deepEqual(ours.breaks, [])
  assert.ok(ours.events >= 7 && ours.accounts === 2)
  const theirs = second(await exported())
  assert.equal(theirs.status, 0)
  assert.equal(theirs.stdout.trim(), `2 accounts, ${ours.events} lines: every chain holds.`)
})

test('both find a line that was changed, dropped or cut off in an export', async () => {
  const lines = await exported()
  const at = lines.findIndex((line) => line.includes('"event"'))
  const changed = lines.with(at, lines[at]!.replace('203.0.113.7', '203.0.113.8'))
  assert.notDeepEqual(changed, lines)
  for (const broken of [changed, lines.toSpliced(at, 1), lines.toSpliced(lines.length - 1, 1)])
    assert.equal(second(broken).status, 1)
})

test('the log is append-only to the role that runs', async () => {
  for (const statement of [
    'update holdfast.audit_event set data = data',
    'delete from holdfast.audit_event',
    'truncate holdfast.audit_event',
  ]) {
    await assert.rejects(w.pool.query(statement), /permission denied/)
  }
  await assert.rejects(w.pool.query('alter table holdfast.audit_event disable trigger all'), /must be owner/)
  await assert.rejects(w.pool.query('set role holdfast_owner'), /permission denied/)
})

test('a change made past every guard is found and named by both', async () => {
  await asSuperuser(`update holdfast.audit_event set event = 'session.ended' where seq = 2`)
  const ours = await verifyLogs(w.pool, quiet)
  assert.deepEqual(
    ours.breaks.map((one) => [one.seq, one.why]),
    [
      [2, 'hash'],
      [2, 'hash'],
    ],
  )
  const theirs = second(await exported())
  assert.equal(theirs.status, 1)
  assert.equal(theirs.stdout.match(/line 2: its content was changed/g)?.length, 2)
})

test('an account whose log has lost its head is found by both, and the running role cannot take it away', async () => {
  await assert.rejects(w.pool.query('delete from holdfast.audit_head'), /permission denied/)
  await assert.rejects(w.pool.query('delete from holdfast.session'), /permission denied/)
  await asSuperuser('delete from holdfast.audit_event; delete from holdfast.audit_head')
  const ours = await verifyLogs(w.pool, quiet)
  assert.deepEqual(
    ours.breaks.map((one) => one.why),
    ['head', 'head'],
  )
  assert.equal(second(await exported()).stdout.match(/has no head/g)?.length, 2)
})
