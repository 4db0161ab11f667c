// What became of a code that was sent, for the page that waits for it. Whoever has the id of its message was given it
// with the offer: it is drawn by chance, and says nothing of number, address or code.

import type { Database } from '../db/connect.ts'
import type { Ms } from '../lib/time.ts'
import { type TextState, textState } from './texts.ts'

/** @returns undefined once nothing is kept of it: a mail that has gone, or a message whose code has expired. */
export async function codeState(
  { db, now }: { readonly db: Database; readonly now: Ms },
  id: string,
): Promise<TextState | undefined> {
  const row = await db
    .selectFrom('outbox')
    .select(['channel', 'expires_at'])
    .where('id', '=', id)
    // Notices have a message in the centre, which says how they stand.
    .where('message', 'is', null)
    .executeTakeFirst()
  if (row?.channel === 'sms') return textState({ db, now }, id)
  // A mail's row goes with it; until then it is tried again.
  return row && (row.expires_at > now ? 'waiting' : 'failed')
}
