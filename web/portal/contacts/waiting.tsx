// A change of email or phone that waits, and the one press that stops it.
import type { ContactChangeView } from '../../../src/features/contacts/contract.ts'
import { Button } from '../../ui/button.tsx'
import { useNow } from '../../ui/clock.ts'
import { duration } from '../../ui/format.ts'
import { Gauge } from '../../ui/gauge.tsx'
import { Section } from '../../ui/page.tsx'
import { useCancel } from '../step-up/use-cancel.tsx'
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
  const now = useNow()
  const what = words.what[change.kind](change.to ?? '')
  const [from, until] = [Date.parse(change.askedAt), Date.parse(change.dueAt)]
  const { cancel, working, said } = useCancel(change.id, words.cancelled)
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
      {said}
    </li>
  )
}
