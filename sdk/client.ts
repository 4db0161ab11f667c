// A typed client, read from the contracts alone: no generated code. It runs in browsers and in Node.
//   const holdfast = createClient({ origin: 'https://portal.example' })
//   const answer = await holdfast.signIn.start({ identifier, password })
//   if (answer.ok) answer.value.challenge  else answer.problem.code

import { CONTRACTS } from '../src/contracts.ts'
import {
  type CodesOf,
  type Operation,
  type OutputOf,
  pathKeys,
  type SentInputOf,
} from '../src/lib/contract.ts'
import type { RefusalDetail } from '../src/lib/refusals.ts'

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
type Call<Op> =
  SentInputOf<Op> extends Empty
    ? (input?: Empty, options?: CallOptions) => Promise<Answer<Op>>
    : (input: SentInputOf<Op>, options?: CallOptions) => Promise<Answer<Op>>
export type Client = {
  readonly [F in keyof typeof CONTRACTS]: {
    readonly [O in keyof (typeof CONTRACTS)[F]]: Call<(typeof CONTRACTS)[F][O]>
  }
}

export type ClientOptions = {
  /** Scheme, host and port; in the portal the page's own. */
  readonly origin: string
  /** `fetch` by default; tests pass one that keeps cookies. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
}

export function createClient(options: ClientOptions): Client {
  const features = Object.entries(CONTRACTS).map(([feature, operations]) => [
    feature,
    Object.fromEntries(Object.entries(operations).map(([name, op]) => [name, caller(options, op)])),
  ])
  return Object.fromEntries(features) as Client
}

function caller(options: ClientOptions, op: Operation) {
  const send = options.fetch ?? ((url: string, init: RequestInit) => fetch(url, init))
  return async (input: Record<string, unknown> = {}, call: CallOptions = {}): Promise<Answer<Operation>> => {
    const { url, init } = request(options.origin, op, input, call)
    let response: Response
    let body: unknown
    try {
      response = await send(url, init)
      body = await response.json()
    } catch (failure) {
      if (call.signal?.aborted) throw failure
      return { ok: false, status: 0, problem: { code: 'unreachable', title: 'No answer came.' } }
    }
    // An answer that breaks its own contract is a bug of ours and is thrown, not shown as a refusal.
    if (response.ok) return { ok: true, value: op.output.parse(body) }
    return { ok: false, status: response.status, problem: body as Problem<CodesOf<Operation>> }
  }
}

function request(
  origin: string,
  op: Operation,
  input: Record<string, unknown>,
  call: CallOptions,
): { url: string; init: RequestInit } {
  const rest = { ...input }
  let path: string = op.path
  for (const key of pathKeys(op.path)) {
    path = path.replace(`{${key}}`, encodeURIComponent(String(rest[key])))
    delete rest[key]
  }
  const headers: Record<string, string> = { accept: 'application/json' }
  if (call.proof) headers['holdfast-proof'] = call.proof
  const init: RequestInit = {
    method: op.method,
    headers,
    credentials: 'same-origin',
    cache: 'no-store',
    ...(call.signal && { signal: call.signal }),
  }
  if (op.method === 'GET') {
    const query = new URLSearchParams(
      Object.entries(rest)
        .filter(([, v]) => v !== undefined)
        .map(([k, v]): [string, string] => [k, String(v)]),
    )
    return { url: `${origin}${path}${query.size > 0 ? `?${query.toString()}` : ''}`, init }
  }
  headers['content-type'] = 'application/json'
  return { url: `${origin}${path}`, init: { ...init, body: JSON.stringify(rest) } }
}
