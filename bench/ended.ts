// Ended sessions: refused at once by the server that ended them, and within a second by another one of the system.
import { BOUND_HEADER } from '../src/lib/bound.ts'
import { type Measured, median } from './measure.ts'
import { addressOf, boundChange, boundRead, cookieOf } from './people.ts'
import type { Pinned } from './pinned.ts'

const TIMES = 50
const BOUND_MS = 1000
const GIVE_UP_MS = 5000

async function status(origin: string, client: number, key: string): Promise<number> {
  const path = '/v1/session'
  const bound = { [BOUND_HEADER]: boundRead(path, key) }
  const headers = { cookie: cookieOf(client), 'x-forwarded-for': addressOf(client), ...bound }
  const response = await fetch(`${origin}${path}`, { headers })
  await response.arrayBuffer()
  return response.status
}

async function signOut(origin: string, client: number): Promise<void> {
  const [path, body] = ['/v1/sign-out', '{}']
  const bound = { [BOUND_HEADER]: boundChange(path, body, client) }
  const headers = { 'content-type': 'application/json', cookie: cookieOf(client), origin, ...bound }
  const response = await fetch(`${origin}${path}`, { method: 'POST', headers, body })
  if (!response.ok) throw new Error(`sign-out: ${response.status} ${await response.text()}`)
}

/** Ends the sessions of `TIMES` clients, from the given one on. */
export async function measureEnded(
  server: Pinned,
  here: string,
  there: string,
  from: number,
): Promise<Measured> {
  const keys = await server.ask<readonly string[]>('readKeys', { from, to: from + TIMES })
  const ask = (origin: string, client: number): Promise<number> =>
    status(origin, client, keys[client - from] ?? '')
  const took: number[] = []
  let served = 0
  for (let client = from; client < from + TIMES; client += 1) {
    // Both servers remember it now.
    for (const origin of [here, there]) {
      if ((await ask(origin, client)) !== 200) throw new Error(`client ${client} has no session`)
    }
    await signOut(here, client)
    const ended = performance.now()
    const first = ask(there, client)
    if ((await ask(here, client)) !== 401) served += 1
    let answer = await first
    while (answer !== 401 && performance.now() - ended < GIVE_UP_MS) answer = await ask(there, client)
    took.push(performance.now() - ended)
  }
  return {
    lines: [
      {
        name: 'ended sessions served where they ended',
        value: served,
        unit: '',
        atMost: 0,
        beside: `of ${TIMES}`,
      },
      {
        name: 'refused by another server after',
        value: Math.max(...took),
        unit: 'ms',
        atMost: BOUND_MS,
        beside: `longest of ${TIMES}, median ${median(took).toFixed(1)} ms`,
      },
    ],
    raw: { took },
  }
}
