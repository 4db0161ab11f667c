// For which purpose a method is about to be added. It stands in the address, and is no more than the first choice of a
// form: what is chosen is bound and proved.
import { PURPOSES, type Purpose } from '../../../src/lib/purposes.ts'

export const addAddress = (path: string, purpose: Purpose | undefined): string =>
  purpose === undefined ? path : `${path}?${new URLSearchParams({ for: purpose })}`

export function wantedPurpose(): Purpose | undefined {
  const asked = new URLSearchParams(window.location.search).get('for')
  return PURPOSES.find((one) => one === asked)
}
