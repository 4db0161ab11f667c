import { infiniteQueryOptions } from '@tanstack/react-query'
import { client, must } from '../shell/api.ts'

export const messagesQuery = infiniteQueryOptions({
  queryKey: ['messages'],
  queryFn: ({ pageParam }) => must(client.messages.list(pageParam === null ? {} : { before: pageParam })),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.next,
})
