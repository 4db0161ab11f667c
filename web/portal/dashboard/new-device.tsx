// After a sign-in on a device the account did not know: what to look at, and what to do if one is not one's own.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ButtonLink } from '../../ui/button.tsx'
import { AttentionIcon } from '../../ui/icons.tsx'
import { Note } from '../../ui/note.tsx'
import { activityQuery } from '../activity/queries.ts'
import { sessionsQuery } from '../sessions/queries.ts'
import { keepsDeviceKey } from '../sign-in/device-key.ts'
import { dashboardTexts } from './texts.ts'

export function NewDevice() {
  const sessions = useQuery(sessionsQuery)
  const activity = useInfiniteQuery(activityQuery)
  const keepsKey = useQuery({ queryKey: ['device-key'], queryFn: keepsDeviceKey, staleTime: Infinity })
  const isNew = sessions.data?.sessions.some((session) => session.current && session.firstSeenHere) === true
  const first = activity.data?.pages[0]
  // The very first sign-in of an account has nothing to be compared with.
  const isFirst = first === undefined || (first.next === null && first.events.filter(isSignIn).length < 2)
  if (!isNew || isFirst) return null
  const words = dashboardTexts.newDevice
  return (
    <div className="dash-note">
      <Note
        tone="waiting"
        icon={AttentionIcon}
        title={words.title}
        acts={<ButtonLink href="/security/sessions">{words.act}</ButtonLink>}
      >
        <p>{words.text}</p>
        {keepsKey.data === false && <p>{words.noKey}</p>}
      </Note>
    </div>
  )
}

function isSignIn({ event }: { readonly event: string }): boolean {
  return event === 'sign-in.completed'
}
