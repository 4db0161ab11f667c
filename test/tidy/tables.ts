// One writer for each table, so that what a row may become is decided in one place.
import { scan } from './code.ts'
import { stringsOf } from './purity.ts'
import type { Rule, SourceFile, Violation } from './rule.ts'
import { file, isProduct, lineAt } from './rule.ts'

const KYSELY = /\.(?:insertInto|replaceInto|updateTable|deleteFrom|mergeInto)\(\s*['"`]([\w.]+)/g
const RAW =
  /\b(?:insert\s+into|delete\s+from|merge\s+into|truncate(?:\s+table)?|copy)\s+(?:only\s+)?"?([a-z_][\w.]*)|\bupdate\s+(?:only\s+)?"?([a-z_][\w.]*)"?(?:\s+(?:as\s+)?\w+)?\s+set\b/gi

type Write = { readonly table: string; readonly path: string; readonly line: number }

function writesOf(each: SourceFile): Write[] {
  const { code } = scan(each)
  const strings = stringsOf(each)
  const found: Write[] = []
  for (const match of code.matchAll(KYSELY)) {
    found.push({ table: match[1] ?? '', path: each.path, line: lineAt(code, match.index) })
  }
  for (const match of strings.matchAll(RAW)) {
    const table = match[1] ?? match[2] ?? ''
    // `on conflict do update set` names no table.
    if (/^set$/i.test(table)) continue
    found.push({ table, path: each.path, line: lineAt(strings, match.index) })
  }
  return found.map((write) => ({
    ...write,
    table: write.table.toLowerCase().replace(/^(?:public|holdfast)\./, ''),
  }))
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}

function check(files: readonly SourceFile[]): Violation[] {
  const writers = new Map<string, Write[]>()
  for (const write of files.filter(({ path }) => isProduct(path)).flatMap(writesOf)) {
    writers.set(write.table, [...(writers.get(write.table) ?? []), write])
  }
  const found: Violation[] = []
  for (const [table, writes] of writers) {
    const folders = [...new Set(writes.map(({ path }) => folderOf(path)))].sort()
    if (folders.length < 2) continue
    for (const { path, line } of writes) {
      found.push({ path, line, says: `table ${table} is written from ${folders.join(' and ')}` })
    }
  }
  return found
}

export const oneWriter: Rule = {
  name: 'each table is written from one folder only',
  check,
  refuses: [
    [
      file('src/identify/store.ts', "tx.insertInto('session').values(row)"),
      file('src/features/sessions/store.ts', "tx.deleteFrom('session').where('id', '=', id)"),
    ],
    [
      file('src/identify/store.ts', 'await sql`update session set seen_at = ${now}`.execute(tx)'),
      file('src/features/sessions/store.ts', "tx.updateTable('session')"),
    ],
    [
      file('src/audit/store.ts', 'const add = `insert into audit_event (id) values ($1)`'),
      file('src/jobs/store.ts', 'const drop = `delete from audit_event`'),
    ],
  ],
  accepts: [
    [
      file('src/identify/store.ts', "tx.insertInto('session')", "tx.selectFrom('account')"),
      file('src/identify/sweep.ts', "tx.deleteFrom('session')"),
      file(
        'src/limits/store.ts',
        'sql`insert into budget (id) values (1) on conflict (id) do update set n = 2 for update`',
      ),
      file('src/features/sessions/store.ts', "tx.selectFrom('session').forUpdate()", '// update session set'),
      file('src/features/sessions/store.test.ts', "tx.deleteFrom('session')"),
    ],
  ],
}
