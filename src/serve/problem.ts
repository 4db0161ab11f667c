// Refusals as RFC 9457 problem details: one form for every "no", from one table.

import { REFUSALS, type RefusalCode, type Refused } from '../lib/refusals.ts'

export type ProblemBody = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: RefusalCode
  readonly [extra: string]: unknown
}
export type ProblemAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: ProblemBody
}

const BUSY_SECONDS = 2

/** `now` turns the moment of the next try into Retry-After (RFC 9110 §10.2.3). */
export function problem(refused: Refused, now: number | undefined, incident?: string): ProblemAnswer {
  const { kind: _, code, ...detail } = refused
  const { status, title } = REFUSALS[code]
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' }
  const wait =
    refused.retryAt && now !== undefined
      ? Math.max(1, Math.ceil((Date.parse(refused.retryAt) - now) / 1000))
      : undefined
  if (wait !== undefined || status === 503) headers['retry-after'] = String(wait ?? BUSY_SECONDS)
  return {
    status,
    headers,
    body: { type: `/problems/${code}`, title, status, code, ...detail, ...(incident && { incident }) },
  }
}
