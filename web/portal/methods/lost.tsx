// A method is said to be lost, or is there after all: each one press and its proof.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { MethodView } from '../../../src/features/methods/contract.ts'
import { Button } from '../../ui/button.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { useStepUp } from '../step-up/use-step-up.tsx'
import { refusedWords } from './refused.ts'
import { methodsTexts } from './texts.ts'

export function Lost({ method: { id, name, suspendedAt } }: { readonly method: MethodView }) {
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const words = methodsTexts[suspendedAt === null ? 'lost' : 'found']
  const run = async () => {
    setWorking(true)
    setMessage(undefined)
    const { title, leave, approve } = words
    const said = { title: title(name), leave, approve }
    const outcome =
      suspendedAt === null
        ? await stepUp.run({ call: (options) => client.methods.lost({ id }, options), words: said })
        : await stepUp.run({ call: (options) => client.methods.found({ id }, options), words: said })
    setWorking(false)
    if (outcome.kind === 'left') return
    if (outcome.kind !== 'done') return setMessage(refusedWords(outcome.problem))
    sayDone(words.done(name))
    await queries.invalidateQueries()
  }
  return (
    <>
      <p className="row">
        <Button working={working} name={words.actOf(name)} onPress={() => void run()}>
          {words.act}
        </Button>
      </p>
      <ProblemNote message={message} />
      {stepUp.dialog}
    </>
  )
}
