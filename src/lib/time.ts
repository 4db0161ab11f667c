// Time is always an argument: milliseconds since 1970, read from the database clock (db/clock.ts).

export type Ms = number

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** ISO 8601 in UTC: the only form in which a moment leaves the server. */
export const iso = (at: Ms): string => new Date(at).toISOString()

const LONG = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
})
/** For mails, whose reader's time zone nobody knows: `22 November 2026 at 20:52 UTC`. */
export const longDate = (at: Ms): string => `${LONG.format(at)} UTC`
