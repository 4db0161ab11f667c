/**
 * PostgreSQL's own messages. A log that only grows would one day fill the disk that the money's
 * database writes to, so it begins empty at each start and is emptied when it passes its limit.
 */
import { closeSync, openSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'

const BYTES_MAX = 8 * 1024 * 1024
const CHECK_EVERY_MS = 30_000
const REASON_LENGTH_MAX = 300

export function emptyLog(path: string): void {
  writeFileSync(path, '', { mode: 0o600 })
}

/** Opened to append: after the file is emptied, the next line lands at its beginning. */
export function openLog(path: string): { readonly handle: number; readonly close: () => void } {
  const handle = openSync(path, 'a', 0o600)
  return { handle, close: () => closeSync(handle) }
}

/** Keeps the log within its limit until the answer is called. */
export function boundLog(path: string): () => void {
  const timer = setInterval(() => {
    try {
      if (statSync(path).size > BYTES_MAX) {
        truncateSync(path, 0)
      }
    } catch {
      // A log that an operator took away is no reason to stop a server.
    }
  }, CHECK_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}

/** The last line that says why PostgreSQL stopped. */
export function lastReason(path: string): string {
  try {
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    const line = lines.findLast((text) => /FATAL|PANIC|error/i.test(text)) ?? lines.at(-1) ?? ''
    return line.slice(0, REASON_LENGTH_MAX)
  } catch {
    return ''
  }
}
