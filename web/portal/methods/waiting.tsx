// A change that waits: what, since when, until when, and the one press that stops it.
import type { ChangeView } from '../../../src/features/methods/contract.ts'
import { Button } from '../../ui/button.tsx'
import { useNow } from '../../ui/clock.ts'
import { duration } from '../../ui/format.ts'
import { Gauge } from '../../ui/gauge.tsx'
import { Section } from '../../ui/page.tsx'
import { useCancel } from '../step-up/use-cancel.tsx'
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
  const now = useNow()
  const what = words.what[change.kind](
    change.name,
    change.purpose === null ? '' : methodsTexts.inside[change.purpose],
  )
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
      <Gauge from={from} until={until} now={now} begins={words.asked} ends={words.due[change.kind]} />
      <p className="sm muted">{words.why[change.kind]}</p>
      {said}
    </li>
  )
}
