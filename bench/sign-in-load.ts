// Clients who sign in: password, then code, over HTTP as a portal does it. Each account signs in once, so that no code
// is used twice. With a device key the nonce is fetched first, as by a browser that the account knows.
import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { HOTP, Secret } from 'otpauth'
import { signedText } from '../src/identify/device.ts'
import { addressOf, PASSWORD, pointsOf, totpKeyOf, usernameOf } from './people.ts'
import { answer } from './pinned.ts'

export type SignInRun = {
  readonly origin: string
  /** The first account; each later sign-in takes the next one, below `to`. */
  readonly from: number
  readonly to: number
  /** 0: until the accounts are used up. */
  readonly seconds: number
  readonly atOnce: number
  readonly device?: DeviceKey | undefined
}
export type DeviceKey = { readonly pem: string; readonly point: string }
export type SignInResult = {
  readonly perSecond: number
  readonly used: number
  readonly medianMs: number
  readonly p99Ms: number
  /** The part of its core that the load took: near 1, it would measure itself. */
  readonly loadBusy: number
}

const WARM_MS = 300
const STEP_MS = 30_000
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

type Body = Record<string, unknown>

async function post(run: SignInRun, index: number, path: string, body: Body, cookie = ''): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    'user-agent': AGENT,
    'x-forwarded-for': addressOf(index),
    origin: run.origin,
    ...(cookie !== '' && { cookie }),
  }
  const response = await fetch(`${run.origin}${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  if (response.ok) return response
  throw new Error(`${path} of client ${index}: ${response.status} ${await response.text()}`)
}

async function proofOf(run: SignInRun, key: KeyObject, point: string, index: number): Promise<Body> {
  const response = await fetch(`${run.origin}/v1/sign-in/nonce`)
  const { nonce } = (await response.json()) as { nonce: string }
  const text = Buffer.from(signedText(nonce, usernameOf(index)))
  const signature = sign('sha256', text, { key, dsaEncoding: 'ieee-p1363' })
  return { nonce, publicKey: point, signature: signature.toString('base64url') }
}

function codeOf(index: number): string {
  const secret = Secret.fromHex(totpKeyOf(index).toString('hex'))
  const counter = Math.floor(Date.now() / STEP_MS)
  return HOTP.generate({ secret, algorithm: 'SHA1', digits: 6, counter })
}

async function signIn(run: SignInRun, key: KeyObject | undefined, index: number): Promise<void> {
  const device = key && run.device ? { device: await proofOf(run, key, run.device.point, index) } : {}
  const begun = { identifier: usernameOf(index), password: PASSWORD, ...device }
  const started = await post(run, index, '/v1/sign-in/start', begun)
  await started.arrayBuffer()
  const cookie = started.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  const points = pointsOf(index)
  const keys = { sign: points.sign.toString('base64url'), agree: points.agree.toString('base64url') }
  const code = { answer: { method: 'totp', code: codeOf(index) }, keys }
  const done = await post(run, index, '/v1/sign-in/answer', code, cookie)
  const body = (await done.json()) as { state: string }
  // A device that is not known is asked about next: how long its owner takes to look into a mailbox is not ours to measure.
  const expected = key === undefined ? 'more' : 'signed-in'
  if (body.state !== expected) throw new Error(`client ${index}: ${body.state} and not ${expected}`)
}

async function run(given: SignInRun): Promise<SignInResult> {
  const key = given.device && createPrivateKey(given.device.pem)
  const from = performance.now() + (given.seconds === 0 ? 0 : WARM_MS)
  const until = given.seconds === 0 ? Infinity : from + given.seconds * 1000
  const busy = process.cpuUsage()
  const began = performance.now()
  const took: number[] = []
  let next = given.from
  const worker = async (): Promise<void> => {
    while (performance.now() < until && next < given.to) {
      const sent = performance.now()
      const index = next
      next += 1
      await signIn(given, key, index)
      const now = performance.now()
      if (now >= from && now < until) took.push(now - sent)
    }
  }
  await Promise.all(Array.from({ length: given.atOnce }, worker))
  if (given.seconds > 0 && next >= given.to) throw new Error('there were too few accounts')
  const elapsed = performance.now() - began
  const spent = process.cpuUsage(busy)
  const sorted = took.toSorted((a, b) => a - b)
  return {
    perSecond: took.length / (given.seconds === 0 ? elapsed / 1000 : given.seconds),
    used: next - given.from,
    medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    loadBusy: (spent.user + spent.system) / 1000 / elapsed,
  }
}

answer({ run })
