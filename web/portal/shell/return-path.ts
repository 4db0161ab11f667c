// Pure: where a sign-in leads back to. Only pages of our own, named one by one: an address from outside, or a path
// that reads like one (`//elsewhere`), leads to the dashboard.
export const SIGNED_IN_PATHS = [
  '/dashboard',
  '/approvals',
  '/security',
  '/security/methods',
  '/security/methods/add',
  '/security/methods/add/key',
  '/security/methods/add/authenticator',
  '/security/methods/add/email',
  '/security/methods/add/backup-codes',
  '/security/identities',
  '/security/password',
  '/security/pin',
  '/security/settings-lock',
  '/security/sessions',
  '/security/activity',
  '/security/messages',
  '/security/review',
  '/settings',
  '/settings/contacts',
] as const
export type SignedInPath = (typeof SIGNED_IN_PATHS)[number]

const HOME: SignedInPath = '/dashboard'

/** One approval, whose address stands in a mail. */
const ONE_APPROVAL = /^\/approvals\/[0-9a-f-]{36}$/

export function returnPath(asked: unknown): string {
  if (typeof asked === 'string' && ONE_APPROVAL.test(asked)) return asked
  return SIGNED_IN_PATHS.find((path) => path === asked) ?? HOME
}

/** The page of a locked session, with the way back. */
export const lockedAddress = (from: string): string =>
  returnPath(from) === from && from !== HOME ? `/locked?${new URLSearchParams({ return: from })}` : '/locked'

/** The front door's address with the way back, unless that is where one lands anyway. */
export function signInAddress(from: string, ended: boolean): string {
  const query = new URLSearchParams()
  if (returnPath(from) === from && from !== HOME) query.set('return', from)
  if (ended) query.set('ended', 'yes')
  return query.size === 0 ? '/sign-in' : `/sign-in?${query}`
}
