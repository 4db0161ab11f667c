// An answer to a challenge, whatever the method and whatever it is for. In this order: claim a try (committed, so
// that nothing gives a guess back), compare, then settle everything in one transaction.

import { onPool } from '../db/connect.ts'
import { type Tx, transaction } from '../db/tx.ts'
import { apply, type Write } from '../db/write.ts'
import { lockNew, lockPinless } from '../identify/accounts.ts'
import type { StepKind } from '../lib/challenge-view.ts'
import { newId } from '../lib/ids.ts'
import { derive, type KeyRing } from '../lib/keys.ts'
import type { PasswordHasher } from '../lib/password.ts'
import { pinProblem } from '../lib/pin-rules.ts'
import { type Refused, refuse } from '../lib/refusals.ts'
import type { Ms } from '../lib/time.ts'
import { type Claim, claimEach, releaseEach, slowDown } from '../limits/store.ts'
import { TRIES_PER_CHALLENGE } from '../limits/table.ts'
import { carryOut, type Effects, NO_EFFECTS } from '../notify/outbox.ts'
import type { Identity } from './answering.ts'
import { advance, isOpen, presentStep, provedBy, type Step, takes } from './challenge.ts'
import { isClosed, isCounted, isLow, isStranger, tellClosed, tellLow } from './closing.ts'
import {
  addFactor,
  type Candidates,
  countGuess,
  type Factor,
  keepSecret,
  lockDeviceWays,
  lockFactors,
  narrowed,
  RIPENS,
  replaceFactor,
} from './enrolled.ts'
import { guessesAt } from './guesses.ts'
import { type Answer, type At, type Grade, type Site, WRONG, type Wrong } from './method.ts'
import { METHODS, type MethodName, methodOf, methodsOf } from './methods.ts'
import type { SendNeeds } from './sending.ts'
import {
  type ChallengeNeeds,
  type ChallengeRow,
  findChallenge,
  giveTryBack,
  type Holder,
  keepSteps,
  type LockedChallenge,
  lockChallenge,
} from './store.ts'
import { hashTyped, isTyped, type TypedSecret, typedOutcome } from './typed-secrets.ts'

export type AnswerNeeds = ChallengeNeeds & SendNeeds & { readonly hasher: PasswordHasher }
/** Columns of the policy's row: of which grade a method must be to answer, whether a young one does, or a last code. */
export type Demand = {
  readonly least: Grade
  readonly unripe: 'serves' | 'refused'
  readonly lastCode: 'serves' | 'renews' | 'refused'
}
export type Given =
  | TypedSecret
  | ({ readonly method: MethodName; readonly factor?: string | undefined } & Answer)
export type AnswerRefusal =
  | 'answer-wrong'
  | 'answer-replayed'
  | 'challenge-ended'
  | 'slow-down'
  | 'busy'
  | 'input-invalid'
/** An answer that was right, with the step that it proved and the steps as they stand after it. */
export type RightAnswer = {
  readonly row: LockedChallenge
  readonly steps: readonly Step[]
  /** The factor that was enrolled by it. */
  readonly enrolled?: string
  /** The list of backup codes that a new one has replaced. */
  readonly replaced?: string
}
export type WrongAnswer = { readonly row: LockedChallenge; readonly step: Step }

/** What follows a right answer, besides what the answer itself leaves. */
export type Settled<T> = { readonly result: T; readonly effects: Effects }
export type Settling<T, Loaded> = {
  /** What else the answer of this factor has proved: which a policy may know, and not the answer itself. */
  besides?(factor: Factor, now: Ms): readonly StepKind[]
  /** Reads and locks what `right` will need, beside the locks of the answer itself. */
  load(tx: Tx, row: ChallengeRow, steps: readonly Step[]): Promise<Loaded>
  right(tx: Tx, answered: RightAnswer, loaded: Loaded): Promise<Settled<T>>
  wrong(tx: Tx, answered: WrongAnswer): Promise<Effects>
}

