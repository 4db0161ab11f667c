// Before some methods can answer, something is made for the challenge: a code that is sent, or what a key signs.

import { onPool } from '../db/connect.ts'
import { type Tx, transaction } from '../db/tx.ts'
import { type Refused, refuse } from '../lib/refusals.ts'
import type { Ms } from '../lib/time.ts'
import { slowDown } from '../limits/store.ts'
import { type AnswerNeeds, atOf, type Demand, lockCandidates } from './answer.ts'
import { isOpen, presentStep, takes } from './challenge.ts'
import { findFactors } from './enrolled.ts'
import type { Method, Sent, Shown } from './method.ts'
import { type MethodName, methodOf } from './methods.ts'
import { admitSending, type Message, sendDrawn } from './sending.ts'
import type { Phone } from './sms-code/sms-code.ts'
import {
  type ChallengeRow,
  CODES_PER_CHALLENGE,
  findChallenge,
  type Holder,
  keepOffer,
  type LockedChallenge,
  lockChallenge,
} from './store.ts'

export type Asked = { readonly method: MethodName; readonly factor?: string | undefined }
export type Offered = { readonly kind: 'offered'; readonly shown: Shown; readonly at: Ms }
export type OfferRefusal = 'challenge-ended' | 'state-forbids' | 'slow-down'

/**
 * Makes it and sends what is to be sent. A code that was sent before is none any more. `messageOf`: the message that
 * carries a code, and says for what.
 */
export async function offerAnswer(
  needs: AnswerNeeds,
  holder: Holder,
  asked: Asked,
  network: string,
  messageOf: (row: ChallengeRow) => Message,
  demand: (row: ChallengeRow) => Pick<Demand, 'unripe'> = () => ({ unripe: 'serves' }),
): Promise<Offered | Refused<OfferRefusal>> {
  const found = await findChallenge(onPool(needs.pool), needs, holder, 'look')
  const step = found && presentStep(found.steps)
  if (!found || !step) return refuse('challenge-ended')
  if (!takes(step, asked.method)) return refuse('state-forbids')
  const to = await numberOf(needs, found, asked)
  const refused = await admitSending(needs, asked.method, { account: found.account, network }, to)
  // A number that no text may go to any more is a method that cannot answer now; others can.
  if (refused)
    return refused.code === 'slow-down'
      ? slowDown({ retryAt: Date.parse(refused.retryAt!) })
      : refuse('state-forbids')
  return transaction(needs.pool, async (tx) => {
    const row = await lockChallenge(tx, needs, holder)
    if (!row || !isOpen(row, tx.now)) return refuse('challenge-ended')
    const made = await makeOffer(tx, needs, row, asked, demand(row))
    if (made.kind === 'refused') return made
    if (!made.sent || made.shown.kind !== 'sent') return { kind: 'offered', shown: made.shown, at: tx.now }
    const message = await sendDrawn(tx, needs, made.sent, messageOf(row))
    return { kind: 'offered', shown: { ...made.shown, message }, at: tx.now }
  })
}

/** The number that a text would go to, if one would. */
async function numberOf(needs: AnswerNeeds, row: ChallengeRow, { method, factor }: Asked) {
  if (method !== 'sms-code') return undefined
  const all = await findFactors(onPool(needs.pool), needs, row.account, 'look')
  const one = all.find((each) => each.method === method && (factor === undefined || each.id === factor))
  return (one?.secret as Phone | undefined)?.number
}

type Made = { readonly kind: 'made'; readonly shown: Shown; readonly sent: Sent | undefined }

async function makeOffer(
  tx: Tx,
  needs: AnswerNeeds,
  row: LockedChallenge,
  asked: Asked,
  { unripe }: Pick<Demand, 'unripe'>,
): Promise<Made | Refused<'challenge-ended' | 'state-forbids'>> {
  const step = presentStep(row.steps)
  if (!step || !takes(step, asked.method)) return refuse('state-forbids')
  const { mailbox: toMailbox, factors } = await lockCandidates(tx, needs, row, step, asked)
  const secrets = toMailbox
    ? [{ address: row.email }]
    : factors
        // What is too young to answer is asked nothing.
        .filter(({ ripeAt }) => step.kind !== 'factor' || unripe === 'serves' || ripeAt <= tx.now)
        .map(({ secret }) => secret)
  const one: Method<unknown, unknown, unknown> = methodOf(asked.method)
  if (!one.properties.offered || secrets.length === 0) return refuse('state-forbids')
  const making = { ...atOf(needs, row, tx.now), random: needs.random }
  const { offer, shown, sent } = one.offer(making, secrets)
  if (sent && row.codesSent >= CODES_PER_CHALLENGE) return refuse('challenge-ended')
  const made = toMailbox ? { email: offer } : { made: { ...row.offer.made, [asked.method]: offer } }
  await keepOffer(tx, needs, row, { ...row.offer, ...(made as object) }, row.codesSent + (sent ? 1 : 0))
  return { kind: 'made', shown: shown ?? { kind: 'sent', to: '' }, sent }
}
