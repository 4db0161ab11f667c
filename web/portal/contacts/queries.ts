import { queryOptions } from '@tanstack/react-query'
import { client, must } from '../shell/api.ts'

export const contactsQuery = queryOptions({
  queryKey: ['contacts'],
  queryFn: () => must(client.contacts.list()),
})
