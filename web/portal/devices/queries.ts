import { queryOptions } from '@tanstack/react-query'
import { client, must } from '../shell/api.ts'

export const waitingSignInsQuery = queryOptions({
  queryKey: ['waiting-sign-ins'],
  queryFn: () => must(client.devices.waiting()),
  // Who comes here from the other device is asked at once. Nothing is asked by a clock: it would keep a session awake.
  refetchOnWindowFocus: 'always',
  staleTime: 0,
})
