import { queryOptions } from '@tanstack/react-query'
import { client, must } from '../shell/api.ts'

export const reviewQuery = queryOptions({
  queryKey: ['review'],
  queryFn: () => must(client.review.see()),
})
