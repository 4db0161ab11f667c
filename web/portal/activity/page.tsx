// The log of the account, newest first, a heading for each day.
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from '../../ui/button.tsx'
import { useNow } from '../../ui/clock.ts'
import { capital, dayName, timeOfDay } from '../../ui/format.ts'
import { Page, Section } from '../../ui/page.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { Loaded } from '../shell/loaded.tsx'
import { useSecurityIndex } from '../shell/security-index.ts'
import { activityQuery } from './queries.ts'
import { activityTexts as words } from './texts.ts'
import type { ActivityEvent } from './words.ts'
import { linesOf, lineText, whereOf } from './words.ts'

export function ActivityPage() {
  const query = useInfiniteQuery(activityQuery)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  return (
    <Page
      title={words.title}
      lead={words.lead}
      index={useSecurityIndex('/security/activity')}
      margin={words.margin}
    >
      <Loaded query={query} rows={6}>
        {({ pages }) => (
          <>
            <Days events={pages.flatMap((page) => page.events)} />
            <p className="front-act">
              {hasNextPage ? (
                <Button working={isFetchingNextPage} onPress={() => void fetchNextPage()}>
                  {words.more}
                </Button>
              ) : (
                <span className="sm muted">{words.end}</span>
              )}
            </p>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Days({ events }: { readonly events: readonly ActivityEvent[] }) {
  const now = useNow()
  const days = Map.groupBy(events, (event) => dayName(Date.parse(event.at), now))
  return [...days].map(([day, ofDay], at) => (
    <Section key={day} title={capital(day)} first={at === 0}>
      <Timeline
        items={linesOf(ofDay).map((line) => ({
          id: String(line.event.seq),
          icon: line.icon,
          text: lineText(line),
          caption: whereOf(line.event),
          time: timeOfDay(Date.parse(line.event.at)),
          at: Date.parse(line.event.at),
          ...(line.tone === undefined ? {} : { tone: line.tone }),
        }))}
      />
    </Section>
  ))
}
