// The PIN: changed with the current one and the second factor, or replaced where it is forgotten.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import type { Problem } from '../../../sdk/client.ts'
import { triesWords } from '../../factors/code-words.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { sayDone } from '../../ui/toast.tsx'
import type { FormProblem } from '../../ui/use-form.ts'
import { useForm } from '../../ui/use-form.ts'
import { Unlocked } from '../settings-lock/locked.tsx'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { useSecurityIndex } from '../shell/security-index.ts'
import { useStepUp } from '../step-up/use-step-up.tsx'
import { NewPinFields, newPin, pinProblemWords, twice, typedPin } from './new-pin.tsx'
import { ReplacePin } from './replace.tsx'
import { pinTexts } from './texts.ts'
import { WaitingPin } from './waiting.tsx'

const words = pinTexts.change
const margin = [
  { title: words.what, text: words.whatText },
  { title: words.wrong, text: words.wrongText },
]

export function PinPage() {
  const [forgotten, setForgotten] = useState(false)
  const said = forgotten ? pinTexts.reset : words
  return (
    <Page
      title={said.title}
      lead={said.lead}
      index={useSecurityIndex('/security/methods')}
      margin={forgotten ? [{ title: pinTexts.reset.what, text: pinTexts.reset.whatText }] : margin}
    >
      <WaitingPin />
      <Unlocked>
        {forgotten ? (
          <ReplacePin onBack={() => setForgotten(false)} />
        ) : (
          <ChangePin onForgotten={() => setForgotten(true)} />
        )}
      </Unlocked>
    </Page>
  )
}

function ChangePin({ onForgotten }: { readonly onForgotten: () => void }) {
  const { form, dialog } = useChange()
  return (
    <>
      <form noValidate className="narrow" onSubmit={(event) => void form.submit(event)}>
        <PasswordField
          digits
          label={words.current}
          autoComplete="off"
          maxLength={8}
          {...form.field('current')}
        />
        <p className="sm">
          <LinkButton onPress={onForgotten}>{words.forgotten}</LinkButton>
        </p>
        <NewPinFields label={words.next} next={form.field('next')} again={form.field('again')} />
        <ProblemNote message={form.message} />
        <p className="front-act">
          <Button kind="primary" type="submit" working={form.working}>
            {words.act}
          </Button>
        </p>
      </form>
      {dialog}
    </>
  )
}

const schema = twice(z.object({ current: typedPin, next: newPin, again: typedPin }))
type Names = 'current' | 'next' | 'again'

function useChange() {
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const form = useForm({
    schema,
    initial: { current: '', next: '', again: '' },
    words: { current: pinTexts.missing },
    send: async ({ current, next }): Promise<FormProblem<Names> | undefined> => {
      const outcome = await stepUp.run({
        call: (options) => client.pin.change({ newPin: next }, options),
        words: words.stepUp,
        typed: { method: 'pin', pin: current },
      })
      if (outcome.kind === 'left') return undefined
      if (outcome.kind === 'typed-wrong') return { fields: { current: wrong(outcome.problem) } }
      if (outcome.kind === 'refused') return refusal(outcome.problem)
      sayDone(words.done)
      form.reset()
      await queries.invalidateQueries()
      return undefined
    },
  })
  return { form, dialog: stepUp.dialog }
}

const wrong = ({ triesLeft }: Problem): string =>
  [words.currentWrong, triesWords(triesLeft)].filter((one) => one !== undefined).join(' ')

const refusal = (problem: Problem): FormProblem<Names> =>
  problem.code === 'input-invalid'
    ? { fields: { next: pinProblemWords(problem) } }
    : { message: problemWords(problem) }
