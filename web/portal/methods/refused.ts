// Pure: why a change of methods was refused, and what to do next.
import type { Problem } from '../../../sdk/client.ts'
import { problemWords } from '../shell/problem-words.ts'
import { methodsTexts } from './texts.ts'

const words: Readonly<Record<string, string>> = methodsTexts.refused

export function refusedWords(problem: Problem): string {
  const said = problem.reason === undefined ? undefined : words[problem.reason]
  if (problem.code === 'challenge-ended') return methodsTexts.refused.ended
  return said ?? problemWords(problem)
}
