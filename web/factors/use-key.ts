// A key that is being asked: nothing else may be pressed meanwhile, and what went wrong is said in words.
import { useRef, useState } from 'react'
import type { Problem } from '../../sdk/client.ts'
import { problemWords } from '../portal/shell/problem-words.ts'
import { triesWords } from './code-words.ts'
import type { KeyAnswer } from './key.ts'
import { factorsTexts } from './texts.ts'

const words = factorsTexts.key

export type KeyAsking = {
  /** Until the browser has its answer. */
  readonly ceremony: () => Promise<KeyAnswer | { readonly problem: Problem }>
  readonly send: (response: Extract<KeyAnswer, { ok: true }>['response']) => Promise<Problem | undefined>
  /** Words of the page for a refusal, where it has its own. */
  readonly say?: (problem: Problem) => string | undefined
}

export function useKey({ ceremony, send, say }: KeyAsking) {
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const busy = useRef(false)
  const ask = async (): Promise<string | undefined> => {
    const answered = await ceremony()
    if ('problem' in answered) return problemWords(answered.problem)
    if (!answered.ok) return words.trouble[answered.trouble]
    const problem = await send(answered.response)
    return problem && (say?.(problem) ?? keyWords(problem))
  }
  const give = async () => {
    if (busy.current) return
    busy.current = true
    setWorking(true)
    setMessage(undefined)
    try {
      setMessage(await ask())
    } finally {
      busy.current = false
      setWorking(false)
    }
  }
  return { working, message, give: () => void give(), clear: () => setMessage(undefined) } as const
}

function keyWords(problem: Problem): string {
  if (problem.code !== 'answer-wrong' && problem.code !== 'answer-replayed') return problemWords(problem)
  return [words.wrong, triesWords(problem.triesLeft)].filter((one) => one !== undefined).join(' ')
}
