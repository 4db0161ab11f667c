// The PIN of an account that has none: chosen before its session begins.
import type { ReactNode } from 'react'
import { z } from 'zod'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Steps } from '../../ui/steps.tsx'
import { useForm } from '../../ui/use-form.ts'
import { NewPinFields, newPin, pinProblemWords, twice, typedPin } from '../pin/new-pin.tsx'
import { pinTexts } from '../pin/texts.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { signUpTexts } from '../sign-up/texts.ts'
import { StepFrame } from './step-frame.tsx'
import { useAnswer } from './use-answer.ts'

const words = pinTexts.choose

export const ChoosePinPage = () => <ChoosePin />

/** As a step of opening an account. */
export const SignUpPinPage = () => (
  <ChoosePin steps={<Steps name={signUpTexts.flow} steps={signUpTexts.steps} current={2} />} />
)

function ChoosePin({ steps }: { readonly steps?: ReactNode }) {
  return (
    <StepFrame step="set-pin" title={words.title} lead={words.lead} say={words.say} steps={steps}>
      {() => <ChooseForm />}
    </StepFrame>
  )
}

const schema = twice(z.object({ next: newPin, again: typedPin }))

function ChooseForm() {
  const { answer, cancel } = useAnswer()
  const form = useForm({
    schema,
    initial: { next: '', again: '' },
    words: { again: pinTexts.differs },
    send: async ({ next }) => {
      const problem = await answer({ method: 'pin', pin: next })
      if (problem === undefined) return undefined
      return problem.code === 'input-invalid'
        ? { fields: { next: pinProblemWords(problem) } }
        : { message: problemWords(problem) }
    },
  })
  return (
    <form noValidate onSubmit={(event) => void form.submit(event)}>
      <NewPinFields label={pinTexts.name} next={form.field('next')} again={form.field('again')} />
      <ProblemNote message={form.message} />
      <p className="front-act">
        <Button kind="primary" shape="full" type="submit" working={form.working}>
          {words.act}
        </Button>
      </p>
      <p className="front-act sm muted">
        <LinkButton onPress={cancel}>{words.leave}</LinkButton> {words.leaveHint}
      </p>
    </form>
  )
}
