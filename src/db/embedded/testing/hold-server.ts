/**
 * A server process of its own for the tests that kill one: `node hold-server.ts <data folder>
 * [write]`. It prints one line of JSON when it is up (or refused), then, asked to write, commits
 * rows and prints the number of each one only after its commit was answered.
 */
import pg from 'pg'
import { startEmbedded } from '../embedded.ts'
import { isRefusal } from '../refusal.ts'

const ROWS_MAX = 1_000_000

const [dataFolder = '', mode = ''] = process.argv.slice(2)
const cluster = await startEmbedded({ dataFolder })
if (isRefusal(cluster)) {
  process.stdout.write(`${JSON.stringify(cluster)}\n`)
} else {
  const postmaster = cluster.pid()
  process.stdout.write(`${JSON.stringify({ kind: 'up', pid: process.pid, postmaster })}\n`)
  process.once('SIGTERM', () => void cluster.stop())
  if (mode === 'write') {
    await writeRows(cluster.url('postgres', cluster.superuser))
  }
}

async function writeRows(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('create table if not exists kept (id integer primary key)')
  for (let id = 1; id <= ROWS_MAX; id += 1) {
    await client.query('insert into kept values ($1)', [id])
    process.stdout.write(`${id}\n`)
  }
}
