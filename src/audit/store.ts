// Writes the log, in the transaction of the change it speaks of. The head row is locked first, so that two
// changes to one account take turns and the chain cannot fork.

import type { Database, Pool } from '../db/connect.ts'
import { kyselyOver } from '../db/connect.ts'
import type { Tx } from '../db/tx.ts'
import { assert, present } from '../lib/assert.ts'
import { canonical } from '../lib/canonical.ts'
import { type Break, type Entry, follow, GENESIS, link, type Stored } from './chain.ts'
import type { AuditLine } from './events.ts'

/** Begins the chain of a new account. */
export async function beginLog(tx: Tx, account: string): Promise<void> {
  await tx.db.insertInto('audit_head').values({ account, seq: 0, hash: GENESIS }).execute()
}

/** Adds lines to the chain of an account, in the order given. */
export async function writeLog(tx: Tx, account: string, lines: readonly AuditLine[]): Promise<void> {
  if (lines.length === 0) return
  const found = await tx.db
    .selectFrom('audit_head')
    .select(['seq', 'hash'])
    .where('account', '=', account)
    .forUpdate()
    .executeTakeFirst()
  let head = present(found, 'an account without a log head')
  const rows: Stored[] = lines.map((line) => {
    const entry: Entry = {
      account,
      seq: head.seq + 1,
      at: tx.now,
      event: line.event,
      data: canonical(line.data),
    }
    assert(entry.data.length <= 4000, `the data of ${line.event} is too long for the log`)
    const row = { ...entry, previous: head.hash, hash: link(head.hash, entry) }
    head = { seq: row.seq, hash: row.hash }
    return row
  })
  const events = rows.map((row) => ({ ...row, at: new Date(row.at) }))
  await Promise.all([
    tx.db.insertInto('audit_event').values(events).execute(),
    tx.db.updateTable('audit_head').set(head).where('account', '=', account).execute(),
  ])
}

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
  const db = kyselyOver(pool)
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
  const db = kyselyOver(pool)
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
