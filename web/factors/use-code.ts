// A six-digit code that is being given: what was typed, why it was refused, how many tries are left, and until when
// tries are paused. The same at sign-in, at sign-up and in a step-up.
import { useRef, useState } from 'react'
import type { Problem } from '../../sdk/client.ts'
import { problemWords } from '../portal/shell/problem-words.ts'
import { nextTry } from '../portal/shell/when.ts'
import { currentTime, useNow } from '../ui/clock.ts'
import { codeError, triesWords } from './code-words.ts'
import { factorsTexts } from './texts.ts'

const DIGITS = 6

/** Sends a complete code. @returns what was refused, or nothing when it went through. */
export type SendCode = (code: string) => Promise<Problem | undefined>

export function useCode(send: SendCode, from: 'app' | 'mail' = 'app') {
  const [value, setValue] = useState('')
  const [problem, setProblem] = useState<Problem | 'short'>()
  const [working, setWorking] = useState(false)
  const busy = useRef(false)
  const now = useNow(1000)

  const give = async (code: string) => {
    if (busy.current) return
    if (code.length !== DIGITS) return setProblem('short')
    busy.current = true
    setWorking(true)
    setProblem(undefined)
    try {
      setProblem(await send(code))
    } finally {
      busy.current = false
      setWorking(false)
    }
  }

  const refused = problem === 'short' ? undefined : problem
  const pause = refused?.code === 'slow-down' && refused.retryAt !== undefined ? refused.retryAt : undefined
  const paused = pause !== undefined && Date.parse(pause) > now
  const error = problem === 'short' ? factorsTexts.code.missing : refused && codeError(refused, from)
  return {
    field: {
      value,
      onChange: setValue,
      onComplete: (code: string) => void give(code),
      working,
      error,
      pausedUntil: paused ? nextTry(pause, currentTime()) : undefined,
      hint: error === undefined ? undefined : triesWords(refused?.triesLeft),
    },
    working,
    paused,
    /** What went wrong with the sending, not with the code. */
    message:
      refused !== undefined && error === undefined && pause === undefined ? problemWords(refused) : undefined,
    give: () => void give(value),
    clear: () => {
      setValue('')
      setProblem(undefined)
    },
  } as const
}
