// Which operations change settings is found by running each of them and comparing what the schema marks as a setting. Under
// the settings lock each of those is refused, and changes nothing.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ACTIONS, type ActionName, type ActionRow } from '../../src/policy/actions.ts'
import { askOwner } from '../kit/database.ts'
import { openPlatform, type Platform } from '../kit/platform.ts'
import type { World } from '../kit/world.ts'
import { ACTS, type Kind, proofOf } from './acts.ts'
import { type Client, codeOf, inRows, newClient, type Said, tidy } from './client.ts'
import { PLAIN } from './plain.ts'
import { INSIDE } from './samples.ts'
import { closeWorlds, openWorld, UNWAITED } from './scene.ts'

let w: World
let platform: Platform
before(async () => {
  w = await openWorld({ limits: UNWAITED })
  platform = await openPlatform(w)
  marked = await readMarks()
})
after(closeWorlds)

/** They change what is marked, and are allowed all the same. */
const ALLOWED: Readonly<Record<string, string>> = {
  'settings-lock.open': 'asks, announced, and waits: the only way out',
  turnQuickUnlockOff: 'ends a way in',
}

type Marked = { readonly table: string; readonly columns: string; readonly whose: string }
let marked: readonly Marked[]
async function readMarks(): Promise<readonly Marked[]> {
  const rows = await askOwner<Marked>(
    w.database,
    `select format('%I.%I', n.nspname, c.relname) as table,
       string_agg(format('%I', a.attname), ', ' order by a.attnum) as columns,
       case when c.relname = 'account' then 'id' else 'account' end as whose
     from pg_description d
     join pg_class c on c.oid = d.objoid and d.classoid = 'pg_class'::regclass
     join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid
     where d.description = 'setting' group by 1, c.relname`,
  )
  assert.ok(rows.length >= 6, 'the schema marks no settings')
  return rows
}

/** All that is set of an account, as one text to compare. */
async function settingsOf({ account }: Client): Promise<string> {
  const parts: string[] = []
  for (const { table, columns, whose } of marked) {
    const text = `select coalesce(json_agg(x order by x::text), '[]')::text as all
      from (select ${columns} from ${table} where ${whose} = $1) x`
    const [row] = await askOwner<{ all: string }>(w.database, text, [account])
    parts.push(`${table} ${row!.all}`)
  }
  return parts.join('\n')
}

async function setLock(client: Client, isOn: boolean): Promise<void> {
  await inRows(
    client,
    isOn
      ? `insert into holdfast.settings_lock values ($1, 'settings', 3, holdfast.clock())
         on conflict (account, lock_group) do nothing`
      : `delete from holdfast.settings_lock where account = $1`,
    [client.account],
  )
  // As those do that lock and open: a node remembers a session for a moment.
  w.deps.sessions.drop(client.account)
}

const rowOf = (action: string): ActionRow => ACTIONS[action as ActionName]

type Prepare = (client: Client) => Promise<() => Promise<Said>>

const proved =
  (kind: Kind): Prepare =>
  async (client) => {
    const act = await ACTS[kind].prepare(client, ACTS[kind].purposes[0]!)
    const proof = await proofOf(client, act)
    return () => act.send(client.person.browser, { proof })
  }

/** Whether it changes a setting where nothing is locked; and what it answers and changes where the settings are. */
async function tried(client: Client, prepare: Prepare) {
  await setLock(client, false)
  const run = await prepare(client)
  const beforeIt = await settingsOf(client)
  const done = await run()
  assert.ok(done.ok, JSON.stringify(done))
  const changes = (await settingsOf(client)) !== beforeIt
  await tidy(client)
  await setLock(client, false)
  const again = await prepare(client)
  await setLock(client, true)
  const locked = await settingsOf(client)
  const said = await again()
  const isUnchanged = (await settingsOf(client)) === locked
  await setLock(client, false)
  await tidy(client)
  return { changes, said, isUnchanged }
}

async function judge(name: string, prepare: Prepare, client: Client): Promise<boolean> {
  const { changes, said, isUnchanged } = await tried(client, prepare)
  if (Object.hasOwn(ALLOWED, name)) {
    assert.ok(changes && said.ok, `${name}: ${JSON.stringify(said)}`)
    return changes
  }
  assert.ok(isUnchanged, `${name} changes a setting under the lock`)
  if (changes) assert.equal(codeOf(said), 'settings-locked', name)
  return changes
}

test('every operation of a session that asks for no proof has its line here', () => {
  const plain = INSIDE.filter((op) => op.method === 'POST' && rowOf(op.action).proof.length === 0)
  assert.deepEqual(Object.keys(PLAIN).toSorted(), plain.map(({ id }) => id).toSorted())
})

test('each act that is proved and changes a setting is refused under the lock, with a proof from before it', async () => {
  const changing: string[] = []
  let client = await newClient({ w, platform })
  for (const [at, kind] of (Object.keys(ACTS) as Kind[]).entries()) {
    if (at % 8 === 7) client = await newClient({ w, platform })
    if (await judge(kind, proved(kind), client)) changing.push(kind)
  }
  // By the table of acts: what says that the lock refuses it does change something, but for what only begins.
  const saying = (Object.keys(ACTS) as Kind[]).filter((kind) => rowOf(kind).lock.includes('settings'))
  assert.deepEqual(
    saying.filter((kind) => !changing.includes(kind)),
    ['backup-codes.begin'],
  )
})

test('each act without a proof that changes a setting is refused under the lock', async () => {
  const changing: string[] = []
  let client = await newClient({ w, platform })
  for (const [at, [name, prepare]] of Object.entries(PLAIN).entries()) {
    if (at % 12 === 11) client = await newClient({ w, platform })
    if (await judge(name, prepare, client)) changing.push(name)
  }
  assert.deepEqual(changing.toSorted(), ['askMethodFirst', 'renameMethod', 'turnQuickUnlockOff'])
})
