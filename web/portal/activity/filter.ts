// What is looked for: as it stands in the address, and as the server is asked for it.

import type { activity } from '../../../src/features/activity/contract.ts'
import { DEVICES, KINDS } from '../../../src/features/activity/contract.ts'
import type { SentInputOf } from '../../../src/lib/contract.ts'

export type Asked = Omit<SentInputOf<typeof activity.list>, 'before'>
/** Days are whole days of the reader's own zone: 2026-01-14. */
export type Filter = Partial<Record<(typeof NAMES)[number], string>>
const NAMES = ['kind', 'device', 'from', 'to'] as const

/** What is not understood is left out: an address may have been mended by hand. */
export function readFilter(search: string): Filter {
  const given = new URLSearchParams(search)
  return Object.fromEntries(NAMES.flatMap((name) => (given.get(name) ? [[name, given.get(name)]] : [])))
}

export function writeFilter(filter: Filter): string {
  const query = new URLSearchParams()
  for (const name of NAMES) if (filter[name]) query.set(name, filter[name])
  return query.size === 0 ? '' : `?${query}`
}

export const isBackwards = ({ from, to }: Filter): boolean => !!from && !!to && to < from

export function askedBy(filter: Filter): Asked {
  const kind = KINDS.find((one) => one === filter.kind)
  const device = DEVICES.find((one) => one === filter.device)
  const from = midnight(filter.from, 0)
  const to = isBackwards(filter) ? undefined : midnight(filter.to, 1)
  return { ...(kind && { kind }), ...(device && { device }), ...(from && { from }), ...(to && { to }) }
}

/** The first moment of a day, or of the one after it: a day need not have 24 hours. */
function midnight(day: string | undefined, after: 0 | 1): string | undefined {
  const [, year, month, date] = /^([12][0-9]{3})-([0-9]{2})-([0-9]{2})$/.exec(day ?? '') ?? []
  if (date === undefined) return undefined
  return new Date(Number(year), Number(month) - 1, Number(date) + after).toISOString()
}
