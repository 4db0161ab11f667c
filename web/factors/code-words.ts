// Pure: what a refused code says, in words that name the cause and the next step.
import type { Problem } from '../../sdk/client.ts'
import { count } from '../ui/format.ts'
import { factorsTexts } from './texts.ts'

const words = factorsTexts.code

/** Why this code was refused; undefined if the refusal is not about the code. */
export function codeError(problem: Problem, from: 'app' | 'mail' = 'app'): string | undefined {
  if (problem.code === 'answer-replayed') return words.used
  if (problem.code === 'input-invalid') return words.missing
  if (problem.code !== 'answer-wrong') return undefined
  if (problem.reason === 'closed') return words.closed
  const off = problem.clockOffSeconds
  if (off !== undefined) return off < 0 ? words.behind(span(-off)) : words.ahead(span(off))
  return from === 'mail' ? words.wrongMail : words.wrong
}

export function triesWords(triesLeft: number | undefined): string | undefined {
  if (triesLeft === 0) return words.noneLeft
  return triesLeft === undefined || triesLeft > 4
    ? undefined
    : words.triesLeft(count(triesLeft, 'try', 'tries'))
}

function span(seconds: number): string {
  return seconds < 45 ? words.halfMinute : count(Math.round(seconds / 60), 'minute')
}
