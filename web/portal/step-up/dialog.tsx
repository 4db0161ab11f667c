// The question of a step-up: what is bound, the proofs in order, the present one to be given here.
import type { ReactNode } from 'react'
import { useEffect, useState } from 'react'
import type { Problem } from '../../../sdk/client.ts'
import type { ChallengeView } from '../../../src/lib/challenge-view.ts'
import type { Choice } from '../../factors/choices.ts'
import { choicesOf } from '../../factors/choices.ts'
import { OtherChoices } from '../../factors/proof-form.tsx'
import { factorsTexts } from '../../factors/texts.ts'
import type { Given, Proof } from '../../factors/use-proof.tsx'
import { useProof } from '../../factors/use-proof.tsx'
import { Button } from '../../ui/button.tsx'
import type { ChallengeStep } from '../../ui/challenge.tsx'
import { Challenge } from '../../ui/challenge.tsx'
import { KeyIcon } from '../../ui/icons.tsx'
import { Note } from '../../ui/note.tsx'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
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
type StepView = ChallengeView['steps'][number]

export function StepUpDialog(props: StepUpDialogProps) {
  const [challenge, setChallenge] = useState(props.challenge)
  const [ended, setEnded] = useState<Ended>()
  const at = challenge.steps.findIndex((one) => one.state === 'now')
  const step = challenge.steps[at]
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
  const method = useMethod(`${challenge.id} ${at}`, step)
  const proof = useProof(method.choice, {
    step: `${challenge.id} ${at}`,
    offer: (asked) => client.stepUp.offer({ id: challenge.id, ...asked }),
    answer: settle,
  })
  useFieldOfStep(`${at} ${method.choice.id}`)
  const open = ended === undefined
  const steps = challenge.steps.map((one, place) =>
    one.state === 'now'
      ? presentStep(one, place, open ? { method, proof } : undefined)
      : otherStep(one, place),
  )
  return (
    <Challenge
      open
      title={props.words.title}
      facts={challenge.content}
      steps={steps}
      expiresAt={Date.parse(challenge.expiresAt)}
      onExpired={() => setEnded('expired')}
      held={proof.held}
      leaveText={props.words.leave}
      onLeave={props.onLeave}
      approve={
        open ? (
          <Approve
            proof={proof}
            byKey={method.choice.method === 'webauthn'}
            act={at === challenge.steps.length - 1 ? props.words.approve : stepUpTexts.next}
          />
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

type Method = {
  readonly choice: Choice
  readonly others: readonly Choice[]
  readonly choosing: boolean
  readonly choose: (choice: Choice) => void
  readonly useAnother: () => void
}
/** A step without a method that this portal knows shows the field of the commonest. */
const COMMONEST: Choice = { id: 'totp', method: 'totp', name: factorsTexts.names.totp }

/** What answers the present step: what the server puts first, until another is chosen. */
function useMethod(place: string, step: StepView | undefined): Method {
  const [wanted, setWanted] = useState<{ readonly place: string; readonly id: string }>()
  const [open, setOpen] = useState<string>()
  const choices = choicesOf(step?.methods ?? [])
  const choice =
    choices.find(({ id }) => wanted?.place === place && id === wanted.id) ?? choices[0] ?? COMMONEST
  return {
    choice,
    others: choices.filter((one) => one.id !== choice.id),
    choosing: open === place,
    choose: ({ id }) => {
      setWanted({ place, id })
      setOpen(undefined)
    },
    useAnother: () => setOpen(open === place ? undefined : place),
  }
}

function nameOf({ kind, methods: [only] }: StepView): string {
  const { steps } = stepUpTexts
  if (kind !== 'itself') return steps[kind]
  return only?.method === 'backup-code' ? steps.list : steps.itself(only?.name ?? factorsTexts.names.totp)
}

function otherStep(step: StepView, place: number): ChallengeStep {
  return {
    id: String(place),
    name: nameOf(step),
    state: step.state,
    ...(step.state === 'done' && { result: stepUpTexts.correct }),
  }
}

type Giving = { readonly method: Method; readonly proof: Proof }

function presentStep(step: StepView, place: number, giving: Giving | undefined): ChallengeStep {
  const plain = { id: String(place), name: nameOf(step), state: step.state }
  if (giving === undefined) return plain
  const { choice, others, choosing, choose, useAnother } = giving.method
  const detail =
    step.kind === 'factor' ? [choice.name, choice.detail].filter(Boolean).join(': ') : choice.detail
  return {
    ...plain,
    ...(detail !== undefined && { detail }),
    ...(others.length > 0 && !giving.proof.working && { onUseAnother: useAnother }),
    work: <Work giving={giving.proof}>{choosing && <Others others={others} choose={choose} />}</Work>,
  }
}

const Others = ({
  others,
  choose,
}: {
  readonly others: readonly Choice[]
  readonly choose: Method['choose']
}) => <OtherChoices title={factorsTexts.useElse} choices={others} onChoose={choose} />

function Work({ giving, children }: { readonly giving: Proof; readonly children: ReactNode }) {
  return (
    <>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          // Not to the form that the question was raised in.
          event.stopPropagation()
          giving.give()
        }}
      >
        {giving.work}
      </form>
      {children}
    </>
  )
}

function Approve({
  proof,
  byKey,
  act,
}: {
  readonly proof: Proof
  readonly byKey: boolean
  readonly act: string
}) {
  return (
    <Button
      kind="primary"
      working={proof.working}
      onPress={proof.give}
      {...(byKey && { icon: KeyIcon, workingText: factorsTexts.key.asking, focusFirst: true })}
      {...(!proof.possible && { unavailable: factorsTexts.key.none })}
    >
      {byKey ? stepUpTexts.approveWithKey : act}
    </Button>
  )
}

type TroubleProps = {
  readonly ended: Ended | undefined
  readonly notice: string | undefined
  readonly message: string | undefined
}

function Trouble({ ended, notice, message }: TroubleProps) {
  if (ended !== undefined) return <Note tone="waiting" say="alert" title={stepUpTexts[ended]} />
  if (message !== undefined) return <ProblemNote message={message} />
  return notice === undefined ? null : <Note tone="waiting" say="alert" title={notice} />
}

/** The next step is begun where it is answered. The first one the dialog finds by itself. */
function useFieldOfStep(place: string): void {
  useEffect(() => {
    document.querySelector<HTMLElement>('dialog [data-focus]')?.focus()
  }, [place])
}
