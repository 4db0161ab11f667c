// One server of a race: a process of its own, on the database that its arguments name. It prints a line of JSON when
// it listens, one for each mail, and one when it has seen the clock that a line of its standard input tells (milliseconds
// ahead). It ends when that input closes: it cannot outlive the test.
import { createInterface } from 'node:readline'
import { type AttemptBudget, LIMITS, type Limits } from '../../src/limits/table.ts'
import type { TestDatabase } from '../kit/database.ts'
import { WIDE_LIMITS, world } from '../kit/world.ts'

const [given = '{}', which = 'default'] = process.argv.slice(2)
const known = JSON.parse(given) as Omit<TestDatabase, 'drop'>

const ENDLESS: AttemptBudget = { waits: [0], perDay: 1_000_000, perMonth: 1_000_000 }
/** No budget stands before the lock that a race is about. */
const RAISED: Limits = {
  rates: WIDE_LIMITS.rates,
  attempts: {
    password: ENDLESS,
    'password-known-device': ENDLESS,
    factor: ENDLESS,
    'factor-known-device': ENDLESS,
    'mailed-code': ENDLESS,
    enrolment: ENDLESS,
    pin: ENDLESS,
    'pin-account': ENDLESS,
  },
}
const LIMITS_OF: Readonly<Record<string, Limits>> = { default: LIMITS, wide: WIDE_LIMITS, raised: RAISED }

function tell(what: unknown): void {
  process.stdout.write(`${JSON.stringify(what)}\n`)
}

const server = await world({
  database: { ...known, drop: () => Promise.resolve() },
  limits: LIMITS_OF[which] ?? LIMITS,
  mail: {
    send(mail) {
      tell({ kind: 'mail', mail })
      return Promise.resolve()
    },
    check: () => Promise.resolve(),
  },
})
tell({ kind: 'listening', origin: server.origin, pid: process.pid })

const orders = createInterface({ input: process.stdin })
orders.on(
  'line',
  (ahead) => void server.seeTime(Number(ahead)).then(() => tell({ kind: 'seen', ahead: Number(ahead) })),
)
orders.once('close', () => {
  for (const line of server.logged) if (line.includes('"error"')) process.stderr.write(line)
  void server.stop().then(() => process.exit(0))
})
