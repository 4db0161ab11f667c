// A typed client, read from the contracts alone: no generated code. It runs in browsers and in Node.
//   const holdfast = createClient({ origin: 'https://portal.example' })
//   const answer = await holdfast.signIn.start({ identifier, password })
//   if (answer.ok) answer.value.challenge  else answer.problem.code
// A sign-in ends with keys of its own (sdk/bound.ts), and every request of the session is signed by them.

import { CONTRACTS } from '../src/contracts.ts'
import { PROOF_HEADER } from '../src/lib/bound.ts'
import {
  type CodesOf,
  type Operation,
  type OutputOf,
  pathKeys,
  type SentInputOf,
} from '../src/lib/contract.ts'
import type { RefusalDetail } from '../src/lib/refusals.ts'
import {
  boundHeader,
  type FreshKeys,
  finishKeys,
  type KeyStore,
  makeKeys,
  memoryKeys,
  type SessionKeys,
  type Signing,
  utf8,
} from './bound.ts'

/** `unreachable`: no answer came, so that nobody can say whether the request was carried out. */
export type Problem<Code extends string = string> = RefusalDetail & {
  readonly code: Code | 'unreachable'
  readonly title: string
  readonly incident?: string
}
export type Answer<Op> =
  | { readonly ok: true; readonly value: OutputOf<Op> }
  | { readonly ok: false; readonly status: number; readonly problem: Problem<CodesOf<Op>> }
export type CallOptions = {
  /** The proof of a passed challenge, for the same request sent again. */ readonly proof?: string
  readonly signal?: AbortSignal
}
type Empty = Record<string, never>
/** The client itself sends the keys of a sign-in. */
type Given<Input> = Input extends { readonly keys: unknown } ? Omit<Input, 'keys'> : Input
type Call<Op> =
  SentInputOf<Op> extends Empty
    ? (input?: Empty, options?: CallOptions) => Promise<Answer<Op>>
    : (input: Given<SentInputOf<Op>>, options?: CallOptions) => Promise<Answer<Op>>
export type Client = {
  readonly [F in keyof typeof CONTRACTS]: {
    readonly [O in keyof (typeof CONTRACTS)[F]]: Call<(typeof CONTRACTS)[F][O]>
  }
}

/** What time it is for the server, by milliseconds since 1970. */
export type ServerClock = { now(): number; learn(serverTime: number): void }

/** The machine's own clock, set right when the server says that it is wrong. */
export function machineClock(): ServerClock {
  let ahead = 0
  return {
    now: () => Date.now() + ahead,
    learn: (serverTime) => {
      ahead = serverTime - Date.now()
    },
  }
}

export type ClientOptions = {
  /** Scheme, host and port; in the portal the page's own. */
  readonly origin: string
  /** `fetch` by default; tests pass one that keeps cookies. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
  /** Where the keys of the session are; memory by default. */
  readonly keys?: KeyStore
  readonly clock?: ServerClock
  /** Told of each refusal, after what could be healed was tried again. */
  readonly onRefused?: (problem: Problem) => void
}
type Needs = Required<ClientOptions>

export function createClient(options: ClientOptions): Client {
  const needs: Needs = {
    fetch: (url, init) => fetch(url, init),
    keys: memoryKeys(),
    clock: machineClock(),
    onRefused: () => undefined,
    ...options,
  }
  const features = Object.entries(CONTRACTS).map(([feature, operations]) => [
    feature,
    Object.fromEntries(Object.entries(operations).map(([name, op]) => [name, caller(needs, op)])),
  ])
  return Object.fromEntries(features) as Client
}

function caller(needs: Needs, op: Operation) {
  return async (input: Record<string, unknown> = {}, call: CallOptions = {}): Promise<Answer<Operation>> => {
    const fresh = 'keys' in op.input.shape && !('keys' in input) ? await makeKeys() : undefined
    const sending = request(op, fresh ? { ...input, keys: fresh.points } : input, call)
    let got: Got
    try {
      got = await sendBound(needs, sending, call)
    } catch (failure) {
      if (call.signal?.aborted) throw failure
      return { ok: false, status: 0, problem: { code: 'unreachable', title: 'No answer came.' } }
    }
    const { response, body, keys } = got
    if (!response.ok) {
      const problem = body as Problem<CodesOf<Operation>>
      // The session is over, and so are its keys.
      if (keys && problem.code === 'sign-in-required') await needs.keys.drop(keys.session)
      needs.onRefused(problem)
      return { ok: false, status: response.status, problem }
    }
    // An answer that breaks its own contract is a bug of ours and is thrown, not shown as a refusal.
    const value = op.output.parse(body)
    if (fresh) await keepKeys(needs.keys, fresh, value)
    if (keys && op.id === 'signOut') await needs.keys.drop(keys.session)
    return { ok: true, value }
  }
}

/** The answer may say that a session has begun: `signedIn` is in each that does. */
async function keepKeys(store: KeyStore, fresh: FreshKeys, value: unknown): Promise<void> {
  const { signedIn } = value as {
    readonly signedIn?: { readonly session: string; readonly serverPoint: string }
  }
  if (signedIn) await store.put(await finishKeys(fresh, signedIn))
}

type Got = { readonly response: Response; readonly body: unknown; readonly keys: SessionKeys | undefined }

/** Sends once more if the time was wrong, or if another tab has signed in anew since the keys were read. */
async function sendBound(needs: Needs, sending: Signing, call: CallOptions): Promise<Got> {
  const keys = await needs.keys.get()
  const got = await sendSigned(needs, sending, call, keys)
  const problem = got.response.ok ? undefined : (got.body as Problem)
  if (problem?.code !== 'not-this-browser') return got
  const isLate = problem.reason === 'clock' && problem.serverTime !== undefined
  if (isLate) needs.clock.learn(Date.parse(problem.serverTime))
  const present = await needs.keys.get()
  const again = keys && present && (isLate || present.session !== keys.session)
  return again ? sendSigned(needs, sending, call, present) : got
}

async function sendSigned(
  { origin, clock, fetch: send }: Needs,
  sending: Signing,
  { signal }: CallOptions,
  keys: SessionKeys | undefined,
): Promise<Got> {
  const { path, method, body, proof } = sending
  const headers = {
    accept: 'application/json',
    ...(body && { 'content-type': 'application/json' }),
    ...(proof !== undefined && { [PROOF_HEADER]: proof }),
    ...(keys && (await boundHeader(keys, sending, clock.now()))),
  }
  const response = await send(`${origin}${path}`, {
    method,
    headers,
    credentials: 'same-origin',
    cache: 'no-store',
    ...(body && { body }),
    ...(signal && { signal }),
  })
  return { response, body: await response.json(), keys }
}

function request(op: Operation, input: Record<string, unknown>, call: CallOptions): Signing {
  const { method } = op
  const rest = { ...input }
  let path: string = op.path
  for (const key of pathKeys(op.path)) {
    path = path.replace(`{${key}}`, encodeURIComponent(String(rest[key])))
    delete rest[key]
  }
  const proof = call.proof ? { proof: call.proof } : {}
  if (method !== 'GET') return { method, path, body: utf8(JSON.stringify(rest)), ...proof }
  const query = new URLSearchParams(
    Object.entries(rest)
      .filter(([, v]) => v !== undefined)
      .map(([k, v]): [string, string] => [k, String(v)]),
  )
  return { method, path: query.size > 0 ? `${path}?${query.toString()}` : path, ...proof }
}
