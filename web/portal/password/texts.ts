export const passwordTexts = {
  title: 'Password',
  lead: 'Asked first at every sign-in. Use it nowhere else.',
  hint: 'At least 8 characters. Spaces and any letters count; a sentence is easier to remember than signs.',
  current: 'Current password',
  new: 'New password',
  missing: 'Enter your current password.',
  act: 'Change password',
  done: 'Password changed',
  doneEnded: (sessions: string) => `Password changed, ${sessions} ended`,
  currentWrong: 'That is not your current password. Check Caps Lock.',
  currentWrongLeft: (tries: string) => `That is not your current password. Check Caps Lock. ${tries} left.`,
  what: 'What happens',
  whatText:
    'Every other session ends at once and has to sign in with the new password. This one stays. We tell you by email.',
  forgot: 'Not sure of the current one?',
  forgotText: 'Look in your password manager, in the browser or on the phone: most people find it there.',
  stepUp: {
    title: 'Change the password?',
    leave: 'Keep the old password',
    approve: 'Change password',
  },
  waiting: {
    waits: (when: string) => `A new password takes effect ${when}`,
    waitsText:
      'Someone at the sign-in page said that the password is forgotten, and chose it with your mailbox and a texted or a backup code. Until then the present one counts. If it was not you, cancel it and change the password of your mailbox.',
    cancel: 'Cancel the new password',
    cancelled: 'The new password is cancelled',
  },
  problems: {
    tooShort: 'Use at least 8 characters.',
    tooLong: 'Use at most 256 characters.',
    common:
      'This one is on lists of stolen passwords, or too simple. Choose one that only you could think of.',
    likeTheAccount:
      'This is too close to your username, your address or our name. Choose one that has nothing to do with them.',
    sameAsBefore: 'This is the password you have now. Choose another.',
    other: 'This password cannot be used. Choose another.',
  },
} as const
