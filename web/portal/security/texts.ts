export const securityTexts = {
  title: 'Security overview',
  lead: 'How your account stands, and what each thing you could lose would mean.',
  state: {
    inOrder: {
      chip: 'In order',
      text: 'Signing in takes your password and a second factor. Nobody gets in with one of them alone.',
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
  checkUp: {
    strongest: {
      name: 'A key that cannot be fooled',
      good: 'On',
      bad: 'Missing',
      act: 'Add a key',
      text: {
        on: 'A security key or passkey signs you in. A false page gets nothing from it.',
        off: 'A code can be typed into a false page. A security key or passkey answers this portal alone.',
      },
    },
    spare: {
      name: 'A second way to sign in',
      good: 'On',
      bad: 'Missing',
      act: 'Add a method',
      text: (ways: number) =>
        ways > 1
          ? `${ways} methods sign you in. If one is lost, another one opens.`
          : 'One method alone signs you in. If it is lost, you wait for a way back in.',
    },
    codes: {
      name: 'Backup codes',
      good: 'Kept',
      bad: 'Attention',
      act: 'See backup codes',
      make: 'Make a new list',
      text: (left: number) =>
        left === 0
          ? 'No list yet. Ten codes on paper bring you back in when your phone or key is gone.'
          : left === 1
            ? 'One code is left. Use it for a new list.'
            : `${left} codes are left.`,
    },
    weaker: {
      name: 'Weaker methods',
      good: 'None',
      bad: 'On',
      act: 'See weaker methods',
      text: (names: string) =>
        `${names}: as safe as your mailbox or your number. Turn it off when you have something stronger.`,
    },
    closed: {
      name: 'Methods closed to new devices',
      good: 'None',
      bad: 'Add it anew',
      act: 'See these methods',
      text: (names: string) =>
        `${names}: someone with your password tried a hundred wrong codes. Change your password, then add the method anew.`,
    },
    unused: {
      name: 'Methods not used for long',
      good: 'None',
      bad: 'Check it',
      act: 'See these methods',
      text: (names: string) =>
        `${names}: not used for three months. See that you still have it; what is lost, remove.`,
    },
    unripe: {
      name: 'Young methods',
      good: 'None',
      bad: 'Young',
      act: 'See when',
      text: (names: string) =>
        `${names}: signs in already. It approves changes from 24 hours after it was added; nothing is to be done.`,
    },
    devices: {
      name: 'Devices not used for long',
      bad: 'Old',
      text: (names: string) =>
        `${names}: not seen for a month. Forgotten, they are new again at their next sign-in.`,
      act: (devices: string) => `Forget ${devices}`,
      done: (devices: string) => `${devices} forgotten`,
    },
  },
  points: {
    title: 'Point by point',
    password: { name: 'Password', text: (when: string) => `Changed ${when}.`, act: 'Change' },
    factor: {
      name: 'Second factor',
      text: (name: string, when: string) => `${name}, last used ${when}.`,
      never: (name: string) => `${name}, not used yet.`,
      act: 'See methods',
    },
    lock: {
      name: 'Settings lock',
      on: 'On',
      opening: 'Opening',
      off: 'Off',
      locked: 'Nobody can change your settings before a wait that you have chosen is over.',
      opens: (when: string) => `It was asked to open, and opens ${when}.`,
      open: 'Who gets in can change what protects you. Locked, a change takes days, and you hear of it.',
      see: 'See the lock',
      act: 'Lock settings',
    },
    hidden: 'Hidden while your settings are locked.',
    purposes: {
      name: 'Funding and trading',
      text: (funding: string, trading: string) => `Funding: ${funding}. Trading: ${trading}.`,
      signIn: 'your sign-in methods',
      nothing: 'nothing answers now',
      chip: 'Nothing answers',
      act: 'See by purpose',
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
