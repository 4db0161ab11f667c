export const shellTexts = {
  problem: {
    slowDown: 'That was too often. Wait a few minutes, then try again.',
    slowDownUntil: (when: string) => `That was too often. You can try again ${when}.`,
    busy: 'Many people are here at this moment. Nothing was lost: try again in a few seconds.',
    away: 'Holdfast is not available for a moment. Nothing was changed. Try again shortly.',
    unknown: 'The line broke while this was being kept. Look whether it was done before you try again.',
    unreachable: 'No answer came. Check your network, then try again.',
    readingOnly:
      'This session only reads, because its device is not known yet. It says at the top what to do.',
    noPin: 'Your account has no PIN yet. Sign out and in again: you choose one on the way.',
    state: 'The account does not allow this in its present state.',
    locked:
      'Your settings are locked. This can be changed when the lock is open: see Security, Settings lock.',
    gone: 'This is no longer there. Load the page again to see how things stand.',
    internal:
      'This did not go through and nothing was changed. Try again; if it happens twice, tell support what you were doing.',
    internalWithNumber: (incident: string) =>
      `This did not go through and nothing was changed. Try again; if it happens twice, give support the number ${incident}.`,
  },
  failed: 'This part could not be loaded',
  again: 'Try again',
  security: {
    title: 'Security',
    overview: 'Overview',
    methods: 'Authentication methods',
    identities: 'Security identities',
    password: 'Password',
    settingsLock: 'Settings lock',
    sessions: 'Sessions and devices',
    activity: 'Activity',
    messages: 'Messages',
  },
  signedOut: 'Signed out',
  signedOutForgotten: 'Signed out, and this device forgotten',
  errorSay: {
    title: 'Check the address before you type',
    text: 'This portal lives at one address. Open it from your own bookmark, not from a link in a message.',
  },
  placeUnknown: 'Place unknown',
} as const
