// The activity log, as the client reads it (F1): the lines of the account's chain.

import { PAGE_SIZE } from '../../lib/fields.ts'
import { iso } from '../../lib/time.ts'
import { type Handlers, reply, serve } from '../../serve/context.ts'
import { activityLine } from './activity.ts'
import { activity } from './contract.ts'
import { listEvents } from './store.ts'

const handlers: Handlers<typeof activity> = {
  list({ signedIn, write }, { before }) {
    return write(async (tx) => {
      const rows = await listEvents(
        tx.db,
        signedIn().account,
        before === undefined ? undefined : Number(before),
        PAGE_SIZE + 1,
      )
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

export const routes = serve(activity, handlers)
