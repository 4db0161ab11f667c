// A change of email or phone: asked, proved, and how it now stands.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { currentTime } from '../../ui/clock.ts'
import { moment } from '../../ui/format.ts'
import { findFocus } from '../../ui/page.tsx'
import { sayDone } from '../../ui/toast.tsx'
import type { Act } from '../step-up/use-step-up.tsx'
import { useStepUp } from '../step-up/use-step-up.tsx'
import { contactRefusal } from './refused.ts'
import { contactsTexts as words } from './texts.ts'

type Outcome = { readonly state: 'done' } | { readonly state: 'waits'; readonly dueAt: string }
export type ContactAct = Pick<Act<Outcome>, 'call'> & {
  readonly title: string
  readonly approve: string
  readonly done: string
}

export function useContactChange(onSettled: () => void) {
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const run = async ({ call, title, approve, done }: ContactAct) => {
    setWorking(true)
    setMessage(undefined)
    const outcome = await stepUp.run({ call, words: { title, approve, leave: words.leave } })
    setWorking(false)
    if (outcome.kind === 'left') return
    if (outcome.kind !== 'done') return setMessage(contactRefusal(outcome.problem))
    const { value } = outcome
    sayDone(value.state === 'done' ? done : words.waitsUntil(moment(Date.parse(value.dueAt), currentTime())))
    await queries.invalidateQueries()
    onSettled()
    findFocus()
  }
  return { run, working, message, dialog: stepUp.dialog } as const
}
