import { queryOptions } from '@tanstack/react-query'
import { client, must } from '../shell/api.ts'

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: () => must(client.sessions.list()),
})

export const devicesQuery = queryOptions({
  queryKey: ['devices'],
  queryFn: () => must(client.sessions.devices()),
})
