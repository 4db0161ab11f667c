// The right side of the dashboard: how the account stands, what happened, what was sent.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useId } from 'react'
import { ButtonLink } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { OnwardIcon } from '../../ui/icons.tsx'
import { Link } from '../../ui/link.tsx'
import type { TimelineItem } from '../../ui/timeline.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { activityQuery } from '../activity/queries.ts'
import type { EventLine } from '../activity/words.ts'
import { linesOf, lineText, whereOf } from '../activity/words.ts'
import { messagesQuery } from '../messages/queries.ts'
import { securityState, sinceLastVisit } from '../security/state.ts'
import { sessionsQuery } from '../sessions/queries.ts'
import { Loaded } from '../shell/loaded.tsx'
import type { When } from '../shell/when.ts'
import { useWhen } from '../shell/when.ts'
import { dashboardTexts as words } from './texts.ts'

const SHOWN = 5

function Block({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <section className="aside-block" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  )
}

export function SecurityBlock() {
  const sessions = useQuery(sessionsQuery)
  const activity = useInfiniteQuery(activityQuery)
  return (
    <Block title={words.security.title}>
      <Loaded query={sessions} rows={2}>
        {(open) => {
          const recent = sinceLastVisit(activity.data?.pages[0]?.events ?? [])
          const { tone, chip, text, act } = securityState(open.sessions, recent)
          return (
            <>
              <p>
                <Chip tone={tone}>{chip}</Chip>
              </p>
              <p>{text}</p>
              {act !== undefined && (
                <p>
                  <ButtonLink href={act.href} shape={['full', 'apart']} iconAfter={OnwardIcon}>
                    {act.label}
                  </ButtonLink>
                </p>
              )}
            </>
          )
        }}
      </Loaded>
      <p className="sm">
        <Link href="/security">{words.security.all}</Link>
      </p>
    </Block>
  )
}

export function SinceLastVisit() {
  const query = useInfiniteQuery(activityQuery)
  const when = useWhen()
  return (
    <Block title={words.since.title}>
      <Loaded query={query}>
        {({ pages }) => (
          <Timeline
            items={linesOf(sinceLastVisit(pages[0]?.events ?? []).filter(isNews))
              .slice(0, SHOWN)
              .map((line) => itemOf(line, when))}
          />
        )}
      </Loaded>
      <p className="sm">
        <Link href="/security/activity">{words.since.all}</Link>
      </p>
    </Block>
  )
}

/** A sign-in on a new device says already that the device became known. */
function isNews({ event }: { readonly event: string }): boolean {
  return event !== 'device.added'
}

function itemOf(line: EventLine, when: When): TimelineItem {
  return {
    id: String(line.event.seq),
    icon: line.icon,
    text: lineText(line),
    caption: words.since.here(whereOf(line.event), when.head(line.event.at)),
    ...(line.tone === undefined ? {} : { tone: line.tone }),
  }
}

export function NewestMessage() {
  const query = useInfiniteQuery(messagesQuery)
  const when = useWhen()
  const said = words.message
  return (
    <Block title={said.title}>
      <Loaded query={query} rows={2}>
        {({ pages }) => {
          const newest = pages[0]?.messages[0]
          if (newest === undefined) return <p className="muted">{said.none}</p>
          return (
            <div>
              <p className="anywhere">{newest.read ? newest.subject : <b>{newest.subject}</b>}</p>
              <p className="cap">
                {when.head(newest.at)}
                {!newest.read && `, ${said.unread}`}
              </p>
            </div>
          )
        }}
      </Loaded>
      <p className="sm">
        <Link href="/security/messages">{said.all}</Link>
      </p>
    </Block>
  )
}
