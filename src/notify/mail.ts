// Mail goes out through one port. In production that is SMTP by nodemailer; in development the inbox that
// the server shows at /dev/inbox (inbox.ts). Tests run a real SMTP server on loopback.

import { createTransport } from 'nodemailer'

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
