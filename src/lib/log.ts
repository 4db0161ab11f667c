// One JSON line an event on standard error. Callers pass names and numbers, never bodies, tokens or addresses.

export type LogFields = { readonly [name: string]: string | number | boolean | undefined }
export type Log = {
  info(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

export function jsonLog(write: (line: string) => void): Log {
  const line = (level: string, message: string, fields: LogFields = {}): void =>
    write(`${JSON.stringify({ level, message, ...fields })}\n`)
  return { info: (m, f) => line('info', m, f), error: (m, f) => line('error', m, f) }
}
