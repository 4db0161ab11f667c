// Moments as the server sends them, as words in the reader's own zone.
import { useNow } from '../../ui/clock.ts'
import { moment, momentAtHead, sinceMoment, timeOfDay } from '../../ui/format.ts'

export type When = {
  /** "today, 14:02" */
  readonly inside: (iso: string) => string
  /** "Today, 14:02" */
  readonly head: (iso: string) => string
  /** "12 min ago" */
  readonly since: (iso: string) => string
}

export function useWhen(): When {
  const now = useNow()
  return {
    inside: (iso) => moment(Date.parse(iso), now),
    head: (iso) => momentAtHead(Date.parse(iso), now),
    since: (iso) => sinceMoment(Date.parse(iso), now),
  }
}

/** "at 14:20", or with the day if it is another: "tomorrow, 09:40". */
export function nextTry(iso: string, now: number): string {
  const at = Date.parse(iso)
  const said = moment(at, now)
  return said.startsWith('today') ? `at ${timeOfDay(at)}` : said
}
