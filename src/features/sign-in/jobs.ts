// What a wrong password leaves in the log of its account, written after the answer, so that the answer takes the
// same time for a name that has no account.

import { transaction } from '../../db/tx.ts'
import type { JobData } from '../../jobs/queue.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { toldLately } from '../../notify/told.ts'
import type { Deps } from '../../serve/deps.ts'
import { slowedWords } from './notices.ts'
import { emailOf } from './store.ts'

export async function signInFailed(deps: Deps, data: JobData): Promise<void> {
  const { account, address = '', place = '', device = '', slowed } = data
  if (!account) return
  await transaction(deps.pool, async (tx) => {
    const email = await emailOf(tx, account)
    if (email === undefined) return
    const tell = slowed === 'yes' && !(await toldLately(tx, account, 'sign-in.slowed'))
    const seen = { address, place, device }
    const words = slowedWords(deps.settings.platform, deps.settings.origin, {
      address,
      place: place || null,
      label: device,
    })
    await applyDecision(
      tx,
      deps,
      { id: account, email },
      {
        audit: [
          { event: 'sign-in.password-wrong', data: seen },
          ...(tell ? [{ event: 'sign-in.slowed', data: seen } as const] : []),
        ],
        notices: tell ? [{ event: 'sign-in.slowed', words }] : [],
      },
    )
  })
}
