// The activity log, as the client reads it (F1): the lines of the account's chain.

import type { InputOf } from '../../lib/contract.ts'
import { PAGE_SIZE } from '../../lib/fields.ts'
import { iso } from '../../lib/time.ts'
import { type Handlers, reply, serve } from '../../serve/context.ts'
import { activityLine } from './activity.ts'
import { activity } from './contract.ts'
import { eventsOf } from './kinds.ts'
import { listEvents, type Sought } from './store.ts'

const handlers: Handlers<typeof activity> = {
  list({ client, signedIn, write }, { before, ...filter }) {
    return write(async (tx) => {
      const sought = {
        ...soughtBy(filter, client.label),
        ...(before !== undefined && { before: Number(before) }),
      }
      const rows = await listEvents(tx.db, signedIn().account, sought, PAGE_SIZE + 1)
      const page = rows.slice(0, PAGE_SIZE)
      return reply({
        events: page.map((row) => ({
          seq: row.seq,
          at: iso(row.at),
          event: row.event,
          ...activityLine(row.data),
        })),
        next: rows.length > PAGE_SIZE ? String(page.at(-1)!.seq) : null,
      })
    })
  },
}

type Filter = Omit<InputOf<typeof activity.list>, 'before'>
const soughtBy = ({ kind, device, from, to }: Filter, label: string): Sought => ({
  ...(kind && { events: eventsOf(kind) }),
  ...(device && { device: { label, is: device } }),
  ...(from !== undefined && { from: Date.parse(from) }),
  ...(to !== undefined && { to: Date.parse(to) }),
})

export const routes = serve(activity, handlers)
