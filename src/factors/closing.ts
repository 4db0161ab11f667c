// What is told of methods whose answers run out: a list that is nearly used up, and a method at which a stranger has
// guessed so often that it is closed to devices that are not known.

import { lockHead } from '../audit/store.ts'
import type { Tx } from '../db/tx.ts'
import { GUESSES_IN_A_ROW } from '../limits/table.ts'
import { applyDecision, type Effects, effectsOf, type NotifyNeeds } from '../notify/outbox.ts'
import { lowWords } from './backup-code/notices.ts'
import type { Factor } from './enrolled.ts'
import type { Site } from './method.ts'
import { METHODS } from './methods.ts'
import { closedWords } from './notices.ts'
import type { ChallengeRow, LockedChallenge } from './store.ts'

type TellNeeds = NotifyNeeds & { readonly settings: Site }

/** The list is renewed in time, or its owner is told that it is not (B9). */
const WARNED_AT: readonly number[] = [3, 1]
export const isLow = (left: number | undefined): left is number =>
  left !== undefined && WARNED_AT.includes(left)

export function tellLow(
  tx: Tx,
  needs: TellNeeds,
  { account, email, head }: LockedChallenge,
  left: number,
): Effects {
  const notice = { event: 'backup-codes.low', words: lowWords(needs.settings, left) }
  return effectsOf(needs, { id: account, email }, { audit: [], notices: [notice] }, head, tx.now)
}

/** Known devices and open sessions guess on counts of their own (guesses.ts): nothing that a stranger does stops them. */
export const isStranger = ({ device, session }: Pick<ChallengeRow, 'device' | 'session'>): boolean =>
  device === null && session === null

type Guessed = { readonly method: Factor['method']; readonly row: Pick<Factor['row'], 'guessed'> }
/** Is a wrong answer to it counted for good? */
export const isCounted = ({ method }: Guessed): boolean => METHODS[method].properties.guessable
export const isClosed = (factor: Guessed): boolean =>
  isCounted(factor) && factor.row.guessed >= GUESSES_IN_A_ROW

/** `guessed`: at which one more wrong answer is counted now. @returns the challenge, behind what was logged of it. */
export async function tellClosed(
  tx: Tx,
  needs: TellNeeds,
  row: LockedChallenge,
  guessed: readonly Factor[],
): Promise<LockedChallenge> {
  const { account, email } = row
  const closing = guessed.filter((one) => one.row.guessed + 1 === GUESSES_IN_A_ROW)
  for (const factor of closing) {
    const { method, name } = factor
    await applyDecision(
      tx,
      needs,
      { id: account, email },
      {
        audit: [{ event: 'factor.closed', data: { method, name } }],
        notices: [{ event: 'factor.closed', words: closedWords(needs.settings, name) }],
      },
    )
  }
  return closing.length === 0 ? row : { ...row, head: await lockHead(tx, account) }
}
