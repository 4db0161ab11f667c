// What it costs to prove something: answers verified, against their bare cryptography; a read and a change bound to
// their browser, and a whole step-up, against an empty route and against the signature or MAC that each of them holds.
import { type ActResult, type ActRun, DOINGS, type Doing } from './act-load.ts'
import { type Line, type Measured, median, medianRatio } from './measure.ts'
import { type Pinned, startPinned } from './pinned.ts'
import { VERIFYING, type Verifying, type VerifyResult, type VerifyRun } from './verify-rate.ts'

const ROUNDS = 5
const SECONDS = 2
const AT_ONCE = 8
/** Clients who read and change, in turn. */
const BUSY = 200
/** A step-up uses up the code of its client: at most so many a second on one core, with the rounds that warm up. */
const MOST_PER_SECOND = 400

type Verified = Readonly<Record<Verifying, VerifyResult[]>>
type Done = Readonly<Record<Doing, ActResult[]>>

export async function measureProofs(server: Pinned, origin: string): Promise<Measured> {
  const yardstick = startPinned('server', 'verify-rate.ts')
  const load = startPinned('load', 'act-load.ts')
  try {
    const clients = BUSY + Math.ceil(MOST_PER_SECOND * (SECONDS + 1) * (ROUNDS + 1))
    await server.ask('accounts', { from: 0, to: clients })
    await server.ask('sessions', { from: 0, to: clients })
    const verified: Verified = { hmac: [], totp: [], signature: [], webauthn: [] }
    const done: Done = { empty: [], read: [], change: [], 'step-up': [] }
    const readKeys = await server.ask<readonly string[]>('readKeys', { from: 0, to: BUSY })
    let next = BUSY
    const act = async (kind: Doing): Promise<ActResult> => {
      const range = kind === 'step-up' ? { from: next, to: clients } : { from: 0, to: BUSY }
      const given: ActRun = { origin, kind, ...range, readKeys, seconds: SECONDS, atOnce: AT_ONCE }
      const result = await load.ask<ActResult>('run', given)
      if (kind === 'step-up') next += result.used
      return result
    }
    const check = (kind: Verifying): Promise<VerifyResult> =>
      yardstick.ask('run', { kind, seconds: 1 } satisfies VerifyRun)
    for (const kind of DOINGS) await act(kind)
    for (let round = 1; round <= ROUNDS; round += 1) {
      for (const kind of VERIFYING) verified[kind].push(await check(kind))
      for (const kind of DOINGS) done[kind].push(await act(kind))
    }
    await server.ask('sent')
    return { lines: [...linesOfAnswers(verified), ...linesOfActs(done, verified)], raw: { verified, done } }
  } finally {
    await Promise.all([yardstick.end(), load.end()])
  }
}

type Timed = Pick<VerifyResult, 'perSecond' | 'medianMs' | 'p99Ms'>
const rates = (results: readonly Timed[]): number[] => results.map(({ perSecond }) => perSecond)
function says(results: readonly Timed[]): string {
  const of = (key: keyof Timed): number => median(results.map((one) => one[key]))
  return `${of('perSecond').toFixed(0)}/s, median ${of('medianMs').toFixed(3)} ms, p99 ${of('p99Ms').toFixed(3)} ms`
}

function linesOfAnswers(verified: Verified): Line[] {
  const ratio = (name: string, one: Verifying, bare: Verifying): Line => ({
    name,
    value: medianRatio(rates(verified[one]), rates(verified[bare])),
    unit: '',
    beside: `${says(verified[one])}; bare: ${says(verified[bare])}`,
  })
  return [
    ratio('authenticator code verified / bare HMAC-SHA-1', 'totp', 'hmac'),
    ratio('key verified / bare ES256', 'webauthn', 'signature'),
  ]
}

function linesOfActs(done: Done, verified: Verified): Line[] {
  const names = { read: 'bound read', change: 'bound change', 'step-up': 'step-up' } as const
  /** A read is checked by a MAC, a change by a signature; a step-up is three changes and a code. */
  const bare = { read: 'hmac', change: 'signature', 'step-up': 'signature' } as const
  const lines = (Object.keys(names) as (keyof typeof names)[]).flatMap((kind): Line[] => [
    {
      name: `${names[kind]} / empty route`,
      value: medianRatio(rates(done[kind]), rates(done.empty)),
      unit: '',
      beside: `${says(done[kind])}; empty: ${says(done.empty)}`,
    },
    {
      name: `${names[kind]} / bare cryptography`,
      value: medianRatio(rates(done[kind]), rates(verified[bare[kind]])),
      unit: '',
      beside: `${bare[kind] === 'hmac' ? 'HMAC' : 'ES256'}: ${says(verified[bare[kind]])}`,
    },
  ])
  const busy = (kind: Doing): number => Math.max(...done[kind].map((one) => one.loadBusy))
  // Near 1 the load measures itself: the empty route is then quicker than it says, and the ratios to it smaller.
  return [
    ...lines,
    {
      name: 'load of these acts, of its core',
      value: Math.max(...DOINGS.map(busy)),
      unit: '',
      beside: DOINGS.map((kind) => `${kind} ${busy(kind).toFixed(2)}`).join(', '),
    },
  ]
}
