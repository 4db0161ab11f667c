// A new PIN where the old one is forgotten: proved by mailbox and second factor it counts a day later, with a second method
// besides at once.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import type { CallOptions, Problem } from '../../../sdk/client.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { RadioField, SelectField } from '../../ui/choice-fields.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { type FormProblem, useForm } from '../../ui/use-form.ts'
import { useSeconds } from '../methods/seconds.ts'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { useStepUp } from '../step-up/use-step-up.tsx'
import { NewPinFields, newPin, pinProblemWords, twice, typedPin } from './new-pin.tsx'
import { pinTexts } from './texts.ts'

const words = pinTexts.reset
const schema = twice(z.object({ next: newPin, again: typedPin }))

type Way = 'one' | 'two'
const WAYS: readonly Way[] = ['one', 'two']

export function ReplacePin({ onBack }: { readonly onBack: () => void }) {
  const seconds = useSeconds()
  const [way, setWay] = useState<Way>('one')
  const [chosen, setChosen] = useState<string>()
  const second = seconds.some(({ value }) => value === chosen) ? chosen : seconds[0]?.value
  const { form, dialog } = useReplacing(way === 'two' ? second : undefined, onBack)
  return (
    <>
      <form noValidate className="narrow" onSubmit={(event) => void form.submit(event)}>
        <NewPinFields label={pinTexts.change.next} next={form.field('next')} again={form.field('again')} />
        {second === undefined ? (
          <p className="sm muted">{words.onlyOne}</p>
        ) : (
          <RadioField
            name="way"
            legend={words.how.legend}
            value={way}
            onChange={(value) => setWay(WAYS.find((one) => one === value) ?? 'one')}
            choices={WAYS.map((value) => ({ value, ...words.how[value] }))}
          />
        )}
        {way === 'two' && second !== undefined && (
          <SelectField label={words.second} value={second} onChange={setChosen} choices={seconds} />
        )}
        <ProblemNote message={form.message} />
        <p className="row front-act">
          <Button kind="primary" type="submit" working={form.working}>
            {words.act}
          </Button>
          <LinkButton onPress={onBack}>{words.back}</LinkButton>
        </p>
      </form>
      {dialog}
    </>
  )
}

/** `second`: of two methods; undefined: with one, and it waits. */
function useReplacing(second: string | undefined, onDone: () => void) {
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const form = useForm({
    schema,
    initial: { next: '', again: '' },
    send: async ({ next: newPin }) => {
      const call = (options: CallOptions) =>
        second === undefined
          ? client.pin.reset({ newPin }, options)
          : client.pin.resetByTwo({ newPin, second }, options)
      const outcome = await stepUp.run<object>({ call, words: words.stepUp })
      if (outcome.kind === 'left') return undefined
      if (outcome.kind !== 'done') return refusal(outcome.problem)
      if (second !== undefined) sayDone(words.done)
      await queries.invalidateQueries()
      onDone()
      return undefined
    },
  })
  return { form, dialog: stepUp.dialog }
}

function refusal(problem: Problem): FormProblem<'next' | 'again'> {
  if (problem.code === 'input-invalid') return { fields: { next: pinProblemWords(problem) } }
  if (problem.code === 'method-refused' || problem.code === 'not-found') return { message: words.unfit }
  return { message: problemWords(problem) }
}
