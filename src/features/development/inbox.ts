// The development inbox: the mails and texts that would have gone out, newest first. In production it does not exist.

import type { InboxItem } from '../../notify/inbox.ts'
import { page } from '../../serve/reference.ts'

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.codePointAt(0)};`)

export function inboxPage(items: readonly InboxItem[]): string {
  const list = items.toReversed().map(
    (item) => `<article><h2>${escape('subject' in item ? item.subject : 'Text message')}</h2>
<p>To ${escape(item.to)}, <time datetime="${escape(item.at)}">${escape(item.at)}</time></p><pre>${escape(item.text)}</pre></article>`,
  )
  return page(
    'Development inbox – Holdfast',
    `<h1>Development inbox</h1>
<p>Mails and texts that Holdfast has written, newest first. This page exists in development mode only. <a href="/dev/inbox">Look again</a></p>
${list.length === 0 ? '<p>Nothing yet. Codes arrive here a moment after they were asked for.</p>' : list.join('')}`,
  )
}
