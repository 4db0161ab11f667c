// The question of a step-up: what is bound, the proofs in order, the present one to be given here.
import type { ReactNode } from 'react'
import { useEffect, useState } from 'react'
import type { Problem } from '../../../sdk/client.ts'
import type { ChallengeView } from '../../../src/lib/challenge-view.ts'
import { Button } from '../../ui/button.tsx'
import type { ChallengeStep } from '../../ui/challenge.tsx'
import { Challenge } from '../../ui/challenge.tsx'
import { Note } from '../../ui/note.tsx'
import { OneTimeCode } from '../../ui/one-time-code.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { useCode } from '../sign-in/use-code.ts'
import { stepUpTexts } from './texts.ts'

export type StepUpWords = {
  /** "Change the password?" */
  readonly title: string
  /** "Keep the old password" */
  readonly leave: string
  /** "Change password" */
  readonly approve: string
}

export type StepUpDialogProps = {
  readonly challenge: ChallengeView
  readonly words: StepUpWords
  /** Why it is asked once more. */
  readonly notice: string | undefined
  readonly onProved: (proof: string) => void
  readonly onAgain: () => void
  readonly onLeave: () => void
}

type Ended = 'expired' | 'tooMany'

export function StepUpDialog(props: StepUpDialogProps) {
  const [challenge, setChallenge] = useState(props.challenge)
  const [ended, setEnded] = useState<Ended>()
  const step = challenge.steps.find((one) => one.state === 'now')
  const settle = async (given: Given): Promise<Problem | undefined> => {
    const answer = await client.stepUp.answer({ id: challenge.id, answer: given })
    if (!answer.ok) {
      if (!(await hasEnded(challenge.id, answer.problem))) return answer.problem
      setEnded((present) => present ?? 'tooMany')
      return undefined
    }
    if (answer.value.state === 'proved') props.onProved(answer.value.proof)
    else setChallenge(answer.value.challenge)
    return undefined
  }
  const proof = useProof(step?.kind, settle)
  useFieldOfStep(step?.kind)
  useMailedCode(challenge.id, step?.kind === 'email')
  const steps = challenge.steps.map((one) => stepOf(one, ended === undefined ? proof.work : undefined))
  return (
    <Challenge
      open
      title={props.words.title}
      facts={challenge.content}
      steps={steps}
      expiresAt={Date.parse(challenge.expiresAt)}
      onExpired={() => setEnded('expired')}
      leaveText={props.words.leave}
      onLeave={props.onLeave}
      approve={
        ended === undefined ? (
          <Button kind="primary" working={proof.working} onPress={proof.give}>
            {props.words.approve}
          </Button>
        ) : (
          <Button kind="primary" onPress={props.onAgain}>
            {stepUpTexts.again}
          </Button>
        )
      }
      problem={<Trouble ended={ended} notice={props.notice} message={proof.message} />}
    />
  )
}

/** The last try left may have been the last of this question, or only the last before a wait. */
async function hasEnded(id: string, { code, triesLeft }: Problem): Promise<boolean> {
  if (code === 'challenge-ended') return true
  if (triesLeft !== 0) return false
  const seen = await client.stepUp.see({ id })
  return !seen.ok && seen.problem.code === 'challenge-ended'
}

type Given =
  | { readonly method: 'totp' | 'email-code'; readonly code: string }
  | { readonly method: 'password'; readonly password: string }
type StepView = ChallengeView['steps'][number]

function stepOf(step: StepView, work: ReactNode): ChallengeStep {
  return {
    id: step.kind,
    name: stepUpTexts.steps[step.kind],
    state: step.state,
    ...(step.state === 'done' ? { result: stepUpTexts.correct } : {}),
    ...(step.state === 'now' && work !== undefined ? { work } : {}),
  }
}

function Trouble({
  ended,
  notice,
  message,
}: {
  readonly ended: Ended | undefined
  readonly notice: string | undefined
  readonly message: string | undefined
}) {
  if (ended !== undefined) return <Note tone="waiting" say="alert" title={stepUpTexts[ended]} />
  if (message !== undefined) return <ProblemNote message={message} />
  return notice === undefined ? null : <Note tone="waiting" say="alert" title={notice} />
}

/** The field of the present step, and how it is sent. */
function useProof(
  kind: StepView['kind'] | undefined,
  settle: (given: Given) => Promise<Problem | undefined>,
) {
  const mailed = kind === 'email'
  const code = useCode(
    (typed) => settle({ method: mailed ? 'email-code' : 'totp', code: typed }),
    mailed ? 'mail' : 'app',
  )
  const password = usePassword(settle)
  if (kind === 'password') return password
  const work = <OneTimeCode key={kind} label={stepUpTexts.code} {...code.field} focusFirst />
  return { work, working: code.working, give: code.give, message: code.message }
}

function usePassword(settle: (given: Given) => Promise<Problem | undefined>) {
  const [typed, setTyped] = useState('')
  const [error, setError] = useState<string>()
  const [message, setMessage] = useState<string>()
  const [working, setWorking] = useState(false)
  const send = async () => {
    if (typed === '') return setError(stepUpTexts.passwordMissing)
    setWorking(true)
    const problem = await settle({ method: 'password', password: typed })
    setWorking(false)
    setError(problem?.code === 'answer-wrong' ? stepUpTexts.passwordWrong : undefined)
    setMessage(problem === undefined || problem.code === 'answer-wrong' ? undefined : problemWords(problem))
  }
  const change = (next: string) => {
    setTyped(next)
    setError(undefined)
  }
  const work = (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <PasswordField
        value={typed}
        onChange={change}
        error={error}
        autoComplete="current-password"
        focusFirst
      />
    </form>
  )
  return { work, working, give: () => void send(), message }
}

/** The next step is begun where it is answered. The first one the dialog finds by itself. */
function useFieldOfStep(kind: StepView['kind'] | undefined): void {
  useEffect(() => {
    if (kind !== undefined) document.querySelector<HTMLElement>('dialog [data-focus]')?.focus()
  }, [kind])
}

/** A step that asks for a mailed code begins by sending one. */
function useMailedCode(challenge: string, wanted: boolean): void {
  useEffect(() => {
    if (wanted) void client.stepUp.offer({ id: challenge, method: 'email-code' })
  }, [challenge, wanted])
}
