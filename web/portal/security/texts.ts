export const securityTexts = {
  title: 'Security overview',
  lead: 'How your account stands, and what each thing you could lose would mean.',
  state: {
    inOrder: {
      chip: 'In order',
      text: 'Signing in takes your password and a code from your authenticator. Nobody gets in with one of them alone.',
    },
    unknown: {
      chip: 'Look at this now',
      text: (device: string) =>
        `A session is open on a device not seen before: ${device}. If it is not yours, end it.`,
      act: 'Go to sessions',
    },
    passwordKnown: {
      chip: 'Change your password',
      text: 'Since your last visit someone had your password and was stopped at the second factor.',
      act: 'Change password',
    },
    mailboxKnown: {
      chip: 'Secure your mailbox',
      text: 'Since your last visit someone had a code from your mailbox and was stopped at the second factor.',
      act: 'See the messages',
    },
    reset: {
      chip: 'Look through it',
      text: 'Since your last visit the password was reset. See that everything is as you left it.',
      act: 'Look through it',
    },
    tried: {
      chip: 'Someone tried',
      text: 'Since your last visit someone tried a wrong password from another address. They did not get in.',
      act: 'See the activity',
    },
  },
  missing:
    'There is one authenticator and no second one. If the phone is lost, only the setup key you wrote down brings the codes back.',
  points: {
    title: 'Point by point',
    password: { name: 'Password', text: (when: string) => `Changed ${when}.`, act: 'Change' },
    factor: {
      name: 'Second factor',
      text: (name: string, when: string) => `${name}, last used ${when}.`,
      never: (name: string) => `${name}, not used yet.`,
      act: 'See methods',
    },
    sessions: {
      name: 'Sessions',
      text: (sessions: string, time: string) =>
        `${sessions} open. Signed out after ${time} without activity.`,
      act: 'See sessions',
      one: 'Only this one',
      unknown: 'Not seen before',
    },
    activity: {
      name: 'Activity',
      text: (when: string) => `Last entry ${when}.`,
      act: 'See activity',
    },
    on: 'On',
  },
  loss: {
    title: 'If someone had…',
    thing: 'One thing',
    could: 'They could',
    stopped: 'What stops them',
    rows: [
      { thing: 'Your password', could: 'Nothing', stopped: 'The code, asked at every sign-in' },
      {
        thing: 'Your phone, unlocked',
        could: 'With your mail and your authenticator on it: choose a new password and sign in',
        stopped: 'A lock on either app. Withdrawals are held for 24 hours, and we tell you',
      },
      {
        thing: 'Your mailbox',
        could: 'Read our emails, and ask for a new password',
        stopped: 'The code from your authenticator',
      },
      { thing: 'Your setup key', could: 'Nothing', stopped: 'The password, and for a new one the mailbox' },
      {
        thing: 'This browser, open',
        could: 'Look, and sign you out',
        stopped: 'A code, asked for every change',
      },
    ],
  },
  margin: [
    {
      title: 'Two things together',
      text: 'Whoever has your authenticator and either your password or your mailbox can sign in as you. If that may be so, sign in yourself, end all other sessions and change the password.',
    },
  ],
} as const
