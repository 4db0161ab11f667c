// Sign-ins a second on one core, with everything they write, against the passwords that this core could check at best.
import { generateKeyPairSync } from 'node:crypto'
import { type Measured, median, medianRatio } from './measure.ts'
import { type Pinned, startPinned } from './pinned.ts'
import type { Counts } from './server.ts'
import type { DeviceKey, SignInResult, SignInRun } from './sign-in-load.ts'

const ROUNDS = 5
const SECONDS = 4
const AT_ONCE = 8
const COUNTED = 40
/** The engine goes on compiling for some hundreds of sign-ins; a server that runs for weeks has that behind it. */
const WARMED = 500
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
  readonly results: SignInResult[] = []

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

  async run(seconds: number, atOnce: number, most = this.to): Promise<SignInResult> {
    const { origin, load, server } = this.scene
    const given: SignInRun = { origin, from: this.next, to: most, seconds, atOnce, device: this.device }
    const result = await load.ask<SignInResult>('run', given)
    this.next += result.used
    await server.ask('sent')
    return result
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
  const rate = (): Promise<number> => scene.yardstick.ask('run', { seconds: SECONDS, atOnce: AT_ONCE })
  const most = Math.ceil((await rate()) * ((SECONDS + 1) * ROUNDS) * SPARE) + WARMED + COUNTED
  const plain = new Kind(scene, undefined, 0, most)
  const known = new Kind(scene, newDevice(), most, 2 * most)
  for (const kind of [plain, known]) await kind.prepare()
  // Statements are planned and code is compiled before anything counts.
  for (const kind of [plain, known]) await kind.run(0, AT_ONCE, kind.next + WARMED)
  const costs = [await plain.cost(), await known.cost()] as const
  const hashes: number[] = []
  for (let round = 1; round <= ROUNDS; round += 1) {
    hashes.push(await rate())
    for (const kind of [plain, known]) kind.results.push(await kind.run(SECONDS, AT_ONCE))
  }
  return report(hashes, [plain, known], costs)
}

function report(
  hashes: readonly number[],
  kinds: readonly [Kind, Kind],
  costs: readonly [Counts, Counts],
): Measured {
  const names = ['sign-in', 'sign-in, known device'] as const
  const lines = kinds.flatMap(({ results }, index) => {
    const rates = results.map((one) => one.perSecond)
    const cost = costs[index]
    const says = `${median(rates).toFixed(1)}/s beside ${median(hashes).toFixed(1)} hashes/s, median ${median(results.map((one) => one.medianMs)).toFixed(0)} ms, p99 ${median(results.map((one) => one.p99Ms)).toFixed(0)} ms`
    const name = names[index] ?? ''
    return [
      { name: `${name} / hash`, value: medianRatio(rates, hashes), unit: '', atLeast: BOUND, beside: says },
      {
        name: `${name}: statements`,
        value: cost?.statements ?? NaN,
        unit: '',
        beside: `${cost?.commits.toFixed(1)} commits`,
      },
    ]
  })
  const busiest = Math.max(...kinds.flatMap(({ results }) => results.map((one) => one.loadBusy)))
  const raw = { hashes, plain: kinds[0].results, known: kinds[1].results, costs, busiest }
  return { lines, raw }
}
