// The methods that can stand beside another one, where two of them do more or sooner than one.
import { useQuery } from '@tanstack/react-query'
import type { MethodView } from '../../../src/features/methods/contract.ts'
import { useNow } from '../../ui/clock.ts'
import { methodsQuery } from './queries.ts'

/** For a field to choose from. Empty where no two of the methods make a pair. */
export function useSeconds(): readonly { readonly value: string; readonly label: string }[] {
  const now = useNow()
  const all = useQuery(methodsQuery).data?.methods ?? []
  const fit = all.filter(
    (one) =>
      one.method !== 'email-code' &&
      one.purposes.length > 0 &&
      one.suspendedAt === null &&
      Date.parse(one.ripeAt) <= now,
  )
  return fit
    .filter((one) => fit.some((other) => isPair(one, other)))
    .map(({ id, name }) => ({ value: id, label: name }))
}

/** The other one answers for sign-in, and is of another kind or another key. */
const isPair = (one: MethodView, other: MethodView): boolean =>
  other.purposes.includes('sign-in') &&
  (one.method === other.method ? one.method === 'webauthn' && one.id !== other.id : true)
