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

type Pages = { readonly [Kind in StepKind]?: string }
/** A method proves itself, and a PIN is asked, in a session only. */
const PAGES: Pages = {
  factor: '/sign-in/second-factor',
  email: '/sign-in/email-code',
  'set-pin': '/sign-in/pin',
  enrol: '/sign-in/first-factor',
  device: '/sign-in/device',
  'new-list': '/sign-in/new-list',
}
/** The same with the steps of opening an account over them. */
const SIGN_UP_PAGES: Pages = { 'set-pin': '/sign-up/pin', enrol: '/sign-up/second-factor' }

/** The page that asks for the present step. */
export function pageOf(challenge: ChallengeView): string {
  const step = presentStep(challenge)
  // Everything is proved: by a session that has approved the device.
  if (step === undefined) return '/sign-in/device'
  const opens = window.location.pathname.startsWith('/sign-up')
  return (opens ? SIGN_UP_PAGES[step] : undefined) ?? PAGES[step] ?? '/sign-in'
}

/** Keeps the way back while the sign-in goes from page to page. */
export function withReturn(path: string): string {
  const asked = new URLSearchParams(window.location.search).get('return')
  return asked === null ? path : `${path}?return=${encodeURIComponent(returnPath(asked))}`
}
