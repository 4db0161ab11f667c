// Pure: one text, as plain text and as HTML. Every value a client gave is text in both.

export type Words = {
  readonly subject: string /** Paragraphs; a code stands alone in one. */
  readonly paragraphs: readonly string[]
  /** Links that do something: in the mail alone, never in the message centre, which who is signed in can read. */
  readonly links?: readonly { readonly text: string; readonly url: string }[]
}

const FOOT =
  'Holdfast never asks for a password, a PIN or a code by mail, phone or chat. Every security message is also in your message centre in the portal.'

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.codePointAt(0)};`)

export const plainText = (words: Words): string =>
  [...words.paragraphs, ...(words.links ?? []).map(({ text, url }) => `${text}:\n${url}`), '-- ', FOOT].join(
    '\n\n',
  )

export function html(words: Words): string {
  const paragraphs = words.paragraphs.map((text) =>
    /^[0-9]{3} [0-9]{3}$/.test(text)
      ? `<p style="font:600 28px monospace;letter-spacing:2px">${text}</p>`
      : `<p>${escapeHtml(text).replaceAll('\n', '<br>')}</p>`,
  )
  const links = (words.links ?? []).map(
    ({ text, url }) => `<p><a href="${escapeHtml(url)}">${escapeHtml(text)}</a></p>`,
  )
  return `<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>${escapeHtml(words.subject)}</title><body style="font:16px/1.5 sans-serif;color:#0d2229;max-width:36em">${[...paragraphs, ...links].join('')}<hr><p style="color:#53676d">${FOOT}</p></body></html>`
}

/** What a device shows, perhaps to whoever looks at it locked: the same text, without any address in it. */
export type PushText = { readonly title: string; readonly body: string }
/** Characters of Unicode: what is longer no device shows. */
const TITLE = 100
const BODY = 400

export function pushText({ subject, paragraphs: [first = ''] }: Words): PushText {
  return { title: shown(subject, TITLE), body: shown(first, BODY) }
}

/** A notice of a thief's with an address would look the same: ours have none, even where a client's own word holds one. */
function shown(text: string, most: number): string {
  const line = text
    .toWellFormed()
    .replace(/\S*:\/\/\S*/g, '…')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim()
  const letters = [...line]
  return letters.length <= most ? line : `${letters.slice(0, most - 1).join('')}…`
}

/** UTF-8. Push services take 4096 bytes of an encrypted message (RFC 8291 §4). */
export const PUSH_BYTES = 2304

/** As it is sent: one length for all, so that the service between us learns nothing from that. */
export function pushPayload(id: string, text: PushText): string {
  const json = JSON.stringify({ id, ...text })
  return json + ' '.repeat(Math.max(0, PUSH_BYTES - Buffer.byteLength(json)))
}
