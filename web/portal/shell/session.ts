// Who is signed in, and what the bar shows of it.
import { queryOptions } from '@tanstack/react-query'
import { client, doorClient, must } from './api.ts'

export const meQuery = queryOptions({
  queryKey: ['me'],
  // Whoever comes back to a page is asked who they are, however lately they were here.
  refetchOnWindowFocus: 'always',
  async queryFn({ client: queries }) {
    const me = await must(client.sessions.me())
    // Someone else has signed in in another tab: nothing of the first account stays on this page.
    const before = queries.getQueryData<typeof me>(['me'])
    if (before && before.account !== me.account)
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' })
    return me
  },
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
