import { exportLogs, verifyLogs } from '../audit/store.ts'
import type { Config } from '../config.ts'
import { openPool } from '../db/connect.ts'
import { jsonLog } from '../lib/log.ts'
import { reachDatabase } from '../start/database.ts'

type Say = (line: string) => void

export async function auditCommand(
  config: Config,
  [what]: readonly string[],
  say: Say,
  fail: Say,
): Promise<number> {
  if (what !== 'verify' && what !== 'export') {
    fail('Say `audit verify` or `audit export`.')
    return 1
  }
  const reached = await reachDatabase(config, fail)
  const pool = openPool(
    reached.url,
    2,
    jsonLog((line) => fail(line.trimEnd())),
  )
  try {
    if (what === 'export') {
      for await (const line of exportLogs(pool)) say(line)
      return 0
    }
    const verdict = await verifyLogs(pool, (done, all) => {
      if (done % 1000 === 0) fail(`${done} of ${all} accounts`)
    })
    for (const one of verdict.breaks) say(`Broken: account ${one.account}, line ${one.seq}: ${WHY[one.why]}`)
    say(
      `${verdict.accounts} accounts, ${verdict.events} lines: ${verdict.breaks.length === 0 ? 'every chain holds.' : `${verdict.breaks.length} broken.`}`,
    )
    return verdict.breaks.length === 0 ? 0 : 1
  } finally {
    await pool.end()
    await reached.stop()
  }
}

const WHY = {
  gap: 'a line is missing before it',
  previous: 'it does not follow the line before it',
  hash: 'its content is not what was written',
  head: 'the log is shorter or longer than its head says',
} as const
