// An answer to a challenge, whatever the method and whatever it is for. In this order: claim a try (committed, so
// that nothing gives a guess back), compare, then settle everything in one transaction.

import { onPool } from '../db/connect.ts'
import { type Tx, transaction } from '../db/tx.ts'
import { apply, type Write } from '../db/write.ts'
import { lockNew } from '../identify/accounts.ts'
import { newId } from '../lib/ids.ts'
import { derive, type KeyRing } from '../lib/keys.ts'
import type { PasswordHasher } from '../lib/password.ts'
import { type Refused, refuse } from '../lib/refusals.ts'
import {
  type Claim,
  claimTries,
  type LimitNeeds,
  releaseTries,
  slowDown,
  type Tries,
} from '../limits/store.ts'
import { TRIES_PER_CHALLENGE } from '../limits/table.ts'
import { carryOut, type Effects, type NotifyNeeds } from '../notify/outbox.ts'
import { advance, isOpen, presentStep, type Step, takes } from './challenge.ts'
import { addFactor, type Factor, keepSecret, lockFactor } from './enrolled.ts'
import type { Grade, Method, Purpose, Verified, Wrong } from './method.ts'
import { METHODS, methodsOf } from './methods.ts'
import {
  type ChallengeRow,
  findChallenge,
  giveTryBack,
  type Holder,
  keepSteps,
  type LockedChallenge,
  lockChallenge,
  type SealNeeds,
} from './store.ts'

export type AnswerNeeds = LimitNeeds &
  SealNeeds &
  Pick<NotifyNeeds, 'jobs'> & { readonly hasher: PasswordHasher }
/** Whose methods answer, of which grade, and whether a young one does: three columns of the policy's row. */
export type Identity = {
  readonly purpose: Purpose
  readonly least: Grade
  readonly unripe: 'serves' | 'refused'
}
export type Given =
  | { readonly method: 'password'; readonly password: string }
  | { readonly method: 'totp'; readonly code: string; readonly factor?: string | undefined }
  | { readonly method: 'email-code'; readonly code: string }
export type AnswerRefusal = 'answer-wrong' | 'answer-replayed' | 'challenge-ended' | 'slow-down' | 'busy'
/** An answer that was right, with the step that it proved and the steps as they stand after it. */
export type RightAnswer = {
  readonly row: LockedChallenge
  readonly steps: readonly Step[]
  /** The factor that was enrolled by it. */
  readonly enrolled?: string
}
export type WrongAnswer = { readonly row: LockedChallenge; readonly step: Step }

/** What follows a right answer, besides what the answer itself leaves. */
export type Settled<T> = { readonly result: T; readonly effects: Effects }
export type Settling<T, Loaded> = {
  /** Reads and locks what `right` will need, beside the locks of the answer itself. */
  load(tx: Tx, row: ChallengeRow, steps: readonly Step[]): Promise<Loaded>
  right(tx: Tx, answered: RightAnswer, loaded: Loaded): Promise<Settled<T>>
  wrong(tx: Tx, answered: WrongAnswer): Promise<Effects>
}

/** Answers the present step. What the answer leaves and what `settling` adds is applied together, or not at all. */
export async function answerChallenge<T, Loaded>(
  needs: AnswerNeeds,
  holder: Holder,
  identity: Identity,
  given: Given,
  settling: Settling<T, Loaded>,
): Promise<T | Refused<AnswerRefusal>> {
  const db = onPool(needs.pool)
  const opened = await findChallenge(db, needs, holder, 'take')
  const step = opened && presentStep(opened.steps)
  if (!opened || !step) return refuse('challenge-ended')
  if (!takes(step, given.method)) {
    await apply(db, [giveTryBack(opened.id)])
    return refuse('answer-wrong', { reason: 'other-method' })
  }
  const claimed = await claimTries(needs, triesOf(opened, step, given))
  if (!claimed.allowed) {
    await apply(db, [giveTryBack(opened.id)])
    return slowDown(claimed)
  }
  const matched =
    given.method === 'password' ? await needs.hasher.verify(opened.passwordHash, given.password) : undefined
  if (matched === 'busy') {
    // Nothing was compared: the try is given back, or a crowd at the door would lock clients out.
    await apply(db, [giveTryBack(opened.id), ...releaseTries(needs, claimed.claim)])
    return refuse('busy')
  }
  return transaction(
    needs.pool,
    async (tx) => {
      // Read again, locked: another answer may have come first, or the account changed under this one. The locks do not
      // wait for each other's answers, so they are sent together: challenge, account, factor, and what `load` takes.
      const [row, mayEnrol, factor, loaded] = await Promise.all([
        lockChallenge(tx, needs, holder),
        step.kind === 'enrol' ? lockNew(tx, opened.account) : true,
        step.kind === 'factor' && given.method !== 'password'
          ? lockFactor(tx, needs, opened.account, identity.purpose, given)
          : undefined,
        settling.load(tx, opened, advance(opened.steps)),
      ])
      if (!row || !isOpen({ ...row, tries: 0 }, tx.now) || presentStep(row.steps)?.kind !== step.kind)
        return refuse('challenge-ended')
      if (!mayEnrol) return refuse('challenge-ended')
      const outcome = matched
        ? passwordOutcome(matched.matches)
        : check(tx, needs, row, step, identity, given, factor)
      return outcome.ok
        ? settleRight(tx, needs, { row, step, claim: claimed.claim, loaded }, outcome, settling)
        : settleWrong(tx, needs, { row, step, claim: claimed.claim, loaded }, outcome, settling)
    },
    claimed.claim.claimedAt,
  )
}

