import { queryOptions } from '@tanstack/react-query'
import { client, must } from '../shell/api.ts'

export const methodsQuery = queryOptions({
  queryKey: ['methods'],
  queryFn: () => must(client.methods.list()),
})

/** What this platform lets answer for what: the same as long as it runs. */
export const profileQuery = queryOptions({
  queryKey: ['profile'],
  queryFn: () => must(client.methods.profile()),
  staleTime: Infinity,
})
