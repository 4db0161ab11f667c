// A protected act, whatever it is: sent, and if a proof is asked for, sent again with it. The dialog shows exactly
// what the server has bound; the second request is the first one, with the proof beside it.
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { CallOptions, Problem } from '../../../sdk/client.ts'
import type { ChallengeView } from '../../../src/lib/challenge-view.ts'
import { challengeView } from '../../../src/lib/challenge-view.ts'
import type { Given } from '../../factors/use-proof.tsx'
import { client } from '../shell/api.ts'
import type { StepUpWords } from './dialog.tsx'
import { StepUpDialog } from './dialog.tsx'
import { stepUpTexts } from './texts.ts'

type Reply<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem }

export type Typed = Extract<Given, { readonly method: 'password' | 'pin' }>
export type Act<Value> = {
  readonly call: (options: CallOptions) => Promise<Reply<Value>>
  readonly words: StepUpWords
  /** Typed in the form of the act already: it answers its step by itself. */
  readonly typed?: Typed
}

export type Outcome<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'left' }
  | { readonly kind: 'typed-wrong'; readonly problem: Problem }
  | { readonly kind: 'refused'; readonly problem: Problem }

type Asked =
  | { readonly kind: 'proved'; readonly proof: string }
  | { readonly kind: 'again' }
  | { readonly kind: 'left' }
type Question = {
  readonly challenge: ChallengeView
  readonly words: StepUpWords
  readonly notice: string | undefined
  readonly settle: (asked: Asked) => void
}

/** Times a client may begin the same question anew before the page itself must. */
const ROUNDS = 5

export function useStepUp(): {
  readonly run: <Value>(act: Act<Value>) => Promise<Outcome<Value>>
  readonly dialog: ReactNode
} {
  const [question, setQuestion] = useState<Question>()

  const ask = (challenge: ChallengeView, words: StepUpWords, notice: string | undefined): Promise<Asked> =>
    new Promise((resolve) => {
      const settle = (asked: Asked) => {
        setQuestion(undefined)
        resolve(asked)
      }
      setQuestion({ challenge, words, notice, settle })
    })

  const run = async <Value,>(act: Act<Value>): Promise<Outcome<Value>> => {
    let proof: string | undefined
    for (let round = 0; round < ROUNDS; round += 1) {
      const reply = await act.call(proof === undefined ? {} : { proof })
      if (reply.ok) return { kind: 'done', value: reply.value }
      const bound = challengeOf(reply.problem)
      if (bound === undefined) return { kind: 'refused', problem: reply.problem }
      const begun = await answerTyped(bound, act.typed)
      if (begun.kind !== 'open') return begun
      const notice = reply.problem.reason === 'proof-refused' ? stepUpTexts.changed : undefined
      const asked: Asked =
        begun.proof === undefined
          ? await ask(begun.challenge, act.words, notice)
          : { kind: 'proved', proof: begun.proof }
      if (asked.kind === 'left') return asked
      proof = asked.kind === 'again' ? undefined : asked.proof
    }
    return { kind: 'left' }
  }

  const dialog = question !== undefined && (
    <StepUpDialog
      key={question.challenge.id}
      challenge={question.challenge}
      words={question.words}
      notice={question.notice}
      onProved={(proof) => question.settle({ kind: 'proved', proof })}
      onAgain={() => question.settle({ kind: 'again' })}
      onLeave={() => question.settle({ kind: 'left' })}
    />
  )
  return { run, dialog }
}

function challengeOf(problem: Problem): ChallengeView | undefined {
  return problem.code === 'proof-required' ? challengeView.safeParse(problem.challenge).data : undefined
}

type Begun =
  | { readonly kind: 'open'; readonly challenge: ChallengeView; readonly proof: string | undefined }
  | { readonly kind: 'typed-wrong'; readonly problem: Problem }
  | { readonly kind: 'refused'; readonly problem: Problem }

async function answerTyped(challenge: ChallengeView, typed: Typed | undefined): Promise<Begun> {
  const asked = challenge.steps.find((step) => step.state === 'now')?.kind
  if (typed === undefined || asked !== typed.method) return { kind: 'open', challenge, proof: undefined }
  const answer = await client.stepUp.answer({ id: challenge.id, answer: typed })
  if (!answer.ok)
    return {
      kind: answer.problem.code === 'answer-wrong' ? 'typed-wrong' : 'refused',
      problem: answer.problem,
    }
  return answer.value.state === 'more'
    ? { kind: 'open', challenge: answer.value.challenge, proof: undefined }
    : { kind: 'open', challenge, proof: answer.value.proof }
}
