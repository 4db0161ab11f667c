// The one way from the portal to the server. Every answer sets the clock right, and says when nobody is signed in.
// Before the contracts: they lie in a file of their own when built, and it runs before main.tsx does.
import '../../without-eval.ts'
import type { Problem } from '../../../sdk/client.ts'
import { createClient, machineClock } from '../../../sdk/client.ts'
import { learnServerTime } from '../../ui/clock.ts'
import { noteRequest } from './idle.ts'
import { sessionKeys } from './session-keys.ts'

let signedOut: () => void = () => {}

/** What is to happen when a request finds that the session is over. */
export function whenSignedOut(act: () => void): void {
  signedOut = act
}

let locked: () => void = () => {}

/** What is to happen when a request finds that the session is locked. */
export function whenLocked(act: () => void): void {
  locked = act
}

async function send(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init)
  const date = response.headers.get('date')
  // The header is cut to whole seconds: the end of its second, so that no time left is ever said too long.
  if (date !== null) learnServerTime(Date.parse(date) + 1000)
  return response
}

async function sendSignedIn(url: string, init: RequestInit): Promise<Response> {
  noteRequest()
  return send(url, init)
}

const shared = {
  origin: window.location.origin,
  keys: sessionKeys,
  // Apart from the clock that is shown: requests are signed by the time of the database, which a refusal tells.
  clock: machineClock(),
}

export const client = createClient({
  ...shared,
  fetch: sendSignedIn,
  onRefused: (problem) => {
    if (isSignedOut(problem)) signedOut()
    if (problem.code === 'session-locked') locked()
  },
})

/** For the front door and pages that work signed out: a missing session is an answer there, not an end. */
export const doorClient = createClient({ ...shared, fetch: send })

/** The session is over, or its keys are gone from here, which comes to the same. A change that came twice says nothing of it. */
export const isSignedOut = ({ code, reason }: Problem): boolean =>
  code === 'sign-in-required' || (code === 'not-this-browser' && reason !== 'used')

/** A refusal, thrown: queries tell failure by it. */
export class RefusedError extends Error {
  readonly problem: Problem
  readonly status: number
  constructor(problem: Problem, status: number) {
    super(problem.code)
    this.problem = problem
    this.status = status
  }
}

type Reply<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly status: number; readonly problem: Problem }

export async function must<Value>(reply: Promise<Reply<Value>>): Promise<Value> {
  const answer = await reply
  if (!answer.ok) throw new RefusedError(answer.problem, answer.status)
  return answer.value
}

/** Worth a second try by itself: what may be over in a moment. */
export function isPassing(error: unknown): boolean {
  return error instanceof RefusedError && (error.status === 0 || error.status === 503)
}
