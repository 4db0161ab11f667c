import { queryOptions } from '@tanstack/react-query'
import { client, must } from '../shell/api.ts'
import { pushHere } from './push-browser.ts'

export const contactsQuery = queryOptions({
  queryKey: ['contacts'],
  queryFn: () => must(client.contacts.list()),
})

export const pushQuery = queryOptions({
  queryKey: ['push'],
  async queryFn() {
    const list = await must(client.push.list())
    return { ...list, here: await pushHere() }
  },
})
