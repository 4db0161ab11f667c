// A change that waits: what, since when, until when, and the one press that stops it.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChangeView } from '../../../src/features/methods/contract.ts'
import { Button } from '../../ui/button.tsx'
import { useNow } from '../../ui/clock.ts'
import { duration } from '../../ui/format.ts'
import { Gauge } from '../../ui/gauge.tsx'
import { findFocus, Section } from '../../ui/page.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { methodsTexts } from './texts.ts'

const words = methodsTexts.waiting

export function Waiting({ changes }: { readonly changes: readonly ChangeView[] }) {
  if (changes.length === 0) return null
  return (
    <Section title={words.title} first>
      <Holds changes={changes} />
    </Section>
  )
}

export const Holds = ({ changes }: { readonly changes: readonly ChangeView[] }) => (
  <ul className="sheet holds">
    {changes.map((change) => (
      <Hold key={change.id} change={change} />
    ))}
  </ul>
)

function Hold({ change }: { readonly change: ChangeView }) {
  const queries = useQueryClient()
  const now = useNow()
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const what = words.what[change.kind](
    change.name,
    change.purpose === null ? '' : methodsTexts.inside[change.purpose],
  )
  const [from, until] = [Date.parse(change.askedAt), Date.parse(change.dueAt)]
  const cancel = async () => {
    setWorking(true)
    const answer = await client.methods.cancel({ id: change.id })
    setWorking(false)
    if (!answer.ok) return setMessage(problemWords(answer.problem))
    sayDone(words.cancelled)
    await queries.invalidateQueries()
    findFocus()
  }
  return (
    <li>
      <div className="hold-head">
        <div>
          <h3>{what}</h3>
          <p className="left-big">{until > now ? duration(until - now) : words.soon}</p>
        </div>
        <Button working={working} onPress={() => void cancel()} name={words.cancelOf(what)}>
          {words.cancel}
        </Button>
      </div>
      <Gauge from={from} until={until} now={now} begins={words.asked} ends={words.due[change.kind]} />
      <p className="sm muted">{words.why[change.kind]}</p>
      <ProblemNote message={message} />
    </li>
  )
}
