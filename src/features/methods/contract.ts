import { z } from 'zod'
import { NOTHING, operation } from '../../lib/contract.ts'
import { idField, momentField } from '../../lib/fields.ts'

export const methodView = z.strictObject({
  id: idField.optional(),
  method: z.string(),
  name: z.string(),
  grade: z.enum(['A', 'B', 'C']),
  purposes: z.array(z.enum(['sign-in', 'funding', 'trading'])),
  addedAt: momentField,
  lastUsedAt: momentField.nullable(),
})

export const methods = {
  list: operation({
    id: 'listMethods',
    summary: 'The methods of proof of this account: what each answers for and when it last did.',
    method: 'GET',
    path: '/v1/methods',
    action: 'account.see',
    input: NOTHING,
    output: z.strictObject({ methods: z.array(methodView), passwordChangedAt: momentField }),
    refusals: ['sign-in-required'],
  }),
}
