// The development inbox: the mails that would have gone out, newest first. In production it does not exist.

import type { InboxMail } from '../../notify/mail.ts'
import { page } from '../../serve/reference.ts'

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.codePointAt(0)};`)

export function inboxPage(mails: readonly InboxMail[]): string {
  const list = mails.toReversed().map(
    (mail) => `<article><h2>${escape(mail.subject)}</h2>
<p>To ${escape(mail.to)}, <time datetime="${escape(mail.at)}">${escape(mail.at)}</time></p><pre>${escape(mail.text)}</pre></article>`,
  )
  return page(
    'Development inbox – Holdfast',
    `<h1>Development inbox</h1>
<p>Mails that Holdfast has written, newest first. This page exists in development mode only. <a href="/dev/inbox">Look again</a></p>
${list.length === 0 ? '<p>No mail yet. Codes arrive here a moment after they were asked for.</p>' : list.join('')}`,
  )
}
