// What is said of a refusal that any request may meet. What belongs to one operation is said by its page.
import type { Problem } from '../../../sdk/client.ts'
import { currentTime } from '../../ui/clock.ts'
import { shellTexts } from './texts.ts'
import { nextTry } from './when.ts'

export function problemWords(problem: Problem): string {
  const words = shellTexts.problem
  switch (problem.code) {
    case 'slow-down':
      return problem.retryAt === undefined
        ? words.slowDown
        : words.slowDownUntil(nextTry(problem.retryAt, currentTime()))
    case 'busy':
      return words.busy
    case 'database-away':
      return words.away
    case 'outcome-unknown':
      return words.unknown
    case 'unreachable':
      return words.unreachable
    case 'state-forbids':
      if (problem.reason === 'reading-only') return words.readingOnly
      return problem.reason === 'no-pin' ? words.noPin : words.state
    case 'settings-locked':
      return words.locked
    case 'not-found':
      return words.gone
    case 'internal':
      return problem.incident === undefined ? words.internal : words.internalWithNumber(problem.incident)
    default:
      return problem.title
  }
}
