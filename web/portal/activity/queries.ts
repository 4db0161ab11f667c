import { infiniteQueryOptions } from '@tanstack/react-query'
import { client, must } from '../shell/api.ts'
import type { Asked } from './filter.ts'

export const activityQueryOf = (asked: Asked) =>
  infiniteQueryOptions({
    queryKey: ['activity', asked],
    queryFn: ({ pageParam }) =>
      must(client.activity.list(pageParam === null ? asked : { ...asked, before: pageParam })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  })

/** Everything, as other pages show the first lines of it. */
export const activityQuery = activityQueryOf({})
