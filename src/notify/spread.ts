// The work of queue `notice.spread`: a critical message goes to the other channels that the account had when it was written,
// its number, its retired contacts and its browsers. The job commits with the message, so that no change silences its own notice
// (RULES invariant 15); the message is marked with what is written for it, so that it is spread once.

import type { Database, Pool } from '../db/connect.ts'
import { at, type Tx, transaction } from '../db/tx.ts'
import type { Random } from '../lib/bytes.ts'
import type { KeyRing } from '../lib/keys.ts'
import { phoneNumber } from '../lib/phone.ts'
import type { Ms } from '../lib/time.ts'
import { endpointsAt } from './endpoints.ts'
import { carryOut, type NotifyNeeds, queuedMail } from './outbox.ts'
import { queuedPush } from './pushes.ts'
import { pushText } from './render.ts'
import type { SmsPort } from './sms.ts'
import { type AllowedCountries, textable } from './textable.ts'
import { sendTextNotice } from './texts.ts'

export type SpreadNeeds = NotifyNeeds & {
  readonly pool: Pool
  readonly ring: KeyRing
  readonly random: Random
  readonly sms: SmsPort | undefined
  readonly settings: { readonly platform: string; readonly textCountries: AllowedCountries }
}

export async function spread(needs: SpreadNeeds, message: string): Promise<void> {
  await transaction(needs.pool, async (tx) => {
    const row = await tx.db
      .updateTable('message')
      .set({ spread_at: new Date(tx.now) })
      .where('id', '=', message)
      .where('spread_at', 'is', null)
      .returning(['account', 'event', 'subject', 'text', 'at'])
      .executeTakeFirst()
    if (!row) return
    // As the message centre has it: whoever holds a mailbox of before gets no link that does anything.
    const words = { subject: row.subject, paragraphs: row.text.split('\n\n') }
    for (const { kind, address } of await channelsOf(tx.db, row.account, row.at)) {
      if (kind === 'phone') {
        await toNumber(tx, needs, address, row.event)
        continue
      }
      await carryOut(tx, needs, queuedMail(needs, address, words, tx.now))
    }
    for (const { id } of await endpointsAt(tx.db, row.account, row.at))
      await carryOut(tx, needs, queuedPush(needs, id, pushText(words), tx.now))
  })
}

type Reached = { readonly kind: string; readonly address: string }
/** Those of the moment of the message; a mailbox that is the account's own again has it already. */
const channelsOf = (db: Database, account: string, moment: Ms): Promise<readonly Reached[]> =>
  db
    .selectFrom('contact as c')
    .innerJoin('account as a', 'a.id', 'c.account')
    .select(['c.kind', 'c.address'])
    .distinct()
    .where('c.account', '=', account)
    .where('c.since', '<=', at(moment))
    .where((e) => e.or([e('c.told_until', 'is', null), e('c.told_until', '>', at(moment))]))
    .whereRef('c.address', '!=', 'a.email')
    .execute()

/** A number that texts may not go to any more hears nothing: the mailbox does. */
async function toNumber(tx: Tx, needs: SpreadNeeds, address: string, event: string): Promise<void> {
  const fit = textable(phoneNumber(address), needs.settings.textCountries)
  if (needs.sms && fit.allowed) await sendTextNotice(tx, needs, fit, needs.settings.platform, event)
}