/** Answers the present step. What the answer leaves and what `settling` adds is applied together, or not at all. */
export async function answerChallenge<T, Loaded>(
  needs: AnswerNeeds,
  holder: Holder,
  demand: Demand,
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
  const fit = await admit(needs, opened, step, given)
  if (fit.kind === 'refused') return fit
  const { claims, left } = fit
  const hashed = isTyped(given) ? await hashTyped(needs.hasher, opened, step, given) : undefined
  if (hashed === 'busy') {
    // Nothing was compared: the try is given back, or a crowd at the door would lock clients out.
    await apply(db, [giveTryBack(opened.id), ...releaseEach(needs, claims)])
    return refuse('busy')
  }
  return transaction(
    needs.pool,
    async (tx) => {
      // Read again, locked: another answer may have come first, or the account changed under this one. The locks do not
      // wait for each other's answers, so they are sent together: challenge, account, factor, and what `load` takes.
      const [row, mayBegin, candidates, loaded] = await Promise.all([
        lockChallenge(tx, needs, holder),
        lockBeginning(tx, opened.account, step),
        isTyped(given) ? NO_CANDIDATES : lockCandidates(tx, needs, opened, step, given),
        settling.load(tx, opened, advance(opened.steps)),
      ])
      if (!row || !isOpen({ ...row, tries: 0 }, tx.now) || presentStep(row.steps)?.kind !== step.kind)
        return refuse('challenge-ended')
      if (!mayBegin) return refuse('challenge-ended')
      if (needsMethod(step) && !candidates.mailbox && candidates.factors.length === 0) {
        // No method of this kind is on for it: nothing was compared, and nothing is counted.
        tx.atEnd([giveTryBack(row.id), ...releaseEach(needs, claims)])
        return refuse('answer-wrong', { reason: 'other-method' })
      }
      const outcome = hashed
        ? typedOutcome(row.account, hashed)
        : await check(tx, needs, { row, step, demand, given, ...candidates })
      const judged = { row, step, claims, left, loaded }
      return outcome.ok
        ? settleRight(tx, needs, judged, outcome, settling)
        : settleWrong(tx, needs, judged, outcome, settling)
    },
    claims[0].claimedAt,
  )
}

type Admitted = {
  readonly kind: 'admitted'
  readonly claims: readonly [Claim, ...Claim[]]
  readonly left: number
}
/** What cannot be a PIN is no try; for anything else one is claimed wherever it counts. */
async function admit(
  needs: AnswerNeeds,
  row: ChallengeRow,
  step: Step,
  given: Given,
): Promise<Admitted | Refused<'input-invalid' | 'slow-down'>> {
  const problem = step.kind === 'set-pin' && given.method === 'pin' ? pinProblem(given.pin) : undefined
  const claimed = problem ? undefined : await claimEach(needs, guessesAt(row, step, given.method))
  if (claimed?.allowed) return { kind: 'admitted', claims: claimed.claims, left: claimed.left }
  await apply(onPool(needs.pool), [giveTryBack(row.id)])
  return claimed
    ? slowDown(claimed)
    : refuse('input-invalid', { problems: [{ field: 'answer.pin', problem: problem! }] })
}

const needsMethod = ({ kind }: Step): boolean =>
  kind === 'factor' ||
  kind === 'own' ||
  kind === 'itself' ||
  kind === 'passkey' ||
  kind === 'device' ||
  kind === 'new-list'

/** A new list takes the place of the one whose last code was given. */
const whose = ({ identity, steps }: ChallengeRow, { kind }: Step): Identity =>
  kind === 'new-list' ? { ...identity, only: provedBy(steps) ?? '' } : narrowed(identity, kind, steps)

const NO_CANDIDATES: Candidates = { mailbox: false, factors: [] }
/** What an answer to this step may be right for. */
export async function lockCandidates(
  tx: Tx,
  needs: ChallengeNeeds,
  row: ChallengeRow,
  step: Step,
  asked: { readonly method: MethodName; readonly factor?: string | undefined },
): Promise<Candidates> {
  if (step.kind === 'email') return { mailbox: true, factors: [] }
  if (step.kind === 'device') return lockDeviceWays(tx, needs, row, asked)
  if (!needsMethod(step)) return NO_CANDIDATES
  const factors = await lockFactors(tx, needs, row.account, whose(row, step), asked)
  return { mailbox: false, factors }
}

/** What an account begins with it begins once, however many ask at once. @returns false if it has it by now. */
const lockBeginning = (tx: Tx, account: string, { kind }: Step): Promise<boolean> | true =>
  kind === 'enrol' ? lockNew(tx, account) : kind === 'set-pin' ? lockPinless(tx, account) : true

