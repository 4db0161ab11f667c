// The way out of a reset: nothing was changed, and what was proved is forgotten.
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { doorClient } from '../shell/api.ts'
import { keepReset } from './kept.ts'
import { pendingResetQuery } from './pending.ts'

export function useLeave(): () => void {
  const queries = useQueryClient()
  const { history } = useRouter()
  return () => {
    void doorClient.credentialsHelp.cancel().then(() => {
      keepReset(undefined)
      history.push('/sign-in')
      queries.removeQueries({ queryKey: pendingResetQuery.queryKey })
    })
  }
}
