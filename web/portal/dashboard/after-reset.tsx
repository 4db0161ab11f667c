// What a reset of the password leaves for a while: withdrawals are held, and there is something to look through.
import { useQuery } from '@tanstack/react-query'
import { ButtonLink } from '../../ui/button.tsx'
import { AttentionIcon } from '../../ui/icons.tsx'
import { Note } from '../../ui/note.tsx'
import { reviewQuery } from '../review/queries.ts'
import { client, must } from '../shell/api.ts'
import { useWhen } from '../shell/when.ts'
import { dashboardTexts } from './texts.ts'

const holdsQuery = { queryKey: ['holds'], queryFn: () => must(client.holds.list()) }

export function AfterReset() {
  const review = useQuery(reviewQuery).data
  // The last one to end comes first, and is the one that counts.
  const hold = useQuery(holdsQuery).data?.holds[0]
  const when = useWhen()
  const { held, look } = dashboardTexts
  return (
    <>
      {review !== undefined && review.since !== null && (
        <div className="dash-note">
          <Note
            tone="waiting"
            icon={AttentionIcon}
            title={look.title}
            acts={<ButtonLink href="/security/review">{look.act}</ButtonLink>}
          >
            {look.text(when.inside(review.since))}
          </Note>
        </div>
      )}
      {hold !== undefined && (
        <div className="dash-note">
          <Note tone="waiting" title={held.title(when.inside(hold.endsAt))}>
            {held.causes[hold.cause](when.inside(hold.beganAt))} {held.text}
          </Note>
        </div>
      )}
    </>
  )
}
