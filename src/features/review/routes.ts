// The look through the account that follows a reset (A9): the portal leads to it until its owner says that it is done.

import { endReview } from '../../identify/accounts.ts'
import { whereFrom } from '../../identify/client.ts'
import { iso } from '../../lib/time.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { type Handlers, reply, serve } from '../../serve/context.ts'
import { review } from './contract.ts'
import { reviewSince } from './store.ts'

const handlers: Handlers<typeof review> = {
  see: ({ signedIn, write }) =>
    write(async (tx) => {
      const since = await reviewSince(tx.db, signedIn().account)
      return reply({ since: since === null ? null : iso(since) })
    }),

  finish({ deps, client, signedIn, write }) {
    const me = signedIn()
    return write(async (tx) => {
      if (await endReview(tx, me.account)) {
        const audit = [{ event: 'review.finished', data: whereFrom(client) }] as const
        await applyDecision(tx, deps, { id: me.account, email: me.email }, { audit, notices: [] })
      }
      return reply({})
    })
  },
}

export const routes = serve(review, handlers)
