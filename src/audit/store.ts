// Writes the log, in the transaction of the change it speaks of. The head row is locked first, so that two
// changes to one account take turns and the chain cannot fork.

import type { Database, Pool } from '../db/connect.ts'
import { onPool } from '../db/connect.ts'
import type { Tx } from '../db/tx.ts'
import { make, prepared, type Write } from '../db/write.ts'
import { assert, present } from '../lib/assert.ts'
import { canonical } from '../lib/canonical.ts'
import type { Ms } from '../lib/time.ts'
import { type Break, type Entry, follow, GENESIS, link, type Stored } from './chain.ts'
import type { AuditLine } from './events.ts'

/** Begins the chain of a new account. */
export async function beginLog(tx: Tx, account: string): Promise<void> {
  await tx.db.insertInto('audit_head').values({ account, seq: 0, hash: GENESIS }).execute()
}

/** The end of an account's log. While it is held, nobody else adds to that log. */
export type Head = { readonly account: string; readonly seq: number; readonly hash: Buffer }

export async function lockHead(tx: Tx, account: string): Promise<Head> {
  const { rows } = await tx.db.executeQuery(locked({ account }))
  return present(rows[0], 'an account without a log head')
}
const locked = prepared(({ account }: { account: string }) =>
  make.selectFrom('audit_head').select(['account', 'seq', 'hash']).where('account', '=', account).forUpdate(),
)

/** The lines that follow `head`, in the order given. */
export function logLines(head: Head, now: Ms, lines: readonly AuditLine[]): Write[] {
  if (lines.length === 0) return []
  const { account } = head
  let end: Head = head
  const rows: Stored[] = lines.map((line) => {
    const data = canonical(line.data)
    const entry: Entry = { account, seq: end.seq + 1, at: now, event: line.event, data }
    assert(data.length <= 4000, `the data of ${line.event} is too long for the log`)
    const row = { ...entry, previous: end.hash, hash: link(end.hash, entry) }
    end = { account, seq: row.seq, hash: row.hash }
    return row
  })
  return [...rows.map((row) => add({ ...row, at: new Date(row.at) })), moveHead(end)]
}
const add = prepared(
  ({ account, seq, at, event, data, previous, hash }: Omit<Stored, 'at'> & { readonly at: Date }) =>
    make.insertInto('audit_event').values({ account, seq, at, event, data, previous, hash }),
)
const moveHead = prepared(({ account, seq, hash }: Head) =>
  make.updateTable('audit_head').set({ seq, hash }).where('account', '=', account),
)

export type Verdict = {
  readonly accounts: number
  readonly events: number
  readonly breaks: readonly Break[]
}
const BATCH = 500

/** Reads every chain and says where one is broken. Long logs are read in parts. */
export async function verifyLogs(
  pool: Pool,
  progress: (done: number, all: number) => void,
): Promise<Verdict> {
  const db = onPool(pool)
  const heads = await readHeads(db)
  const breaks: Break[] = []
  let events = 0
  for (const [index, head] of heads.entries()) {
    const result = await verifyOne(db, head.account)
    events += result.events
    if (result.broken) breaks.push(result.broken)
    else if (result.end.seq !== head.seq || !head.hash || !result.end.hash.equals(head.hash))
      breaks.push({ account: head.account, seq: head.seq ?? 0, why: 'head' })
    progress(index + 1, heads.length)
  }
  return { accounts: heads.length, events, breaks }
}

/** Every account, with the end of its log; one whose head is gone is among them. */
const readHeads = (db: Database) =>
  db
    .selectFrom('account as a')
    .leftJoin('audit_head as h', 'h.account', 'a.id')
    .select(['a.id as account', 'h.seq', 'h.hash'])
    .orderBy('a.id')
    .execute()

async function verifyOne(
  db: Database,
  account: string,
): Promise<{ events: number; broken?: Break; end: { seq: number; hash: Buffer } }> {
  let end = { seq: 0, hash: GENESIS as Buffer }
  for (let events = 0; ; ) {
    const part = await db
      .selectFrom('audit_event')
      .selectAll()
      .where('account', '=', account)
      .where('seq', '>', end.seq)
      .orderBy('seq')
      .limit(BATCH)
      .execute()
    if (part.length === 0) return { events, end }
    events += part.length
    const reached = follow(end, part)
    if ('why' in reached) return { events, broken: reached, end }
    end = { seq: reached.seq, hash: reached.hash }
  }
}

/** The whole log as lines of JSON, for a verifier that trusts nothing of ours. */
export async function* exportLogs(pool: Pool): AsyncGenerator<string> {
  const db = onPool(pool)
  for (const head of await readHeads(db)) {
    const end = head.hash && { seq: head.seq, hash: head.hash.toString('hex') }
    yield JSON.stringify({ account: head.account, head: end })
    for (let last = 0; ; ) {
      const part = await db
        .selectFrom('audit_event')
        .selectAll()
        .where('account', '=', head.account)
        .where('seq', '>', last)
        .orderBy('seq')
        .limit(BATCH)
        .execute()
      if (part.length === 0) break
      last = present(part.at(-1), 'a part of a log with no last line').seq
      for (const row of part) {
        yield JSON.stringify({
          ...row,
          at: new Date(row.at).toISOString(),
          previous: row.previous.toString('hex'),
          hash: row.hash.toString('hex'),
        })
      }
    }
  }
}
