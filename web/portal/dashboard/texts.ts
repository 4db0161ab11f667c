export const dashboardTexts = {
  title: 'Dashboard',
  morning: (person: string) => `Good morning, ${person}. Your account holds`,
  afternoon: (person: string) => `Good afternoon, ${person}. Your account holds`,
  evening: (person: string) => `Good evening, ${person}. Your account holds`,
  nothing: 'Nothing yet',
  nothingText: 'What is credited to you appears here with its worth.',
  newDevice: {
    title: 'This device is new to your account',
    text: 'We told you by email. Look through the devices and the activity. If you do not know one of them, end its session and change your password.',
    noKey:
      'This browser keeps no key for your account, as in a private window: it is new each time you sign in with it.',
    act: 'Sessions and devices',
  },
  look: {
    title: 'Look through your account',
    text: (when: string) => `Your password was reset ${when}. See that everything is as you left it.`,
    act: 'Look through it',
  },
  held: {
    title: (until: string) => `Withdrawals are held until ${until}`,
    causes: {
      'password-reset': (when: string) => `Your password was reset ${when}.`,
      'method-weakened': (when: string) => `A method of proof was changed ${when}.`,
      'pin-reset': (when: string) => `Your PIN was replaced ${when}.`,
      'contact-changed': (when: string) => `Your email or phone was changed ${when}.`,
    },
    text: 'The wait protects you if it was not you, and nobody can shorten it.',
  },
  glance: {
    title: 'At a glance',
    portfolio: {
      name: 'Portfolio',
      text: 'One line for each asset you hold, in full precision.',
    },
    funding: {
      name: 'Funding',
      text: 'No deposits or withdrawals. Money can leave only to addresses you have saved beforehand.',
    },
    trading: { name: 'Trading', text: 'No open orders. Trading cannot move money out of the account.' },
  },
  open: {
    title: 'Open now',
    all: 'Sessions and devices',
    more: (sessions: string) => `And ${sessions} more.`,
  },
  security: { title: 'Security', all: 'Security overview' },
  since: {
    title: 'Since your last visit',
    all: 'All activity',
    here: (where: string, when: string) => (where === '' ? when : `${where}. ${when}`),
  },
  message: { title: 'Newest message', all: 'All messages', none: 'No messages yet.', unread: 'unread' },
} as const
