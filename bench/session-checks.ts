// Session checks a second on one core, against an empty route of the same server.
import type { HttpResult, HttpRun } from './http-load.ts'
import { type Measured, median, medianRatio } from './measure.ts'
import { type Pinned, startPinned } from './pinned.ts'

const ROUNDS = 5
const SECONDS = 2
const CONNECTIONS = 32
/** As many sessions as connections: each asks often, as an open page does, and is remembered between. */
const BUSY = CONNECTIONS
/** So many that none asks twice within the second for which it is remembered: each check asks the database. */
const MANY = 20_000
const BOUND = 0.35

const KINDS = {
  empty: { path: '/v1/empty', clients: 0 },
  session: { path: '/v1/session', clients: BUSY },
  unremembered: { path: '/v1/session', clients: MANY },
} as const
type Kind = keyof typeof KINDS

export async function measureSessionChecks(server: Pinned, port: number): Promise<Measured> {
  const load = startPinned('load', 'http-load.ts')
  try {
    await server.ask('accounts', { from: 0, to: MANY })
    await server.ask('sessions', { from: 0, to: MANY })
    const readKeys = await server.ask<readonly string[]>('readKeys', { from: 0, to: MANY })
    const results: Record<Kind, HttpResult[]> = { empty: [], session: [], unremembered: [] }
    const run = async (kind: Kind, seconds: number): Promise<HttpResult> => {
      const given: HttpRun = { port, connections: CONNECTIONS, seconds, readKeys, ...KINDS[kind] }
      return load.ask<HttpResult>('run', given)
    }
    const kinds = Object.keys(KINDS) as Kind[]
    for (const kind of kinds) await run(kind, 1)
    for (let round = 1; round <= ROUNDS; round += 1) {
      for (const kind of kinds) results[kind].push(await run(kind, SECONDS))
    }
    return report(results)
  } finally {
    await load.end()
  }
}

function report(results: Readonly<Record<Kind, readonly HttpResult[]>>): Measured {
  const rates = (kind: Kind): number[] => results[kind].map((one) => one.perSecond)
  const says = (kind: Kind): string => {
    const p99 = median(results[kind].map((one) => one.p99Ms))
    const half = median(results[kind].map((one) => one.medianMs))
    return `${median(rates(kind)).toFixed(0)}/s, median ${half.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`
  }
  const busy = Math.max(
    ...Object.values(results)
      .flat()
      .map((one) => one.loadBusy),
  )
  return {
    lines: [
      {
        name: 'session check / empty route',
        value: medianRatio(rates('session'), rates('empty')),
        unit: '',
        atLeast: BOUND,
        beside: `${says('session')}; empty: ${says('empty')}`,
      },
      {
        name: 'the same, asking the database',
        value: medianRatio(rates('unremembered'), rates('empty')),
        unit: '',
        beside: says('unremembered'),
      },
      { name: 'load of these, of its core', value: busy, unit: '' },
    ],
    raw: results,
  }
}
