export const lockedTexts = {
  title: 'Locked',
  lead: (username: string) =>
    `You were away for a while, ${username}. This is still the same session: unlock it the way you unlock this device.`,
  say: {
    title: 'Nothing of yours is on this page',
    text: 'While a session is locked, the portal shows and does nothing. Twelve hours after the sign-in it ends.',
  },
  act: 'Unlock with this device',
  asking: 'Answer your device',
  signOut: 'Sign out',
  anew: 'Sign in with username and password',
  until: (when: string) => `The session ends ${when}, locked or not.`,
  noPasskey: {
    title: 'No passkey opens this session any more',
    text: 'The passkey of this device was removed, or it is no longer on for sign-in. Sign in anew.',
  },
  wrong:
    'That did not unlock the session. Use the passkey of this very device, with its finger, face or PIN.',
  again: 'That took too long. Try again.',
  noKey: 'This browser has lost the key that shows which device it is. Sign in anew.',
} as const
