// A code that is sent before it can be typed: once when its step is entered, and again when it is asked for. A reload
// sends no second one, since the first is still good.
import { useEffect, useState } from 'react'
import type { Problem } from '../../sdk/client.ts'
import { problemWords } from '../portal/shell/problem-words.ts'
import { factorsTexts } from './texts.ts'

const words = factorsTexts.sent

/** `message`: by which one watches what becomes of it. */
export type Sent = { readonly problem: Problem } | { readonly message: string | undefined }

/**
 * @param entry names the step and the method, once for each entry of it; undefined while nothing is to be sent.
 * @returns what is to be said of it.
 */
export function useSentCode(entry: string | undefined, send: () => Promise<Sent>) {
  const [said, setSaid] = useState<string>()
  const [message, setMessage] = useState<string>()
  const sayOf = (sent: Sent, done: string | undefined) => {
    setSaid('problem' in sent ? sentProblem(sent.problem) : done)
    if ('problem' in sent) return
    setMessage(sent.message)
    keepMessage(sent.message)
  }
  useEffect(() => {
    setSaid(undefined)
    setMessage(undefined)
    if (entry === undefined) return
    if (!isFirstVisit(entry)) return setMessage(keptMessage())
    void send().then((sent) => sayOf(sent, undefined))
  }, [entry])
  const again = () => void send().then((sent) => sayOf(sent, words.sentAgain))
  return { said, message, again } as const
}

/** Of a step that has sent all the codes it may, the newest is still good. */
const sentProblem = (problem: Problem): string =>
  problem.code === 'challenge-ended' ? words.noMore : problemWords(problem)

const MESSAGE_KEPT_AS = 'holdfast-code-message'

function keepMessage(message: string | undefined): void {
  try {
    sessionStorage.setItem(MESSAGE_KEPT_AS, message ?? '')
  } catch {
    // After a reload nothing is said of it.
  }
}

function keptMessage(): string | undefined {
  try {
    return sessionStorage.getItem(MESSAGE_KEPT_AS) || undefined
  } catch {
    return undefined
  }
}

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
