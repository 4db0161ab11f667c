import { queryOptions } from '@tanstack/react-query'
import { client, must } from '../shell/api.ts'

export const approvalsQuery = queryOptions({
  queryKey: ['approvals'],
  queryFn: () => must(client.approvals.list()),
})

export const approvalQuery = (id: string) =>
  queryOptions({
    queryKey: ['approvals', id],
    queryFn: () => must(client.approvals.see({ id })),
  })
