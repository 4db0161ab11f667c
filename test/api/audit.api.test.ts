// A log that was changed behind our back says so, whatever was changed: by someone who could switch the guard off.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { verifyLogs } from '../../src/audit/store.ts'
import { Browser } from '../kit/browser.ts'
import { urlFor } from '../kit/database.ts'
import { must, type Person, signIn, signUp } from '../kit/person.ts'
import type { World } from '../kit/world.ts'
import { accountOf, settled } from './rows.ts'
import { closeLater, closeWorlds, openWorld } from './scene.ts'

let w: World
let person: Person
let account: string
let superuser: pg.Client
before(async () => {
  w = await openWorld()
  person = await signUp(w)
  await signUp(w)
  for (let n = 0; n < 4; n++) must(await (await signIn(w, person)).api.sessions.signOut({}))
  await new Browser({ origin: w.origin }).api.signIn.start({
    identifier: person.username,
    password: 'a wrong one',
  })
  account = await accountOf(w.database, person.username)
  await settled(w.database)
  // From here on nothing may be written but by the test: what it takes back would take that back too.
  await w.deps.jobs.stop()
  const [, role = 'postgres'] = /^postgres(?:ql)?:\/\/([^:@/]+)/.exec(w.database.serverUrl) ?? []
  superuser = new pg.Client({ connectionString: urlFor(w.database.serverUrl, w.database.name, role) })
  await superuser.connect()
  closeLater(() => superuser.end())
  await superuser.query(`set session_replication_role = 'replica'`)
  await superuser.query(
    'create temp table kept as select * from holdfast.audit_event; create temp table heads as select * from holdfast.audit_head',
  )
})
after(closeWorlds)

const verify = () => verifyLogs(w.pool, () => undefined)

type Tampered = { readonly changed: number; readonly breaks: Awaited<ReturnType<typeof verify>>['breaks'] }

/** Does it as a superuser with the guards off, looks, and takes everything back. */
async function tampered(sql: string, values: readonly unknown[] = []): Promise<Tampered> {
  const result = await superuser.query(sql, [...values])
  const { breaks } = await verify()
  await superuser.query(`truncate holdfast.audit_event; insert into holdfast.audit_event select * from kept;
    delete from holdfast.audit_head; insert into holdfast.audit_head select * from heads`)
  return { changed: result.rowCount ?? 0, breaks }
}

test('a log that nobody has touched is whole', async () => {
  const verdict = await verify()
  assert.deepEqual(verdict.breaks, [])
  assert.equal(verdict.accounts, 2)
  assert.ok(verdict.events >= 12)
})

const LINE = 'where account = $1 and seq = $2'
/** What was done, and by how many lines the first bad one stands after the one that was meant. */
const CHANGES: readonly (readonly [string, string, number])[] = [
  ['another event', `update holdfast.audit_event set event = 'idle-time.changed' ${LINE}`, 0],
  ['another place', `update holdfast.audit_event set data = replace(data, 'Firefox', 'Safari') ${LINE}`, 0],
  ['one more space', `update holdfast.audit_event set data = data || ' ' ${LINE}`, 0],
  ['another moment', `update holdfast.audit_event set at = at + interval '1 millisecond' ${LINE}`, 0],
  [
    'another hash',
    `update holdfast.audit_event set hash = set_byte(hash, 31, get_byte(hash, 31) # 1) ${LINE}`,
    0,
  ],
  [
    'another link',
    `update holdfast.audit_event set previous = set_byte(previous, 0, get_byte(previous, 0) # 128) ${LINE}`,
    0,
  ],
  ['a line less', `delete from holdfast.audit_event ${LINE}`, 1],
  [
    'a line of another account',
    `update holdfast.audit_event e set data = o.data, event = o.event, hash = o.hash from holdfast.audit_event o where e.account = $1 and e.seq = $2 and o.account <> $1 and o.seq = 2`,
    0,
  ],
]

for (const [name, sql, later] of CHANGES) {
  test(`${name} is found, and the first bad line is named`, async () => {
    const last = Number(
      (
        await w.pool.query<{ seq: number }>('select seq from holdfast.audit_head where account = $1', [
          account,
        ])
      ).rows[0]!.seq,
    )
    for (let seq = 1; seq < last; seq++) {
      const { changed, breaks } = await tampered(sql, [account, seq])
      if (changed === 0) continue
      assert.deepEqual(
        breaks.map((one) => [one.account, one.seq]),
        [[account, seq + later]],
        `line ${seq}`,
      )
    }
    assert.deepEqual((await verify()).breaks, [])
  })
}

test('lines cut off at the end, a line put in, two exchanged and a lost head are found', async () => {
  const cut = await tampered('delete from holdfast.audit_event where account = $1 and seq > 3', [account])
  assert.deepEqual(
    cut.breaks.map((one) => one.why),
    ['head'],
  )
  const added = await tampered(
    `insert into holdfast.audit_event select account, seq + 1, at, event, data, hash, hash from holdfast.audit_event e where account = $1 and seq = (select max(seq) from holdfast.audit_event where account = $1)`,
    [account],
  )
  assert.equal(added.changed, 1)
  assert.ok(added.breaks.length === 1)
  const exchanged = await tampered(
    `update holdfast.audit_event e set event = o.event, data = o.data, at = o.at from holdfast.audit_event o where e.account = $1 and o.account = $1 and (e.seq, o.seq) in ((2, 4), (4, 2))`,
    [account],
  )
  assert.equal(exchanged.breaks[0]?.seq, 2)
  const head = await tampered('update holdfast.audit_head set seq = seq - 1 where account = $1', [account])
  assert.deepEqual(
    head.breaks.map((one) => one.why),
    ['head'],
  )
  const emptied = await tampered('delete from holdfast.audit_event where account = $1', [account])
  assert.deepEqual(
    emptied.breaks.map((one) => one.why),
    ['head'],
  )
})

test('two hundred bits changed one by one are found, each of them', async () => {
  const { rows } = await w.pool.query<{ seq: number; length: number }>(
    'select seq, octet_length(data) as length from holdfast.audit_event where account = $1 order by seq',
    [account],
  )
  let tried = 0
  for (let n = 0; tried < 200; n++) {
    const row = rows[n % rows.length]!
    const at = (n * 37) % row.length
    // The lowest bit of an ASCII letter: the text stays text.
    const { changed, breaks } = await tampered(
      `update holdfast.audit_event set data = convert_from(set_byte(convert_to(data, 'UTF8'), $3, get_byte(convert_to(data, 'UTF8'), $3) # 1), 'UTF8') ${LINE}`,
      [account, row.seq, at],
    )
    assert.equal(changed, 1)
    assert.equal(breaks[0]?.seq, Number(row.seq), `byte ${at} of line ${row.seq}`)
    tried++
  }
})
