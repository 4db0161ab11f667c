// An answer to a challenge, whatever the method and whatever it is for. In this order: claim a try (committed, so
// that nothing gives a guess back), compare, then settle everything in one transaction.

import { kyselyOver } from '../db/connect.ts'
import { type Tx, transaction } from '../db/tx.ts'
import { lockNew } from '../identify/accounts.ts'
import { newId } from '../lib/ids.ts'
import { derive, type KeyRing } from '../lib/keys.ts'
import type { PasswordHasher } from '../lib/password.ts'
import { type Refused, refuse } from '../lib/refusals.ts'
import {
  type AttemptSubject,
  type Claim,
  claimTries,
  type LimitNeeds,
  releaseTries,
  slowDown,
} from '../limits/store.ts'
import { TRIES_PER_CHALLENGE } from '../limits/table.ts'
import { advance, isOpen, presentStep, type Step, takes } from './challenge.ts'
import { addFactor, keepSecret, lockFactor } from './enrolled.ts'
import type { Method, Purpose, Verified, Wrong } from './method.ts'
import { METHODS } from './methods.ts'
import {
  type ChallengeRow,
  countTry,
  findChallenge,
  giveTryBack,
  type Holder,
  keepSteps,
  type SealNeeds,
} from './store.ts'

export type AnswerNeeds = LimitNeeds & SealNeeds & { readonly hasher: PasswordHasher }
/** Whose methods answer, and whether a young one does: two columns of the policy's row. */
export type Identity = { readonly purpose: Purpose; readonly unripe: 'serves' | 'refused' }
export type Given =
  | { readonly method: 'password'; readonly password: string }
  | { readonly method: 'totp'; readonly code: string; readonly factor?: string | undefined }
  | { readonly method: 'email-code'; readonly code: string }
export type AnswerRefusal = 'answer-wrong' | 'answer-replayed' | 'challenge-ended' | 'slow-down' | 'busy'
/** What happened, told to `settle` inside the transaction that commits it. */
export type Answered =
  | {
      readonly kind: 'right'
      readonly row: ChallengeRow
      readonly steps: readonly Step[]
      readonly step: Step
      readonly enrolled?: string
    }
  | {
      readonly kind: 'wrong'
      readonly row: ChallengeRow
      readonly step: Step
      readonly wrong: Wrong
    }

/**
 * Answers the present step. `settle` writes what follows (a session, a proof, log lines) in the same transaction and
 * gives the result of a right answer; after a wrong one its result is not used.
 */
export async function answerChallenge<T>(
  needs: AnswerNeeds,
  holder: Holder,
  identity: Identity,
  given: Given,
  settle: (tx: Tx, answered: Answered) => Promise<T>,
): Promise<T | Refused<AnswerRefusal>> {
  const opened = await findChallenge(kyselyOver(needs.pool), needs, holder, 'look')
  const step = opened && presentStep(opened.steps)
  if (!opened || !step) return refuse('challenge-ended')
  if (!takes(step, given.method)) return refuse('answer-wrong', { reason: 'other-method' })

  const beside = {
    take: (tx: Tx) => countTry(tx, opened.id),
    giveBack: (tx: Tx) => giveTryBack(tx, opened.id),
  }
  const claimed = await claimTries(needs, subjectsOf(opened, step, given), [], beside)
  if (!claimed.allowed) return claimed.retryAt === undefined ? refuse('challenge-ended') : slowDown(claimed)

  const matched =
    given.method === 'password' ? await needs.hasher.verify(opened.passwordHash, given.password) : undefined
  if (matched === 'busy') {
    // Nothing was compared: the try is given back, or a crowd at the door would lock clients out.
    await transaction(needs.pool, async (tx) => {
      await giveTryBack(tx, opened.id)
      await releaseTries(tx, needs, claimed.claim)
    })
    return refuse('busy')
  }
  return transaction(needs.pool, async (tx) => {
    // Read again, locked: another answer may have come first, or the account changed under this one.
    const row = await findChallenge(tx.db, needs, holder, 'lock')
    if (!row || !isOpen({ ...row, tries: 0 }, tx.now) || presentStep(row.steps)?.kind !== step.kind)
      return refuse('challenge-ended')
    if (step.kind === 'enrol' && !(await lockNew(tx, row.account))) return refuse('challenge-ended')
    const outcome = matched
      ? passwordOutcome(matched.matches)
      : await check(tx, needs, row, step, identity, given)
    return outcome.ok
      ? settleRight(tx, needs, row, step, claimed.claim, outcome, settle)
      : settleWrong(tx, row, step, claimed.claim, outcome, settle)
  })
}

const nothing = (): Promise<void> => Promise.resolve()
const passwordOutcome = (matches: boolean): Outcome =>
  matches ? { ok: true, keep: nothing } : { ok: false, code: 'answer-wrong' }

async function settleRight<T>(
  tx: Tx,
  needs: AnswerNeeds,
  row: ChallengeRow,
  step: Step,
  claim: Claim,
  { keep, enrolled }: Right,
  settle: (tx: Tx, answered: Answered) => Promise<T>,
): Promise<T> {
  const steps = advance(row.steps)
  const answered = { kind: 'right', row: { ...row, tries: row.tries - 1 }, steps, step } as const
  // None of these needs another's answer, so they are sent together, in this order.
  const [, , , settled] = await Promise.all([
    keep(),
    releaseTries(tx, needs, claim),
    // The last step ends the challenge; until then what was proved is kept.
    presentStep(steps) ? keepSteps(tx, row.id, steps) : undefined,
    settle(tx, enrolled === undefined ? answered : { ...answered, enrolled }),
  ])
  return settled
}

