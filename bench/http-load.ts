// Asks one route again and again over connections that stay open, one request at a time on each. Written on bare
// sockets and without parsing, since a whole HTTP client would be slower than the server that it measures.
import { connect, type Socket } from 'node:net'
import { BOUND_HEADER } from '../src/lib/bound.ts'
import { addressOf, boundRead, cookieOf } from './people.ts'
import { answer } from './pinned.ts'

export type HttpRun = {
  readonly port: number
  readonly path: string
  /** Clients whose cookies are sent, from 0: each connection sends its share of them in turn. None: no cookie. */
  readonly clients: number
  /** Their keys, with which each request is marked once, before the run: it is shorter than a mark lives. */
  readonly readKeys: readonly string[]
  readonly connections: number
  readonly seconds: number
}
export type HttpResult = {
  readonly perSecond: number
  readonly medianMs: number
  readonly p99Ms: number
  readonly loadBusy: number
}

const WARM_MS = 300
/** Latencies in steps of ten microseconds, up to two seconds. */
const STEP_US = 10
const STEPS = 200_000

function requestOf(run: HttpRun, client: number): Buffer {
  const key = run.readKeys[client]
  const cookie =
    run.clients === 0 || key === undefined
      ? ''
      : `cookie: ${cookieOf(client)}\r\n${BOUND_HEADER}: ${boundRead(run.path, key)}\r\n`
  const head = `GET ${run.path} HTTP/1.1\r\nhost: localhost:${run.port}\r\n`
  return Buffer.from(
    `${head}accept: application/json\r\nx-forwarded-for: ${addressOf(client)}\r\n${cookie}\r\n`,
  )
}

type Meter = { readonly steps: Uint32Array; from: number; until: number; counted: number }

const OK = Buffer.from('HTTP/1.1 200')
const HEAD_END = '\r\n\r\n'

/** Bytes of a whole answer, read from the first one; the later ones of a connection have the same form. */
function lengthOf(first: Buffer): number | undefined {
  const end = first.indexOf(HEAD_END)
  if (end < 0) return undefined
  const length = /\r\ncontent-length: (\d+)/i.exec(first.subarray(0, end).toString('latin1'))?.[1]
  return length === undefined ? undefined : end + HEAD_END.length + Number(length)
}

function drive(socket: Socket, requests: readonly Buffer[], meter: Meter): Promise<void> {
  return new Promise((resolve, reject) => {
    let turn = 0
    let sent = 0
    let got: Buffer | undefined
    const ask = (): void => {
      sent = performance.now()
      const request = requests[turn % requests.length]
      turn += 1
      if (request) socket.write(request)
    }
    socket.on('data', (chunk) => {
      got = got === undefined ? chunk : Buffer.concat([got, chunk])
      const length = lengthOf(got)
      if (length === undefined || got.length < length) return
      if (got.compare(OK, 0, OK.length, 0, OK.length) !== 0) {
        reject(new Error(`not answered with 200: ${got.subarray(0, 400).toString('latin1')}`))
        return
      }
      got = undefined
      const now = performance.now()
      if (now >= meter.from && now < meter.until) {
        meter.counted += 1
        const step = Math.min(Math.floor(((now - sent) * 1000) / STEP_US), STEPS - 1)
        meter.steps[step] = (meter.steps[step] ?? 0) + 1
      }
      if (now < meter.until) ask()
      else resolve()
    })
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the server closed a connection')))
    ask()
  })
}

function percentile({ steps, counted }: Meter, part: number): number {
  let seen = 0
  const step = steps.findIndex((count) => {
    seen += count
    return seen >= counted * part
  })
  return (step * STEP_US) / 1000
}

async function run(given: HttpRun): Promise<HttpResult> {
  const sockets = await Promise.all(
    Array.from({ length: given.connections }, async () => {
      const socket = connect({ port: given.port, host: 'localhost', noDelay: true })
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve)
        socket.once('error', reject)
      })
      return socket
    }),
  )
  const all = Array.from({ length: Math.max(given.clients, 1) }, (_, client) => requestOf(given, client))
  const from = performance.now() + WARM_MS
  const meter: Meter = { steps: new Uint32Array(STEPS), from, until: from + given.seconds * 1000, counted: 0 }
  const busy = process.cpuUsage()
  const began = performance.now()
  try {
    await Promise.all(
      sockets.map((socket, index) => {
        const own = all.filter((_, client) => client % given.connections === index % all.length)
        return drive(socket, own, meter)
      }),
    )
  } finally {
    for (const socket of sockets) socket.destroy()
  }
  const spent = process.cpuUsage(busy)
  return {
    perSecond: meter.counted / given.seconds,
    medianMs: percentile(meter, 0.5),
    p99Ms: percentile(meter, 0.99),
    loadBusy: (spent.user + spent.system) / 1000 / (performance.now() - began),
  }
}

answer({ run })
