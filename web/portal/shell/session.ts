// Who is signed in, and what the bar shows of it.
import { queryOptions } from '@tanstack/react-query'
import { client, doorClient, must } from './api.ts'

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => must(client.sessions.me()),
})

/** The same for pages that also work signed out: nobody is an answer. */
export const perhapsMeQuery = queryOptions({
  queryKey: ['perhaps-me'],
  queryFn: async () => {
    const answer = await doorClient.sessions.me()
    return answer.ok ? answer.value : null
  },
})

export const unreadQuery = queryOptions({
  queryKey: ['unread'],
  queryFn: () => must(client.messages.unread()),
})
