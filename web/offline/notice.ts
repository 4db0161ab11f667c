// Pure: what a push says, read as strictly as anything that comes from outside. Where a press leads is written here and
// never in a push: who could send one in our name could still lead nobody away.

export type Notice = { readonly id: string; readonly title: string; readonly body: string }

/** The one place that a press on a notice opens. */
export const MESSAGES = '/security/messages'

const TITLE = 100
const BODY = 400
/** A browser has to show something for each push, or takes the permission away. */
const UNREAD: Notice = {
  id: 'unread',
  title: 'A message about your account',
  body: 'Open your messages to read it.',
}

export function readNotice(text: string | undefined): Notice {
  const { id, title, body } = parsed(text)
  if (typeof id !== 'string' || !/^[0-9a-f-]{36}$/.test(id)) return UNREAD
  if (typeof title !== 'string' || typeof body !== 'string' || title === '') return UNREAD
  return { id, title: title.slice(0, TITLE), body: body.slice(0, BODY) }
}

function parsed(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

/** Is this open page the one with the messages? */
export const isMessages = (address: string): boolean => URL.parse(address)?.pathname === MESSAGES
