// On the dashboard: something of the platform waits for this client.
import { useQuery } from '@tanstack/react-query'
import { ButtonLink } from '../../ui/button.tsx'
import { useNow } from '../../ui/clock.ts'
import { AttentionIcon } from '../../ui/icons.tsx'
import { Note } from '../../ui/note.tsx'
import { useWhen } from '../shell/when.ts'
import { approvalsQuery } from './queries.ts'
import { approvalsTexts } from './texts.ts'
import { stateAt } from './words.ts'

const words = approvalsTexts.waiting

export function WaitingApprovals() {
  const query = useQuery(approvalsQuery)
  const when = useWhen()
  const now = useNow()
  const open = (query.data?.approvals ?? []).filter((one) => stateAt(one, now) === 'open')
  const [first] = open.toSorted((a, b) => Date.parse(a.expiresAt) - Date.parse(b.expiresAt))
  if (first === undefined) return null
  const href = open.length === 1 ? `/approvals/${first.id}` : '/approvals'
  return (
    <div className="dash-note">
      <Note
        tone="waiting"
        icon={AttentionIcon}
        title={words.title(open.length)}
        acts={<ButtonLink href={href}>{words.act}</ButtonLink>}
      >
        {words.text(when.inside(first.expiresAt))}
      </Note>
    </div>
  )
}
