// A code that is sent before it can be typed: once when its step is entered, and again when it is asked for. A reload
// sends no second one, since the first is still good.
import { useEffect, useState } from 'react'
import type { Problem } from '../../sdk/client.ts'
import { problemWords } from '../portal/shell/problem-words.ts'
import { factorsTexts } from './texts.ts'

const words = factorsTexts.sent

/**
 * @param entry names the step and the method, once for each entry of it; undefined while nothing is to be sent.
 * @returns what is to be said of it.
 */
export function useSentCode(entry: string | undefined, send: () => Promise<Problem | undefined>) {
  const [said, setSaid] = useState<string>()
  const sayOf = (problem: Problem | undefined, done: string | undefined) =>
    setSaid(problem === undefined ? done : sentProblem(problem))
  useEffect(() => {
    setSaid(undefined)
    if (entry === undefined || !isFirstVisit(entry)) return
    void send().then((problem) => sayOf(problem, undefined))
  }, [entry])
  const again = () => void send().then((problem) => sayOf(problem, words.sentAgain))
  return { said, again } as const
}

/** Of a step that has sent all the codes it may, the newest is still good. */
const sentProblem = (problem: Problem): string =>
  problem.code === 'challenge-ended' ? words.noMore : problemWords(problem)

const KEPT_AS = 'holdfast-code-sent'
let sentFor: string | undefined

function isFirstVisit(entry: string): boolean {
  try {
    const before = sessionStorage.getItem(KEPT_AS)
    sessionStorage.setItem(KEPT_AS, entry)
    return before !== entry
  } catch {
    // Nothing is kept here: known to this page alone.
    const before = sentFor
    sentFor = entry
    return before !== entry
  }
}
