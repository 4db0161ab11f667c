// Before some methods can answer, something is made for the challenge: a code that is sent, or what a key signs.

import { onPool } from '../db/connect.ts'
import { type Tx, transaction } from '../db/tx.ts'
import { type Refused, refuse } from '../lib/refusals.ts'
import type { Ms } from '../lib/time.ts'
import { countUses, slowDown } from '../limits/store.ts'
import { sendCode } from '../notify/outbox.ts'
import type { Words } from '../notify/render.ts'
import { type AnswerNeeds, atOf, type Ripeness } from './answer.ts'
import { isOpen, presentStep, takes } from './challenge.ts'
import { lockFactors, narrowed } from './enrolled.ts'
import type { Method, Sent, Shown } from './method.ts'
import { METHODS, type MethodName, methodOf } from './methods.ts'
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
 * Makes it and sends what is to be sent. A code that was sent before is none any more. `words`: the message that
 * carries a code, and says for what.
 */
export async function offerAnswer(
  needs: AnswerNeeds,
  holder: Holder,
  asked: Asked,
  words: (code: string, row: ChallengeRow) => Words,
  ripeness: (row: ChallengeRow) => Ripeness = () => ({ unripe: 'serves' }),
): Promise<Offered | Refused<OfferRefusal>> {
  const found = await findChallenge(onPool(needs.pool), needs, holder, 'look')
  const step = found && presentStep(found.steps)
  if (!found || !step) return refuse('challenge-ended')
  if (!takes(step, asked.method)) return refuse('state-forbids')
  const sends = METHODS[asked.method].properties.grade === 'C'
  const counted = sends && (await countUses(needs, [{ kind: 'mailed-codes', subject: found.account }]))
  if (counted && !counted.allowed) return slowDown(counted)
  return transaction(needs.pool, async (tx) => {
    const row = await lockChallenge(tx, needs, holder)
    if (!row || !isOpen(row, tx.now)) return refuse('challenge-ended')
    const made = await makeOffer(tx, needs, row, asked, ripeness(row))
    if (made.kind === 'refused') return made
    if (made.sent) await sendCode(tx, needs, made.sent.to, words(made.sent.code, row))
    return { kind: 'offered', shown: made.shown, at: tx.now }
  })
}

type Made = { readonly kind: 'made'; readonly shown: Shown; readonly sent: Sent | undefined }

async function makeOffer(
  tx: Tx,
  needs: AnswerNeeds,
  row: LockedChallenge,
  asked: Asked,
  { unripe }: Ripeness,
): Promise<Made | Refused<'challenge-ended' | 'state-forbids'>> {
  const step = presentStep(row.steps)
  if (!step || !takes(step, asked.method)) return refuse('state-forbids')
  const toMailbox = step.kind === 'email'
  const secrets = toMailbox
    ? [{ address: row.email }]
    : (await lockFactors(tx, needs, row.account, narrowed(row.identity, step.kind), asked))
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
