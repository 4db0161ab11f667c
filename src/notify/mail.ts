// Mail goes out through one port. In production that is SMTP by nodemailer; in development an inbox that the
// server shows at /dev/inbox. Tests run a real SMTP server on loopback.

import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createTransport } from 'nodemailer'
import { iso, type Ms } from '../lib/time.ts'

export type Mail = {
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}
export type MailPort = {
  /** @throws if the mail was not taken; it is tried again with the same id. */
  send(mail: Mail): Promise<void>
  /** Can mail be sent now? For doctor and readiness. @throws with the reason. */
  check(): Promise<void>
}

export type SmtpSettings = {
  readonly url: string
  readonly from: string
  /** Refuse a server that does not offer TLS: codes go through it. */
  readonly requireTls?: boolean
}

export function smtpMail(settings: SmtpSettings): MailPort {
  const transport = createTransport(
    {
      url: settings.url,
      // Together well under the lease of a mail (outbox.ts), so that no second node begins to send it.
      connectionTimeout: 8_000,
      greetingTimeout: 8_000,
      socketTimeout: 15_000,
      requireTLS: settings.requireTls ?? false,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from: settings.from },
  )
  const domain = settings.from.replace(/^.*@/, '').replace(/>.*$/, '')
  return {
    async send(mail) {
      // The id in Message-ID lets a mailbox drop a second copy, should the server die between sending and noting it.
      await transport.sendMail({
        messageId: `<${mail.id}@${domain}>`,
        to: mail.to,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
      })
    },
    async check() {
      await transport.verify()
    },
  }
}

export type InboxMail = Mail & { readonly at: string }
export type DevelopmentInbox = MailPort & { read(): readonly InboxMail[] }
const KEPT = 200

/** A file in the data folder, so that a restart loses no mail. Development only: it holds codes in clear. */
export function developmentInbox(path: string, now: () => Ms): DevelopmentInbox {
  const read = (): readonly InboxMail[] => {
    if (!existsSync(path)) return []
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
    // The last line may be half written, if the server was killed meanwhile.
    return lines
      .flatMap((line) => {
        try {
          return [JSON.parse(line) as InboxMail]
        } catch {
          return []
        }
      })
      .slice(-KEPT)
  }
  return {
    read,
    check: () => Promise.resolve(),
    send(mail) {
      const kept = read()
      if (kept.some((one) => one.id === mail.id)) return Promise.resolve()
      const line = `${JSON.stringify({ ...mail, at: iso(now()) })}\n`
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
      return Promise.resolve()
    },
  }
}