async function settleWrong<T>(
  tx: Tx,
  row: ChallengeRow,
  step: Step,
  claim: Claim,
  wrong: Wrong,
  settle: (tx: Tx, answered: Answered) => Promise<T>,
): Promise<Refused<AnswerRefusal>> {
  await settle(tx, { kind: 'wrong', row, step, wrong })
  const triesLeft = Math.min(TRIES_PER_CHALLENGE - row.tries, claim.left)
  return refuse(wrong.code, {
    triesLeft,
    ...(mayExplain(row, wrong) && { clockOffSeconds: wrong.clockOffSeconds }),
  })
}

/** To a stranger, "your clock is ahead" would say that this very code will be right later. */
const mayExplain = (row: ChallengeRow, wrong: Wrong): boolean =>
  wrong.clockOffSeconds !== undefined &&
  (wrong.clockOffSeconds < 0 || row.device !== null || row.session !== null)

/**
 * What a guess counts against. A known device of the owner, and a session that is open without one, have counts of
 * their own, which no stranger can fill.
 */
function subjectsOf(row: ChallengeRow, step: Step, given: Given): readonly AttemptSubject[] {
  const own = row.device ?? (row.session === null ? null : `session:${row.session}`)
  if (given.method === 'password')
    return own === null
      ? [row.username, row.email].map((subject) => ({ kind: 'password', subject }))
      : [knownDevicePassword(own)]
  if (given.method === 'email-code') return [{ kind: 'mailed-code', subject: row.account }]
  // All factors of one method share the count: more of them are not more guesses.
  const subject = `${row.account}:${given.method}:${step.kind}:${own ?? ''}`
  return [{ kind: own === null ? 'factor' : 'factor-known-device', subject }]
}

/** The password's count on a known device: the same at the door and in a session, so that neither adds guesses. */
export const knownDevicePassword = (device: string): AttemptSubject => ({
  kind: 'password-known-device',
  subject: device,
})

/** `keep` writes what the method remembers: with what else follows, not before. */
type Right = { readonly ok: true; readonly enrolled?: string; readonly keep: () => Promise<void> }
type Outcome = Right | Wrong

/** The keys of codes: made with any key of the ring, since a rotation may fall between sending and typing. */
const codeKeys = (ring: KeyRing): Uint8Array[] =>
  [...ring.byId.values()].reverse().map((key) => derive(key, 'code'))

async function check(
  tx: Tx,
  needs: AnswerNeeds,
  row: ChallengeRow,
  step: Step,
  { purpose, unripe }: Identity,
  given: Given,
): Promise<Outcome> {
  if (given.method === 'password') return { ok: false, code: 'answer-wrong' }
  if (step.kind === 'email') return checkEmail(tx, needs, row, given.code)
  if (step.kind === 'enrol') return confirmEnrolment(tx, needs, row, given.code)
  const factor = await lockFactor(
    tx,
    needs,
    row.account,
    purpose,
    given.method,
    'factor' in given ? given.factor : undefined,
  )
  if (!factor || (unripe === 'refused' && factor.ripeAt > tx.now)) return { ok: false, code: 'answer-wrong' }
  const verified = verifyWith(factor.method, factor.secret, given.code, row, tx.now)
  if (!verified.ok) return verified
  return { ok: true, keep: () => keepSecret(tx, needs, row.account, factor.id, verified.secret) }
}

function verifyWith(
  method: keyof typeof METHODS,
  secret: unknown,
  code: string,
  row: ChallengeRow,
  now: number,
): Verified<unknown> {
  // The table's methods differ in their secrets; each wrote the one that it is given back.
  const one = METHODS[method] as Method<unknown, unknown>
  return one.verify(secret, null, code, Buffer.alloc(0), row.id, now)
}

function checkEmail(tx: Tx, needs: AnswerNeeds, row: ChallengeRow, code: string): Outcome {
  const offer = row.offer.email
  if (!offer) return { ok: false, code: 'answer-wrong' }
  const good = codeKeys(needs.ring).some(
    (key) => METHODS['email-code'].verify(null, offer, code, key, row.id, tx.now).ok,
  )
  return good ? { ok: true, keep: nothing } : { ok: false, code: 'answer-wrong' }
}

/** A method counts after one right answer (B13). The first of an account is ripe at once (RULES part 0). */
function confirmEnrolment(tx: Tx, needs: AnswerNeeds, row: ChallengeRow, code: string): Outcome {
  const pending = row.offer.enrol
  if (!pending) return { ok: false, code: 'answer-wrong' }
  const verified = verifyWith(pending.method, pending.secret, code, row, tx.now)
  if (!verified.ok) return verified
  const { account } = row
  const enrolled = newId(needs.random)
  const factor = {
    id: enrolled,
    account,
    method: pending.method,
    purposes: ['sign-in'],
    secret: verified.secret,
  } as const
  return { ok: true, enrolled, keep: () => addFactor(tx, needs, { ...factor, ripeAt: tx.now }) }
}
