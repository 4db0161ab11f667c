// Time is always an argument: milliseconds since 1970, read from the database clock (db/clock.ts).

export type Ms = number

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** ISO 8601 in UTC: the only form in which a moment leaves the server. */
export const iso = (at: Ms): string => new Date(at).toISOString()
