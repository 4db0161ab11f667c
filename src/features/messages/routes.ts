// The message centre: what was sent to the account, as it was sent (F2).

import { PAGE_SIZE } from '../../lib/fields.ts'
import { refuse } from '../../lib/refusals.ts'
import { iso } from '../../lib/time.ts'
import { markRead } from '../../notify/outbox.ts'
import { type Handlers, reply, serve } from '../../serve/context.ts'
import { messages } from './contract.ts'
import { countUnread, listMessages } from './store.ts'

const handlers: Handlers<typeof messages> = {
  list({ signedIn, write }, { before }) {
    return write(async (tx) => {
      const rows = await listMessages(
        tx.db,
        signedIn().account,
        before === undefined ? undefined : Number(before),
        PAGE_SIZE + 1,
      )
      const page = rows.slice(0, PAGE_SIZE)
      return reply({
        messages: page.map((row) => ({
          id: row.id,
          event: row.event,
          subject: row.subject,
          text: row.text,
          at: iso(row.at),
          read: row.read_at !== null,
          mail: row.mail as 'sent',
        })),
        next: rows.length > PAGE_SIZE ? String(page.at(-1)!.seq) : null,
      })
    })
  },
  unread: ({ signedIn, write }) =>
    write(async (tx) => reply({ unread: await countUnread(tx.db, signedIn().account) })),
  markRead: ({ signedIn, write }, { id }) =>
    write(async (tx) => {
      if (!(await markRead(tx, signedIn().account, id))) return refuse('not-found')
      return reply({ unread: await countUnread(tx.db, signedIn().account) })
    }),
}

export const routes = serve(messages, handlers)
