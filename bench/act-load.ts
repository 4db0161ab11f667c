// Clients who are signed in and do things, over HTTP as a portal does them: reads that carry a MAC, changes that are
// signed, and changes that are proved with a code. Beside them an empty route, asked by the same client.
import { randomBytes } from 'node:crypto'
import { HOTP, Secret } from 'otpauth'
import { BOUND_HEADER, PROOF_HEADER } from '../src/lib/bound.ts'
import { addressOf, boundChange, boundRead, cookieOf, totpKeyOf } from './people.ts'
import { answer } from './pinned.ts'

export const DOINGS = ['empty', 'read', 'change', 'step-up'] as const
export type Doing = (typeof DOINGS)[number]
export type ActRun = {
  readonly origin: string
  readonly kind: Doing
  /** Clients that take turns; of a step-up each is one's own, since a code is good once. */
  readonly from: number
  readonly to: number
  readonly readKeys: readonly string[]
  readonly seconds: number
  readonly atOnce: number
}
export type ActResult = {
  readonly perSecond: number
  readonly used: number
  readonly medianMs: number
  readonly p99Ms: number
  readonly loadBusy: number
}

const WARM_MS = 300
const STEP_MS = 30_000

type Sent = { readonly path: string; readonly body?: string; readonly proof?: string }
async function ask({ origin, readKeys, from }: ActRun, client: number, { path, body, proof = '' }: Sent) {
  const nonce = randomBytes(16).toString('base64url')
  const bound =
    body === undefined
      ? boundRead(path, readKeys[client - from] ?? '')
      : boundChange(path, body, client, { nonce, proof })
  const headers = {
    cookie: cookieOf(client),
    'x-forwarded-for': addressOf(client),
    [BOUND_HEADER]: bound,
    ...(body !== undefined && { 'content-type': 'application/json', origin }),
    ...(proof !== '' && { [PROOF_HEADER]: proof }),
  }
  return fetch(`${origin}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers,
    ...(body && { body }),
  })
}

async function mustBe(status: number, response: Response): Promise<unknown> {
  const said: unknown = await response.json()
  if (response.status !== status) throw new Error(`answered ${response.status}: ${JSON.stringify(said)}`)
  return said
}

/** Asked for, answered with a code, and sent again with the proof. */
async function stepUp(run: ActRun, client: number): Promise<void> {
  const sent = { path: '/v1/settings/idle-time', body: JSON.stringify({ minutes: 20 }) }
  const raised = (await mustBe(401, await ask(run, client, sent))) as { challenge: { id: string } }
  const secret = Secret.fromHex(totpKeyOf(client).toString('hex'))
  const counter = Math.floor(Date.now() / STEP_MS)
  const code = HOTP.generate({ secret, algorithm: 'SHA1', digits: 6, counter })
  const body = JSON.stringify({ answer: { method: 'totp', code } })
  const path = `/v1/challenges/${raised.challenge.id}/answer`
  const { proof } = (await mustBe(200, await ask(run, client, { path, body }))) as { proof: string }
  await mustBe(200, await ask(run, client, { ...sent, proof }))
}

const WORK: Readonly<Record<Doing, (run: ActRun, client: number) => Promise<unknown>>> = {
  empty: async ({ origin }) => mustBe(200, await fetch(`${origin}/v1/empty`)),
  read: async (run, client) => mustBe(200, await ask(run, client, { path: '/v1/methods' })),
  change: async (run, client) =>
    mustBe(200, await ask(run, client, { path: '/v1/sessions/end-others', body: '{}' })),
  'step-up': stepUp,
}

async function run(given: ActRun): Promise<ActResult> {
  const from = performance.now() + WARM_MS
  const until = from + given.seconds * 1000
  const busy = process.cpuUsage()
  const began = performance.now()
  const took: number[] = []
  let used = 0
  const worker = async (): Promise<void> => {
    while (performance.now() < until) {
      const sent = performance.now()
      const next = used
      used += 1
      if (given.kind === 'step-up' && given.from + next >= given.to)
        throw new Error('there were too few clients')
      await WORK[given.kind](given, given.from + (next % (given.to - given.from)))
      const now = performance.now()
      if (sent >= from && now < until) took.push(now - sent)
    }
  }
  await Promise.all(Array.from({ length: given.atOnce }, worker))
  const spent = process.cpuUsage(busy)
  const sorted = took.toSorted((a, b) => a - b)
  return {
    perSecond: took.length / given.seconds,
    used,
    medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    loadBusy: (spent.user + spent.system) / 1000 / (performance.now() - began),
  }
}

answer({ run })
