// A forgotten password, the end: a new one is chosen. No session follows, only the way to the front door.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import type { Problem } from '../../../sdk/client.ts'
import { Button, ButtonLink, LinkButton } from '../../ui/button.tsx'
import { currentTime } from '../../ui/clock.ts'
import { moment, wholeDuration } from '../../ui/format.ts'
import { FrontDoor } from '../../ui/front-door.tsx'
import type { FormProblem } from '../../ui/use-form.ts'
import { useForm } from '../../ui/use-form.ts'
import { NewPasswordField, newPassword } from '../password/new-password.tsx'
import { passwordProblemWords } from '../password/problem-words.ts'
import { doorClient } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { useLeave } from './leave.ts'
import { pendingResetQuery } from './pending.ts'
import { ResetFrame } from './reset-frame.tsx'
import { credentialsHelpTexts } from './texts.ts'
import './credentials-help.css'

const words = credentialsHelpTexts.choose

type Waiting = { readonly state: 'waits'; readonly dueAt: string }
type Outcome = Waiting | { readonly state: 'done' }
type How = 'withFactor' | 'withoutFactor'
type Ended = Waiting | { readonly state: 'done'; readonly how: How }

export function ResetNewPasswordPage() {
  const pending = useQuery(pendingResetQuery).data
  const [ended, setEnded] = useState<Ended>()
  if (ended !== undefined) return ended.state === 'waits' ? <Waits {...ended} /> : <Done {...ended} />
  const hasFactor = pending?.challenge.steps.some((step) => step.kind === 'factor') === true
  const how = hasFactor ? 'withFactor' : 'withoutFactor'
  const lead =
    pending && pending.waitHours > 0
      ? words.leadWaits(wholeDuration(pending.waitHours * 3_600_000))
      : words.lead
  return (
    <ResetFrame page="new" title={words.title} lead={lead} say={words.say}>
      <ChooseForm onDone={(outcome) => setEnded(outcome.state === 'waits' ? outcome : { ...outcome, how })} />
    </ResetFrame>
  )
}

const schema = z.object({ newPassword })
const OWN: readonly string[] = []

function ChooseForm({ onDone }: { readonly onDone: (outcome: Outcome) => void }) {
  const queries = useQueryClient()
  const leave = useLeave()
  const form = useForm({
    schema,
    initial: { newPassword: '' },
    send: async (chosen) => {
      const answer = await doorClient.credentialsHelp.finish(chosen)
      if (answer.ok) {
        onDone(answer.value)
        // Whoever was signed in here is not any more: nothing of theirs stays.
        if (answer.value.state === 'done') queries.clear()
        else queries.removeQueries({ queryKey: pendingResetQuery.queryKey })
        return undefined
      }
      if (answer.problem.code !== 'challenge-ended') return refusal(answer.problem)
      await queries.refetchQueries({ queryKey: pendingResetQuery.queryKey })
      return undefined
    },
  })
  return (
    <>
      <form noValidate onSubmit={(event) => void form.submit(event)}>
        <NewPasswordField label={words.label} own={OWN} {...form.field('newPassword')} />
        <ProblemNote message={form.message} />
        <p className="front-act">
          <Button kind="primary" shape="full" type="submit" working={form.working}>
            {words.act}
          </Button>
        </p>
      </form>
      <p className="front-act sm">
        <LinkButton onPress={leave}>{words.leave}</LinkButton>
      </p>
    </>
  )
}

function refusal(problem: Problem): FormProblem<'newPassword'> {
  return problem.code === 'password-unsuitable'
    ? { fields: { newPassword: passwordProblemWords(problem.reason) } }
    : { message: problemWords(problem) }
}

function Done({ how }: { readonly how: How }) {
  const { title, act, [how]: said } = credentialsHelpTexts.done
  return <End title={title} lead={said.lead} points={said.points} act={act} />
}

function Waits({ dueAt }: Waiting) {
  const { title, lead, points, act } = credentialsHelpTexts.done.waits
  return <End title={title} lead={lead(moment(Date.parse(dueAt), currentTime()))} points={points} act={act} />
}

type EndProps = {
  readonly title: string
  readonly lead: string
  readonly points: readonly string[]
  readonly act: string
}
function End({ title, lead, points, act }: EndProps) {
  return (
    <FrontDoor title={title} lead={lead} say={words.say}>
      <ul className="brought">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <p className="front-act">
        <ButtonLink kind="primary" shape="full" href="/sign-in">
          {act}
        </ButtonLink>
      </p>
    </FrontDoor>
  )
}
