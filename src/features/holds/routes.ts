// What holds withdrawals, with the reason and the end of each (D9).

import { type Handlers, reply, serve } from '../../serve/context.ts'
import { holds } from './contract.ts'
import { listHolds } from './store.ts'

const handlers: Handlers<typeof holds> = {
  list: ({ signedIn, write }) =>
    write(async (tx) => reply({ holds: await listHolds(tx.db, signedIn().account, tx.now) })),
}

export const routes = serve(holds, handlers)
