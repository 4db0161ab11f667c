import { queryOptions } from '@tanstack/react-query'
import { client, must } from '../shell/api.ts'

export const methodsQuery = queryOptions({
  queryKey: ['methods'],
  queryFn: () => must(client.methods.list()),
})
