import { z } from 'zod'
import { NOTHING, operation } from '../../lib/contract.ts'
import { idField, momentField } from '../../lib/fields.ts'
import { HOLD_CAUSES } from '../../lib/hold-causes.ts'

export const holdView = z.strictObject({
  id: idField,
  cause: z.enum(HOLD_CAUSES),
  beganAt: momentField,
  endsAt: momentField,
})

export const holds = {
  list: operation({
    id: 'listHolds',
    summary: 'What holds withdrawals now, the last to end first: why, since when, until when.',
    method: 'GET',
    path: '/v1/holds',
    action: 'account.see',
    input: NOTHING,
    output: z.strictObject({ holds: z.array(holdView) }),
    refusals: ['sign-in-required'],
  }),
}
