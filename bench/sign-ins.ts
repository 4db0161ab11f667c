// Sign-ins a second on one core, with everything they write, against the passwords that this core could check at best.
import { generateKeyPairSync } from 'node:crypto'
import type { HashResult } from './hash-rate.ts'
import { type Line, type Measured, median, medianRatio } from './measure.ts'
import { type Pinned, startPinned } from './pinned.ts'
import type { ProcessorTime } from './processor-time.ts'
import type { Counts } from './server.ts'
import type { DeviceKey, SignInResult, SignInRun } from './sign-in-load.ts'

const ROUNDS = 7
const SECONDS = 3
const AT_ONCE = 8
const COUNTED = 40
/** The engine goes on compiling for some thousand sign-ins; a server that runs for weeks has that behind it. */
const WARMED = 2_000
/** More accounts than can be used: nobody signs in faster than passwords are checked. */
const SPARE = 1.25
const BOUND = 0.6

type Scene = {
  readonly server: Pinned
  readonly load: Pinned
  readonly yardstick: Pinned
  readonly origin: string
}

function newDevice(): DeviceKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  return { pem, point: point.toString('base64url') }
}

/** One kind of client: without a device key, or on a device that the account knows. */
class Kind {
  readonly scene: Scene
  readonly device: DeviceKey | undefined
  next: number
  readonly to: number
  readonly results: (SignInResult & ProcessorTime)[] = []

  constructor(scene: Scene, device: DeviceKey | undefined, from: number, to: number) {
    this.scene = scene
    this.device = device
    this.next = from
    this.to = to
  }

  prepare(): Promise<void> {
    const point = this.device === undefined ? {} : { devicePoint: this.device.point }
    return this.scene.server.ask('accounts', { from: this.next, to: this.to, ...point })
  }

  /** Processor time is that of one sign-in, its mail among it. */
  async run(seconds: number, atOnce: number, most = this.to): Promise<SignInResult & ProcessorTime> {
    const { origin, load, server } = this.scene
    const before = await server.ask<ProcessorTime>('time')
    const given: SignInRun = { origin, from: this.next, to: most, seconds, atOnce, device: this.device }
    const result = await load.ask<SignInResult>('run', given)
    this.next += result.used
    await server.ask('sent')
    const after = await server.ask<ProcessorTime>('time')
    const each = (of: keyof ProcessorTime): number => (after[of] - before[of]) / result.used
    return { ...result, serverMs: each('serverMs'), databaseMs: each('databaseMs') }
  }

  /** Statements and commits of one sign-in, its mail among them. */
  async cost(): Promise<Counts> {
    const before = await this.scene.server.ask<Counts>('counts')
    await this.run(0, 1, this.next + COUNTED)
    const after = await this.scene.server.ask<Counts>('counts')
    const each = (of: keyof Counts): number => (after[of] - before[of]) / COUNTED
    return { statements: each('statements'), commits: each('commits') }
  }
}

export async function measureSignIns(server: Pinned, origin: string): Promise<Measured> {
  const load = startPinned('load', 'sign-in-load.ts')
  const yardstick = startPinned('server', 'hash-rate.ts')
  try {
    return await measure({ server, load, yardstick, origin })
  } finally {
    await Promise.all([load.end(), yardstick.end()])
  }
}

async function measure(scene: Scene): Promise<Measured> {
  const rate = (): Promise<HashResult> => scene.yardstick.ask('run', { seconds: SECONDS, atOnce: AT_ONCE })
  const most = Math.ceil((await rate()).perSecond * ((SECONDS + 1) * ROUNDS) * SPARE) + WARMED + COUNTED
  const plain = new Kind(scene, undefined, 0, most)
  const known = new Kind(scene, newDevice(), most, 2 * most)
  for (const kind of [plain, known]) await kind.prepare()
  // Statements are planned and code is compiled before anything counts.
  for (const kind of [plain, known]) await kind.run(0, AT_ONCE, kind.next + WARMED)
  const costs = [await plain.cost(), await known.cost()] as const
  // The yardstick stands on both sides of what it measures: a machine that others share changes within seconds.
  const hashes = [await rate()]
  const beside: HashResult[][] = [[], []]
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const [index, kind] of [plain, known].entries()) {
      const before = hashes.at(-1)!
      kind.results.push(await kind.run(SECONDS, AT_ONCE))
      const after = await rate()
      hashes.push(after)
      beside[index]!.push(between(before, after))
    }
  }
  return report(beside, [plain, known], costs)
}

const between = (one: HashResult, other: HashResult): HashResult => ({
  perSecond: (one.perSecond + other.perSecond) / 2,
  processorMs: (one.processorMs + other.processorMs) / 2,
})

function report(
  hashes: readonly (readonly HashResult[])[],
  kinds: readonly [Kind, Kind],
  costs: readonly [Counts, Counts],
): Measured {
  const names = ['sign-in, up to its new device', 'sign-in, known device'] as const
  const lines = kinds.flatMap((kind, index) =>
    linesOf(names[index] ?? '', kind.results, hashes[index] ?? [], costs[index]),
  )
  const busy = Math.max(...kinds.flatMap(({ results }) => results.map((one) => one.loadBusy)))
  lines.push({ name: 'load of sign-ins, of its core', value: busy, unit: '' })
  return { lines, raw: { hashes, plain: kinds[0].results, known: kinds[1].results, costs } }
}

function linesOf(
  name: string,
  results: readonly (SignInResult & ProcessorTime)[],
  hashes: readonly HashResult[],
  cost: Counts | undefined,
): Line[] {
  const of = (key: keyof SignInResult | keyof ProcessorTime): number[] => results.map((one) => one[key])
  const perSecond = hashes.map((one) => one.perSecond)
  const hashMs = hashes.map((one) => one.processorMs)
  const wholeMs = results.map((one) => one.serverMs + one.databaseMs)
  const [rate, beside, half, last] = [of('perSecond'), perSecond, of('medianMs'), of('p99Ms')].map(median)
  const [hash, server, database] = [hashMs, of('serverMs'), of('databaseMs')].map(median)
  return [
    {
      name: `${name} / hash`,
      value: medianRatio(of('perSecond'), perSecond),
      unit: '',
      atLeast: BOUND,
      beside: `${rate?.toFixed(1)}/s beside ${beside?.toFixed(1)} hashes/s, median ${half?.toFixed(0)} ms, p99 ${last?.toFixed(0)} ms`,
    },
    {
      name: `${name} / hash, by processor time`,
      value: medianRatio(hashMs, wholeMs),
      unit: '',
      beside: `hash ${hash?.toFixed(1)} ms; server with its hash ${server?.toFixed(1)} ms, database ${database?.toFixed(1)} ms`,
    },
    {
      name: `${name}: statements`,
      value: cost?.statements ?? NaN,
      unit: '',
      beside: `${cost?.commits.toFixed(1)} commits`,
    },
  ]
}
