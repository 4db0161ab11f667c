// What can be locked, each group with a wait of its own (RULES part 1, "settings lock"). The portal names them too.

/** `settings` holds everything that is set: methods, contacts, PIN, Master Key, addresses and keys among them. */
export const LOCK_GROUPS = ['settings', 'addresses', 'withdrawals', 'api-keys', 'trading'] as const
export type LockGroup = (typeof LOCK_GROUPS)[number]

export const LOCK_DAYS = { shortest: 1, usual: 7, longest: 30 } as const
/** A longer wait could keep its owner out as well as a thief: it also asks for a code from the mailbox (RULES part 2). */
export const LONG_LOCK_DAYS = 7
/** For how long it may be opened, in hours; otherwise it is open until it is locked by hand. */
export const OPEN_HOURS = [1, 24, 168] as const

/** In mails and on the page where something is stopped. */
export const LOCK_WORDS: Readonly<Record<LockGroup, string>> = {
  settings: 'your settings',
  addresses: 'new addresses',
  withdrawals: 'withdrawals',
  'api-keys': 'API keys',
  trading: 'trading',
}
