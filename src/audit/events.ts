// The closed list of what can be said in an account's log. An event that is not here cannot be written.

export const EVENTS = {
  'account.created': 'The account was made',
  'factor.added': 'A method of proof was added',
  'factor.renamed': 'A method of proof was renamed',
  'factor.arranged': 'What is asked first was changed',
  'factor.turned-on': 'A method of proof was turned on for a purpose',
  'factor.turned-off': 'A method of proof was turned off for a purpose',
  'factor.removed': 'A method of proof was removed',
  'change.asked': 'A change of methods was asked for and waits',
  'change.cancelled': 'A change of methods that waited was cancelled',
  'change.delayed': 'A change of methods that waited was delayed by a link from a mail',
  'sign-in.completed': 'Signed in',
  'sign-in.password-wrong': 'A sign-in was tried with a wrong password',
  'sign-in.code-wrong': 'A sign-in with the right password failed at the second factor',
  'sign-in.slowed': 'Sign-ins from unknown devices were slowed after wrong tries',
  'sign-up.tried-again': 'Someone began to sign up with the address of this account',
  'device.added': 'A device became known',
  'device.forgotten': 'A device was forgotten',
  'session.ended': 'Sessions were ended',
  'session.signed-out': 'Signed out',
  'session.unlocked': 'A locked session was unlocked',
  'session.unlock-failed': 'A locked session was not unlocked: the answer was wrong',
  'challenge.failed': 'A proof for an act failed',
  'password.changed': 'The password was changed',
  'password.reset-asked': 'A new password was asked for at the door',
  'password.reset-failed': 'A new password was asked for at the door, and a wrong code was given',
  'password.reset': 'The password was reset',
  'username.asked': 'The username was asked for at the door, and mailed',
  'review.finished': 'The account was looked through after a reset',
  'approval.asked': 'The platform asked for an approval',
  'approval.approved': 'An act of the platform was approved',
  'approval.refused': 'An act of the platform was refused',
  'approval.expired': 'An act of the platform was not approved in time',
  'quick-unlock.on': 'Quick unlock was turned on for a device',
  'quick-unlock.off': 'Quick unlock was turned off for a device',
  'idle-time.changed': 'The idle time was changed',
} as const satisfies Record<string, string>

export type AuditEventName = keyof typeof EVENTS
/** Flat and small: what the words need. Never a secret, a code or a link. */
export type AuditData = { readonly [key: string]: string | number | boolean }
export type AuditLine = { readonly event: AuditEventName; readonly data: AuditData }
