import type { Purpose } from '../../factors/method.ts'
import { isMethodName, METHODS } from '../../factors/methods.ts'
import { iso } from '../../lib/time.ts'
import { type Handlers, reply, serve } from '../../serve/context.ts'
import { methods } from './contract.ts'
import { listFactors, passwordChangedAt } from './store.ts'

const handlers: Handlers<typeof methods> = {
  list({ signedIn, write }) {
    return write(async (tx) => {
      const rows = await listFactors(tx.db, signedIn().account)
      const views = rows.flatMap((row) =>
        isMethodName(row.method)
          ? [
              {
                id: row.id,
                method: row.method,
                name: row.name,
                grade: METHODS[row.method].properties.grade,
                purposes: row.purposes as Purpose[],
                addedAt: iso(row.added_at),
                lastUsedAt: row.last_used_at === null ? null : iso(row.last_used_at),
              },
            ]
          : [],
      )
      return reply({
        methods: views,
        passwordChangedAt: iso(await passwordChangedAt(tx.db, signedIn().account)),
      })
    })
  },
}

export const routes = serve(methods, handlers)
