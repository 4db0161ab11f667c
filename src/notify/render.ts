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
