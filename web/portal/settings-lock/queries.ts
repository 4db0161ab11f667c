import { queryOptions } from '@tanstack/react-query'
import { client, must } from '../shell/api.ts'

export const lockQuery = queryOptions({
  queryKey: ['settings-lock'],
  queryFn: () => must(client.settingsLock.see()),
})
