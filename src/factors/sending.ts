// Codes on their way to a client: by mail or by text. What may be sent is asked and counted before, in a statement of
// its own; the message itself is written in the transaction that draws the code.

import type { Tx } from '../db/tx.ts'
import { assert } from '../lib/assert.ts'
import { phoneNumber } from '../lib/phone.ts'
import { type Refused, refuse } from '../lib/refusals.ts'
import { countUses, type LimitNeeds, slowDown } from '../limits/store.ts'
import type { CodeText } from '../notify/code-text.ts'
import { type NotifyNeeds, sendCode } from '../notify/outbox.ts'
import type { Words } from '../notify/render.ts'
import type { SmsPort } from '../notify/sms.ts'
import { type AllowedCountries, textable, textUses } from '../notify/textable.ts'
import { sendTextCode } from '../notify/texts.ts'
import type { Sent, Site } from './method.ts'
import type { MethodName } from './methods.ts'

export type SendNeeds = LimitNeeds &
  NotifyNeeds & {
    readonly sms: SmsPort | undefined
    readonly settings: Site & { readonly textCountries: AllowedCountries }
  }
/** A code's message in both forms. `act` and `name`: what the code is for, in a text (notify/code-text.ts). */
export type Message = {
  readonly mail: (code: string) => Words
  readonly text: Pick<CodeText, 'act' | 'name'>
}
export type Sender = { readonly account: string; readonly network: string }

/** Counts one message against every budget it uses. Methods that send nothing pass. `to`: the number of a text. */
export async function admitSending(
  needs: SendNeeds,
  method: MethodName,
  { account, network }: Sender,
  to: string | undefined,
): Promise<Refused<'slow-down' | 'input-invalid' | 'method-refused'> | undefined> {
  if (method === 'email-code') {
    const counted = await countUses(needs, [{ kind: 'mailed-codes', subject: account }])
    return counted.allowed ? undefined : slowDown(counted)
  }
  if (method !== 'sms-code') return undefined
  if (!needs.sms) return refuse('method-refused', { reason: 'no-texts' })
  const fit = textable(phoneNumber(to ?? ''), needs.settings.textCountries)
  if (!fit.allowed) return refuse('input-invalid', { problems: [{ field: 'to', problem: fit.reason }] })
  const counted = await countUses(needs, textUses({ ...fit, account, network }))
  return counted.allowed ? undefined : slowDown(counted)
}

/** Writes the message down; it goes after the commit. @returns its id, for the page that waits for it. */
export async function sendDrawn(tx: Tx, needs: SendNeeds, sent: Sent, message: Message): Promise<string> {
  const { to, code } = sent
  if (sent.by === 'mail') return sendCode(tx, needs, to, message.mail(code))
  const fit = textable(phoneNumber(to), needs.settings.textCountries)
  assert(fit.allowed, 'a number that was fit a moment ago')
  return sendTextCode(tx, needs, fit.to, { ...needs.settings, ...message.text, code })
}