type Judged<Loaded> = {
  readonly row: LockedChallenge
  readonly step: Step
  readonly claims: readonly Claim[]
  /** Failures left before a wait. */
  readonly left: number
  readonly loaded: Loaded
}

async function settleRight<T, Loaded>(
  tx: Tx,
  needs: AnswerNeeds,
  { row, claims, loaded }: Judged<Loaded>,
  { keep, enrolled, replaced, by, factor, next, low }: Right,
  settling: Settling<T, Loaded>,
): Promise<T> {
  const steps = advance(row.steps, by, factor && settling.besides?.(factor, tx.now), next)
  const answered = {
    row: { ...row, tries: row.tries - 1 },
    steps,
    ...(enrolled && { enrolled }),
    ...(replaced && { replaced }),
  }
  const { result, effects } = await settling.right(tx, answered, loaded)
  // The last step ends the challenge, and what ends with it is said by `right`; until then what was proved is kept.
  const kept = presentStep(steps) ? [keepSteps(row.id, steps)] : []
  const own = [...keep, ...releaseEach(needs, claims), ...kept]
  const told = low === undefined ? NO_EFFECTS : tellLow(tx, needs, row, low)
  await carryOut(tx, needs, {
    writes: [...own, ...effects.writes, ...told.writes],
    jobs: [...effects.jobs, ...told.jobs],
  })
  return result
}

async function settleWrong<T, Loaded>(
  tx: Tx,
  needs: AnswerNeeds,
  { row, step, left }: Judged<Loaded>,
  { guessed = [], ...wrong }: NotRight,
  settling: Settling<T, Loaded>,
): Promise<Refused<AnswerRefusal>> {
  const told = await tellClosed(tx, needs, row, guessed)
  const { writes, jobs } = await settling.wrong(tx, { row: told, step })
  await carryOut(tx, needs, { jobs, writes: [...guessed.map(countGuess), ...writes] })
  const triesLeft = Math.min(TRIES_PER_CHALLENGE - row.tries, left)
  return refuse(wrong.code, {
    triesLeft,
    ...(mayExplain(row, wrong) && { clockOffSeconds: wrong.clockOffSeconds }),
    ...(wrong.reason !== undefined && { reason: wrong.reason }),
  })
}

/** To a stranger, "your clock is ahead" would say that this very code will be right later. */
const mayExplain = (row: ChallengeRow, wrong: Wrong): boolean =>
  wrong.clockOffSeconds !== undefined &&
  (wrong.clockOffSeconds < 0 || row.device !== null || row.session !== null)

/** `keep`: what the method remembers. `by`: which one it was. `next`: what is to be done before anything else. */
type Right = {
  readonly ok: true
  readonly enrolled?: string
  readonly replaced?: string
  readonly by?: string
  readonly factor?: Factor
  readonly next?: StepKind
  /** So few answers are left that the client is told. */
  readonly low?: number
  readonly keep: readonly Write[]
}
/** `guessed`: the methods that a stranger's answer was wrong for. */
type NotRight = Wrong & { readonly guessed?: readonly Factor[] }
type Outcome = Right | NotRight

type SiteNeeds = Pick<AnswerNeeds, 'ring'> & { readonly settings: Site }
/** What answers to a challenge, or to an enrolment, are held against. */
export const atOf = (
  { ring, settings }: SiteNeeds,
  { id, account, digest }: Pick<At, 'id' | 'account' | 'digest'>,
  now: number,
): At => ({ id, account, digest, site: settings, codeKeys: codeKeys(ring), now })

/** Newest first: a code may have been sent before a rotation. */
const codeKeys = (ring: KeyRing): Uint8Array[] =>
  [...ring.byId.values()].reverse().map((key) => derive(key, 'code'))

type Checked = {
  readonly row: ChallengeRow
  readonly step: Step
  readonly demand: Demand
  readonly given: Given
  readonly mailbox: boolean
  readonly factors: readonly Factor[]
}

