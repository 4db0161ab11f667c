// A new PIN where the old one is forgotten: proved by mailbox and second factor, and in force a day later.
import { useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { Button, LinkButton } from '../../ui/button.tsx'
import { useForm } from '../../ui/use-form.ts'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { useStepUp } from '../step-up/use-step-up.tsx'
import { NewPinFields, newPin, pinProblemWords, twice, typedPin } from './new-pin.tsx'
import { pinTexts } from './texts.ts'

const words = pinTexts.reset
const schema = twice(z.object({ next: newPin, again: typedPin }))

export function ReplacePin({ onBack }: { readonly onBack: () => void }) {
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const form = useForm({
    schema,
    initial: { next: '', again: '' },
    send: async ({ next }) => {
      const outcome = await stepUp.run({
        call: (options) => client.pin.reset({ newPin: next }, options),
        words: words.stepUp,
      })
      if (outcome.kind === 'left') return undefined
      if (outcome.kind !== 'done') {
        const { problem } = outcome
        return problem.code === 'input-invalid'
          ? { fields: { next: pinProblemWords(problem) } }
          : { message: problemWords(problem) }
      }
      await queries.invalidateQueries()
      onBack()
      return undefined
    },
  })
  return (
    <>
      <form noValidate className="narrow" onSubmit={(event) => void form.submit(event)}>
        <NewPinFields label={pinTexts.change.next} next={form.field('next')} again={form.field('again')} />
        <ProblemNote message={form.message} />
        <p className="row front-act">
          <Button kind="primary" type="submit" working={form.working}>
            {words.act}
          </Button>
          <LinkButton onPress={onBack}>{words.back}</LinkButton>
        </p>
      </form>
      {stepUp.dialog}
    </>
  )
}
