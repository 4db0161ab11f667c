// A change of one's own that waits is cancelled with one press. A session that has cancelled two of a kind already proves
// itself for the next one, or delays it (RULES part 2a): a stolen session rules nobody.
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Problem } from '../../../sdk/client.ts'
import { LinkButton } from '../../ui/button.tsx'
import { findFocus } from '../../ui/page.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { useWhen } from '../shell/when.ts'
import { stepUpTexts } from './texts.ts'
import { useStepUp } from './use-step-up.tsx'

const words = stepUpTexts.cancel

export type Cancelling = {
  readonly cancel: () => Promise<void>
  readonly working: boolean
  /** Under the button: what went wrong, or what is left to do. */
  readonly said: ReactNode
}

/** @param id of the change. @param done what is said when it is cancelled. */
export function useCancel(id: string, done: string): Cancelling {
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const when = useWhen()
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const [mayDelay, setMayDelay] = useState(false)
  const settle = async (said: string | undefined, problem?: Problem) => {
    setWorking(false)
    setMessage(problem && problemWords(problem))
    if (said !== undefined) sayDone(said)
    await queries.invalidateQueries()
    findFocus()
  }
  const cancel = async () => {
    setWorking(true)
    const plain = await client.methods.cancel({ id })
    if (plain.ok) return settle(done)
    if (plain.problem.reason !== 'proof-needed') return settle(undefined, plain.problem)
    const outcome = await stepUp.run({
      call: (options) => client.methods.cancelForGood({ id }, options),
      words: words.stepUp,
    })
    if (outcome.kind === 'done') return settle(done)
    setWorking(false)
    setMayDelay(true)
    setMessage(outcome.kind === 'left' ? undefined : problemWords(outcome.problem))
  }
  const delay = async () => {
    setWorking(true)
    const answer = await client.methods.cancel({ id, orDelay: true })
    setMayDelay(false)
    if (!answer.ok) return settle(undefined, answer.problem)
    const { outcome, dueAt } = answer.value
    return settle(outcome === 'cancelled' ? done : words[outcome](when.inside(dueAt)))
  }
  const said = (
    <>
      <ProblemNote message={message} />
      {mayDelay && (
        <p className="sm">
          {words.proof} <LinkButton onPress={() => void delay()}>{words.delay}</LinkButton>
        </p>
      )}
      {stepUp.dialog}
    </>
  )
  return { cancel, working, said }
}