const passwordOutcome = (matches: boolean): Outcome =>
  matches ? { ok: true, keep: undefined } : { ok: false, code: 'answer-wrong' }

type Judged<Loaded> = {
  readonly row: LockedChallenge
  readonly step: Step
  readonly claim: Claim
  readonly loaded: Loaded
}

async function settleRight<T, Loaded>(
  tx: Tx,
  needs: AnswerNeeds,
  { row, claim, loaded }: Judged<Loaded>,
  { keep, enrolled }: Right,
  settling: Settling<T, Loaded>,
): Promise<T> {
  const steps = advance(row.steps)
  const answered = { row: { ...row, tries: row.tries - 1 }, steps, ...(enrolled && { enrolled }) }
  const { result, effects } = await settling.right(tx, answered, loaded)
  // The last step ends the challenge, and what ends with it is said by `right`; until then what was proved is kept.
  const kept = presentStep(steps) ? [keepSteps(row.id, steps)] : []
  const own = [...(keep ? [keep] : []), ...releaseTries(needs, claim), ...kept]
  await carryOut(tx, needs, { ...effects, writes: [...own, ...effects.writes] })
  return result
}

async function settleWrong<T, Loaded>(
  tx: Tx,
  needs: AnswerNeeds,
  { row, step, claim }: Judged<Loaded>,
  wrong: Wrong,
  settling: Settling<T, Loaded>,
): Promise<Refused<AnswerRefusal>> {
  await carryOut(tx, needs, await settling.wrong(tx, { row, step }))
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
function triesOf(row: ChallengeRow, step: Step, given: Given): Tries {
  const own = row.device ?? (row.session === null ? null : `session:${row.session}`)
  if (given.method === 'password')
    return own === null ? { kind: 'password', subjects: [row.username, row.email] } : knownDevicePassword(own)
  if (given.method === 'email-code') return { kind: 'mailed-code', subjects: [row.account] }
  // All factors of one method share the count: more of them are not more guesses.
  const subject = `${row.account}:${given.method}:${step.kind}:${own ?? ''}`
  return { kind: own === null ? 'factor' : 'factor-known-device', subjects: [subject] }
}

/** The password's count on a known device: the same at the door and in a session, so that neither adds guesses. */
export const knownDevicePassword = (device: string): Tries => ({
  kind: 'password-known-device',
  subjects: [device],
})

/** `keep`: what the method remembers. */
type Right = { readonly ok: true; readonly enrolled?: string; readonly keep: Write | undefined }
type Outcome = Right | Wrong

/** The keys of codes: made with any key of the ring, since a rotation may fall between sending and typing. */
const codeKeys = (ring: KeyRing): Uint8Array[] =>
  [...ring.byId.values()].reverse().map((key) => derive(key, 'code'))

function check(
  tx: Tx,
  needs: AnswerNeeds,
  row: ChallengeRow,
  step: Step,
  { least, unripe }: Identity,
  given: Given,
  factor: Factor | undefined,
): Outcome {
  if (given.method === 'password') return { ok: false, code: 'answer-wrong' }
  if (step.kind === 'email') return checkEmail(tx, needs, row, given.code)
  if (step.kind === 'enrol') return confirmEnrolment(tx, needs, row, given.code)
  if (!factor || !methodsOf(least).includes(factor.method)) return { ok: false, code: 'answer-wrong' }
  if (unripe === 'refused' && factor.ripeAt > tx.now) return { ok: false, code: 'answer-wrong' }
  const verified = verifyWith(factor.method, factor.secret, given.code, row, tx.now)
  if (!verified.ok) return verified
  return { ok: true, keep: keepSecret(needs, row.account, factor.id, verified.secret, tx.now) }
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
  return good ? { ok: true, keep: undefined } : { ok: false, code: 'answer-wrong' }
}

/** A method counts after one right answer (B13). The first of an account is ripe at once (RULES part 0). */
function confirmEnrolment(tx: Tx, needs: AnswerNeeds, row: ChallengeRow, code: string): Outcome {
  const pending = row.offer.enrol
  if (!pending) return { ok: false, code: 'answer-wrong' }
  const verified = verifyWith(pending.method, pending.secret, code, row, tx.now)
  if (!verified.ok) return verified
  const { account } = row
  const enrolled = newId(needs.random)
  const { method } = pending
  const { secret } = verified
  const factor = { id: enrolled, account, method, purposes: ['sign-in'], secret, ripeAt: tx.now } as const
  return { ok: true, enrolled, keep: addFactor(needs, factor, tx.now) }
}