async function check(tx: Tx, needs: AnswerNeeds, checked: Checked): Promise<Outcome> {
  const { row, step, demand, given, mailbox, factors } = checked
  if (isTyped(given)) return WRONG
  const at = atOf(needs, row, tx.now)
  if (mailbox) return checkEmail(row, given, at)
  if (step.kind === 'enrol') return confirmFirst(needs, row, given, at)
  if (step.kind === 'new-list') return confirmNewList(needs, row, given, at, factors)
  const offer = row.offer.made?.[given.method]
  let wrong: Wrong = WRONG
  const guessed: Factor[] = []
  const fit = methodsOf(demand.least)
  for (const factor of factors) {
    if (!fit.includes(factor.method)) continue
    // A method that proves itself proves that it is at hand, however young; one in its first day is not asked alone.
    if (
      step.kind !== 'itself' &&
      step.kind !== 'own' &&
      demand.unripe === 'refused' &&
      factor.ripeAt > tx.now
    )
      continue
    if (isStranger(row) && isClosed(factor)) {
      if (guessed.length === 0) wrong = { ...WRONG, reason: 'closed' }
      continue
    }
    const verified = await methodOf(factor.method).verify(factor.secret, offer, given, at)
    const { id } = factor
    // Alone it stands for two factors: that it was there, and that it asked who holds it.
    if (verified.ok && step.kind === 'passkey' && verified.userVerified !== true) return WRONG
    if (verified.ok && verified.left === 0) return lastCode(demand, factor)
    if (verified.ok) {
      const guesses = isStranger(row) && factor.row.guessed > 0 ? 'forgotten' : 'kept'
      const keep = [keepSecret(needs, row.account, id, verified.secret, tx.now, guesses)]
      return { ok: true, by: id, factor, keep, ...(isLow(verified.left) && { low: verified.left }) }
    }
    // Of several reasons the one that helps: "used already" and "your clock" before "wrong".
    if (wrong === WRONG || wrong.reason === 'closed' || verified.code === 'answer-replayed') wrong = verified
    if (isStranger(row) && isCounted(factor) && verified.code === 'answer-wrong') guessed.push(factor)
  }
  return { ...wrong, guessed }
}

/** It is not spent by an answer: it goes with its list, or a client who stops half-way would be left with none. */
function lastCode({ lastCode: served }: Demand, factor: Factor): Outcome {
  if (served === 'refused') return { ...WRONG, reason: 'last-code' }
  return {
    ok: true,
    by: factor.id,
    factor,
    keep: [],
    ...(served === 'renews' && { next: 'new-list' as const }),
  }
}

function checkEmail(row: ChallengeRow, given: Answer, at: At): Outcome {
  const verified = METHODS['email-code'].verify({ address: row.email }, row.offer.email, given, at)
  return 'ok' in verified && verified.ok ? { ok: true, keep: [] } : WRONG
}

/** A method counts after one right answer (B13). The first of an account is ripe at once (RULES part 0). */
async function confirmFirst(
  needs: AnswerNeeds,
  row: ChallengeRow,
  given: Answer & { readonly method: MethodName },
  at: At,
): Promise<Outcome> {
  const begun = row.offer.enrol
  if (!begun || begun.method !== given.method) return WRONG
  const { method } = begun
  const confirmed = await methodOf(method).confirm(begun.pending, given, at)
  if (!confirmed.ok) return confirmed
  const { secret, traits } = confirmed
  const { account } = row
  const enrolled = newId(needs.random)
  const factor = {
    id: enrolled,
    account,
    method,
    purposes: ['sign-in'],
    secret,
    traits,
    ripeAt: at.now,
  } as const
  return { ok: true, enrolled, by: enrolled, keep: [addFactor(needs, factor, at.now)] }
}

/**
 * A new list in the place of the old. The one code that made it proves no more than it would have: the list is young, or
 * the code that is kept from approving anything would have made ten that do.
 */
async function confirmNewList(
  needs: AnswerNeeds,
  row: ChallengeRow,
  given: Answer,
  at: At,
  [old]: readonly Factor[],
): Promise<Outcome> {
  const begun = row.offer.enrol
  if (begun?.method !== old?.method || !begun || !old) return WRONG
  const confirmed = await methodOf(begun.method).confirm(begun.pending, given, at)
  if (!confirmed.ok) return confirmed
  const id = newId(needs.random)
  const keep = replaceFactor(needs, old, { id, secret: confirmed.secret, ripeAt: at.now + RIPENS }, at.now)
  return { ok: true, by: id, replaced: old.id, keep }
}
