// The sign-in that this browser has begun: what it still asks for, and the page that asks it.
import { queryOptions } from '@tanstack/react-query'
import type { ChallengeView, StepKind } from '../../../src/lib/challenge-view.ts'
import { doorClient, RefusedError } from '../shell/api.ts'
import { returnPath } from '../shell/return-path.ts'

/** Null: none has begun, or it has ended. It survives a reload, since the server remembers it. */
export const pendingQuery = queryOptions({
  queryKey: ['pending-sign-in'],
  queryFn: async (): Promise<ChallengeView | null> => {
    const answer = await doorClient.signIn.pending()
    if (answer.ok) return answer.value.challenge
    if (answer.problem.code === 'challenge-ended') return null
    throw new RefusedError(answer.problem, answer.status)
  },
  staleTime: 60_000,
})

export function presentStep(challenge: ChallengeView): StepKind | undefined {
  return challenge.steps.find((step) => step.state === 'now')?.kind
}

/** The page that asks for the present step. */
export function pageOf(challenge: ChallengeView): string {
  switch (presentStep(challenge)) {
    case 'factor':
      return '/sign-in/second-factor'
    case 'email':
      return '/sign-in/email-code'
    case 'enrol':
      return '/sign-in/first-factor'
    // A method proves itself in a session only.
    case 'itself':
    case 'passkey':
    case 'password':
    case undefined:
      return '/sign-in'
  }
}

/** Keeps the way back while the sign-in goes from page to page. */
export function withReturn(path: string): string {
  const asked = new URLSearchParams(window.location.search).get('return')
  return asked === null ? path : `${path}?return=${encodeURIComponent(returnPath(asked))}`
}
