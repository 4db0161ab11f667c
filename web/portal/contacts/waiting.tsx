// A change of email or phone that waits, and the one press that stops it.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ContactChangeView } from '../../../src/features/contacts/contract.ts'
import { Button } from '../../ui/button.tsx'
import { useNow } from '../../ui/clock.ts'
import { duration } from '../../ui/format.ts'
import { Gauge } from '../../ui/gauge.tsx'
import { findFocus, Section } from '../../ui/page.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { contactsTexts } from './texts.ts'

const words = contactsTexts.waiting

export function WaitingContacts({ changes }: { readonly changes: readonly ContactChangeView[] }) {
  if (changes.length === 0) return null
  return (
    <Section title={words.title} first>
      <ul className="sheet holds">
        {changes.map((change) => (
          <One key={change.id} change={change} />
        ))}
      </ul>
    </Section>
  )
}

function One({ change }: { readonly change: ContactChangeView }) {
  const queries = useQueryClient()
  const now = useNow()
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const what = words.what[change.kind](change.to ?? '')
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
      <Gauge from={from} until={until} now={now} begins={words.asked} ends={words.due} />
      <p className="sm muted">{words.why}</p>
      <ProblemNote message={message} />
    </li>
  )
}
