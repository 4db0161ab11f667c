// The development inbox: mails and texts that would have gone out, in a file of the data folder, so that a restart loses
// none. Development only: it holds codes in clear.

import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { iso, type Ms } from '../lib/time.ts'
import type { Mail, MailPort } from './mail.ts'
import type { SmsPort, Text } from './sms.ts'

/** A mail has a subject, a text has none. */
export type InboxItem = (Mail | Text) & { readonly at: string }
export type DevelopmentInbox = {
  readonly mail: MailPort
  readonly sms: SmsPort
  read(): readonly InboxItem[]
}
const KEPT = 200

export function developmentInbox(path: string, now: () => Ms): DevelopmentInbox {
  const read = (): readonly InboxItem[] => {
    if (!existsSync(path)) return []
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
    // The last line may be half written, if the server was killed meanwhile.
    return lines
      .flatMap((line) => {
        try {
          return [JSON.parse(line) as InboxItem]
        } catch {
          return []
        }
      })
      .slice(-KEPT)
  }
  const add = (item: Mail | Text): void => {
    const kept = read()
    if (kept.some((one) => one.id === item.id)) return
    const line = `${JSON.stringify({ ...item, at: iso(now()) })}\n`
    if (kept.length < KEPT) appendFileSync(path, line, { mode: 0o600 })
    else
      writeFileSync(
        path,
        kept
          .slice(-KEPT / 2)
          .map((one) => `${JSON.stringify(one)}\n`)
          .join('') + line,
        { mode: 0o600 },
      )
  }
  const check = (): Promise<void> => Promise.resolve()
  return {
    read,
    mail: { check, send: (mail) => Promise.resolve(add(mail)) },
    sms: {
      check,
      send(text) {
        add(text)
        return Promise.resolve({ kind: 'taken' })
      },
    },
  }
}
