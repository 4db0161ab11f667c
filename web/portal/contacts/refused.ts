// Pure: why a change of email or phone was refused, and what to do next.
import type { Problem } from '../../../sdk/client.ts'
import { problemWords } from '../shell/problem-words.ts'
import { contactsTexts } from './texts.ts'

const { refused, push } = contactsTexts

export function contactRefusal(problem: Problem): string {
  if (problem.code === 'challenge-ended') return refused.ended
  if (problem.code === 'not-found') return refused.gone
  if (problem.reason === 'no-method' || problem.reason === 'proof-unfit') return refused[problem.reason]
  return problemWords(problem)
}

export function pushRefusal(problem: Problem): string {
  const reasons: Readonly<Record<string, string>> = push.refused
  return reasons[problem.reason ?? ''] ?? contactRefusal(problem)
}
