// The log of the account, newest first, a heading for each day.
import { useInfiniteQuery } from '@tanstack/react-query'
import { useLocation, useRouter } from '@tanstack/react-router'
import { Button } from '../../ui/button.tsx'
import { useNow } from '../../ui/clock.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { capital, dayName, timeOfDay } from '../../ui/format.ts'
import { Page, Section } from '../../ui/page.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { Loaded } from '../shell/loaded.tsx'
import { useSecurityIndex } from '../shell/security-index.ts'
import type { Filter } from './filter.ts'
import { askedBy, readFilter, writeFilter } from './filter.ts'
import { FilterForm } from './filter-form.tsx'
import { activityQueryOf } from './queries.ts'
import { activityTexts as words } from './texts.ts'
import type { ActivityEvent } from './words.ts'
import { linesOf, lineText, whereOf } from './words.ts'

export function ActivityPage() {
  const { history } = useRouter()
  const search = useLocation({ select: ({ searchStr }) => searchStr })
  const asked = askedBy(readFilter(search))
  const isFiltered = Object.keys(asked).length > 0
  const query = useInfiniteQuery(activityQueryOf(asked))
  const show = (filter: Filter) => history.push(`/security/activity${writeFilter(filter)}`)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  return (
    <Page
      title={words.title}
      lead={words.lead}
      index={useSecurityIndex('/security/activity')}
      margin={words.margin}
    >
      <FilterForm search={search} onShow={show} />
      <Loaded query={query} rows={6}>
        {({ pages }) =>
          pages[0]?.events.length === 0 ? (
            <EmptyState
              title={words.filter.none.title}
              act={<Button onPress={() => show({})}>{words.filter.all}</Button>}
            >
              {words.filter.none.text}
            </EmptyState>
          ) : (
            <>
              <Days events={pages.flatMap((page) => page.events)} />
              <p className="front-act">
                {hasNextPage ? (
                  <Button working={isFetchingNextPage} onPress={() => void fetchNextPage()}>
                    {words.more}
                  </Button>
                ) : (
                  <span className="sm muted">{isFiltered ? words.endOfFilter : words.end}</span>
                )}
              </p>
            </>
          )
        }
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
