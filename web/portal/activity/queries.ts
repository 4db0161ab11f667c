import { infiniteQueryOptions } from '@tanstack/react-query'
import { client, must } from '../shell/api.ts'

export const activityQuery = infiniteQueryOptions({
  queryKey: ['activity'],
  queryFn: ({ pageParam }) => must(client.activity.list(pageParam === null ? {} : { before: pageParam })),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.next,
})
