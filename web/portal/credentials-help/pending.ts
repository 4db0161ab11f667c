// The reset whose code this browser has typed: what it still asks for, and the page that asks it.
import { queryOptions } from '@tanstack/react-query'
import type { ResetView } from '../../../src/features/credentials-help/contract.ts'
import { doorClient, RefusedError } from '../shell/api.ts'

/** Null: there is none, or it has ended. It survives a reload, since the server remembers it. */
export const pendingResetQuery = queryOptions({
  queryKey: ['pending-reset'],
  queryFn: async (): Promise<ResetView | null> => {
    const answer = await doorClient.credentialsHelp.pending()
    if (answer.ok) return answer.value
    if (answer.problem.code === 'challenge-ended') return null
    throw new RefusedError(answer.problem, answer.status)
  },
  staleTime: 60_000,
})

export const RESET = '/help-with-credentials/password'

/** The page that asks for what is still to be done. */
export function resetPageOf({ challenge }: ResetView): string {
  const isProved = challenge.steps.every((step) => step.state === 'done')
  return isProved ? `${RESET}/new` : `${RESET}/second-factor`
}
