import type { Problem } from '../../../sdk/client.ts'
import { problemWords } from '../shell/problem-words.ts'

/** What is said of a reason that is the lock's own, or of any other refusal. */
export function refusedWords(problem: Problem, own: Readonly<Record<string, string>>): string {
  const said = typeof problem.reason === 'string' ? own[problem.reason] : undefined
  return said ?? problemWords(problem)
}
