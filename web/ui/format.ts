// How moments, durations and sums are written. Words are British until the portal is translated;
// the zone is the reader's own. Every function is pure: the present moment is an argument.

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export type Zone = string | undefined

type Parts = Readonly<Record<'year' | 'month' | 'day' | 'weekday' | 'hour' | 'minute', string>>

const formats = new Map<Zone, Intl.DateTimeFormat>()

function partsOf(at: number, zone: Zone): Parts {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      weekday: 'short',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      ...(zone === undefined ? {} : { timeZone: zone }),
    })
    formats.set(zone, format)
  }
  const parts = { year: '', month: '', day: '', weekday: '', hour: '', minute: '' }
  for (const part of format.formatToParts(at)) {
    if (part.type in parts) parts[part.type as keyof Parts] = part.value
  }
  return parts
}

const dateKey = (parts: Parts): string => `${parts.year}-${parts.month}-${parts.day}`

/** 14:02 */
export function timeOfDay(at: number, zone?: Zone): string {
  const { hour, minute } = partsOf(at, zone)
  return `${hour}:${minute}`
}

/** 14 January 2026 */
export function longDate(at: number, zone?: Zone): string {
  const { day, month, year } = partsOf(at, zone)
  return `${day} ${month} ${year}`
}

/** today, tomorrow, yesterday, Sat 28 March; the year only when it is another one. */
export function dayName(at: number, now: number, zone?: Zone): string {
  const parts = partsOf(at, zone)
  const key = dateKey(parts)
  const here = partsOf(now, zone)
  if (key === dateKey(here)) return 'today'
  if (key === neighbour(now, 1, zone)) return 'tomorrow'
  if (key === neighbour(now, -1, zone)) return 'yesterday'
  const year = parts.year === here.year ? '' : ` ${parts.year}`
  return `${parts.weekday} ${parts.day} ${parts.month}${year}`
}

// The calendar day beside today, found from noon so that a 23 or 25 hour day does not skip it.
function neighbour(now: number, days: 1 | -1, zone: Zone): string {
  const { hour, minute } = partsOf(now, zone)
  const noon = now + (12 - Number(hour)) * HOUR - Number(minute) * MINUTE
  return dateKey(partsOf(noon + days * DAY, zone))
}

/** "today, 14:02", "Sat 28 March, 10:12": inside a sentence. */
export function moment(at: number, now: number, zone?: Zone): string {
  return `${dayName(at, now, zone)}, ${timeOfDay(at, zone)}`
}

/** "Today, 14:02": at the head of a line. */
export function momentAtHead(at: number, now: number, zone?: Zone): string {
  return capital(moment(at, now, zone))
}

export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** "12 min ago" within the hour, else the moment. */
export function sinceMoment(at: number, now: number, zone?: Zone): string {
  const passed = now - at
  if (passed < MINUTE) return 'just now'
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min ago`
  return moment(at, now, zone)
}

/** "19 h 35 min", "3 days 20 hours", "less than a minute". Rounded up: a wait is never shorter than said. */
export function duration(ms: number): string {
  if (ms < MINUTE) return 'less than a minute'
  if (ms <= DAY) {
    const minutes = Math.ceil(ms / MINUTE)
    const hours = Math.floor(minutes / 60)
    const rest = minutes % 60
    if (hours === 0) return `${rest} min`
    return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
  }
  const hours = Math.ceil(ms / HOUR)
  const days = Math.floor(hours / 24)
  const rest = hours % 24
  return rest === 0 ? count(days, 'day') : `${count(days, 'day')} ${count(rest, 'hour')}`
}

/** "21 h", "35 min": for a chip. Rounded up too. */
export function roughDuration(ms: number): string {
  return ms > HOUR ? `${Math.ceil(ms / HOUR)} h` : `${Math.max(1, Math.ceil(ms / MINUTE))} min`
}

/** "24 hours", "7 days", "15 minutes": a length that is set, not one that runs. */
export function wholeDuration(ms: number): string {
  if (ms >= 2 * DAY && ms % DAY === 0) return count(ms / DAY, 'day')
  if (ms >= HOUR && ms % HOUR === 0) return count(ms / HOUR, 'hour')
  return count(Math.round(ms / MINUTE), 'minute')
}

/** 4:32 */
export function timeLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** "4 minutes 32 seconds", for those who hear it. */
export function spokenTimeLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const minutes = Math.floor(seconds / 60)
  const rest = count(seconds % 60, 'second')
  return minutes === 0 ? rest : `${count(minutes, 'minute')} ${rest}`
}

const together = new Intl.ListFormat('en-GB', { type: 'conjunction' })
/** "one, two and three" */
export function list(names: readonly string[]): string {
  return together.format(names)
}

const either = new Intl.ListFormat('en-GB', { type: 'disjunction' })
/** "one, two or three" */
export function alternatives(names: readonly string[]): string {
  return either.format(names)
}

export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : plural}`
}

/** "1234.50" becomes "1,234.50". Sums stay decimal strings: a float would lose the last digits. */
export function grouped(decimal: string): string {
  const [whole = '', fraction] = decimal.split('.')
  const thousands = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? thousands : `${thousands}.${fraction}`
}

/** The figures that say something, and the zeros that only say how exact it is. */
export function splitZeros(decimal: string): { readonly said: string; readonly zeros: string } {
  const dot = decimal.indexOf('.')
  if (dot === -1) return { said: decimal, zeros: '' }
  const zeros = /\.?0+$/.exec(decimal)?.[0] ?? ''
  return { said: decimal.slice(0, decimal.length - zeros.length), zeros }
}

/** Groups of four, as addresses and keys are read. */
export function groupsOf(text: string, size = 4): readonly string[] {
  const groups: string[] = []
  for (let at = 0; at < text.length; at += size) groups.push(text.slice(at, at + size))
  return groups
}
