// doctor: every check, one line each. The address check takes a request as your proxy sends it:
// `doctor --peer 10.0.0.2 --forwarded "203.0.113.9"`.

import type { Config } from '../config.ts'
import { openPool } from '../db/connect.ts'
import { jsonLog } from '../lib/log.ts'
import { openChannels } from '../start/channels.ts'
import { reachDatabase } from '../start/database.ts'
import {
  checkAddress,
  checkClock,
  checkDatabase,
  checkKeys,
  checkMail,
  checkMigrations,
  checkRoles,
  checkSms,
  type Finding,
} from './checks.ts'

type Say = (line: string) => void
const MARKS = { good: 'good   ', warning: 'warning', bad: 'BAD    ' } as const

export async function doctorCommand(config: Config, rest: readonly string[], say: Say): Promise<number> {
  const findings: Finding[] = [checkKeys(config)]
  const { mail, sms } = openChannels(config, () => 0)
  findings.push(await checkMail(mail, config), await checkSms(sms, config))
  findings.push(...(await databaseFindings(config, say)))
  findings.push(checkAddress(headersGiven(rest), config))
  for (const one of findings) say(`${MARKS[one.verdict]}  ${one.check.padEnd(10)}  ${one.says}`)
  const failed = findings.filter((one) => one.verdict === 'bad').length
  say(failed === 0 ? 'Nothing is wrong.' : `${failed} to mend.`)
  return failed === 0 ? 0 : 1
}

async function databaseFindings(config: Config, say: Say): Promise<Finding[]> {
  try {
    const reached = await reachDatabase(config, say)
    const pool = openPool(
      reached.url,
      2,
      jsonLog(() => undefined),
    )
    try {
      return [
        await checkDatabase(pool),
        await checkMigrations(pool),
        await checkRoles(pool),
        await checkClock(pool, () => Date.now()),
      ]
    } finally {
      await pool.end()
      await reached.stop()
    }
  } catch (failure) {
    return [
      {
        check: 'database',
        verdict: 'bad',
        says: failure instanceof Error ? failure.message : String(failure),
      },
    ]
  }
}

/** `--peer ADDRESS --forwarded "A, B"`: as a request arrives from the proxy; loopback without. */
function headersGiven(rest: readonly string[]): { peer: string; forwarded: string | undefined } {
  const after = (name: string): string | undefined =>
    rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined
  return { peer: after('--peer') ?? '127.0.0.1', forwarded: after('--forwarded') }
}
