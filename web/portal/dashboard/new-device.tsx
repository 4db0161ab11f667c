// After a sign-in on a device the account did not know: what to look at, and what to do if one is not one's own.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { activity as contract } from '../../../src/features/activity/contract.ts'
import type { OutputOf } from '../../../src/lib/contract.ts'
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
  const here = sessions.data?.sessions.find((session) => session.current && session.firstSeenHere)
  const log = activity.data?.pages[0]
  if (here === undefined || log === undefined || isFirstOf(log, here.startedAt)) return null
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

type Log = OutputOf<(typeof contract)['list']>

/** The very first sign-in of an account has nothing to be compared with, whatever comes after it. */
function isFirstOf({ events, next }: Log, startedAt: string): boolean {
  const began = Date.parse(startedAt)
  return (
    next === null && !events.some(({ event, at }) => event === 'sign-in.completed' && Date.parse(at) < began)
  )
}
