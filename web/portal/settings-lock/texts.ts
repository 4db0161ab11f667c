import { count } from '../../ui/format.ts'

const days = (wait: number): string => count(wait, 'day')

export const settingsLockTexts = {
  title: 'Settings lock',
  lead: {
    open: 'Lock your settings, and nobody can change them: not a thief, not support, not you. Opening them takes the days that you choose now.',
    on: (since: string) =>
      `On since ${since}. While it is on, nobody can change your settings: not a thief, not support, not you.`,
  },
  margin: {
    why: {
      title: 'Why it waits',
      text: 'A thief who gets in has to wait in full view. You hear of it at once on every channel, and stop it with one press.',
    },
    nobody: {
      title: 'Nobody can shorten it',
      text: 'The wait is kept by the system. Support has no button for it.',
    },
    choose: {
      title: 'Which wait',
      text: 'Longer than you are ever without your mail. If you lose your password, the new one waits as long.',
    },
  },
  groups: {
    settings: {
      name: 'Settings',
      hint: 'Password, methods, PIN, email and phone, and everything else that is set. Your details are hidden.',
    },
    withdrawals: { name: 'Withdrawals', hint: 'No money leaves until it is open again.' },
    trading: { name: 'Trading', hint: 'Nothing that your trading methods approve.' },
    addresses: { name: 'New addresses', hint: 'No withdrawal address is added.' },
    'api-keys': { name: 'API keys', hint: 'No key is made or changed.' },
  },
  lock: {
    title: 'Lock',
    more: 'Lock more',
    what: 'What to lock',
    wait: 'How long opening takes',
    waitHint: 'You can lock for longer while the settings are open, never for shorter while they are locked.',
    days,
    daysWithMail: (wait: number) => `${days(wait)} (asks a code from your mailbox)`,
    nothing: 'Choose at least one thing to lock.',
    cancels: 'Locking cancels what waits',
    act: 'Lock',
    done: 'Locked',
    stepUp: { title: 'Turn on the settings lock?', approve: 'Lock', leave: 'Leave it open' },
    refused: {
      'shorter-wait': 'That is locked with a longer wait already. Choose the same or a longer one.',
      'no-change': 'That is locked already, with this wait.',
    },
  },
  standing: {
    on: 'Locked',
    opening: 'Opening',
    openUntil: 'Open',
    takes: (wait: number, since: string) => `Locked since ${since}. Opening takes ${days(wait)}.`,
    until: (when: string) => `Open until ${when}, then locked again.`,
    ask: 'Ask to open',
    askOf: (name: string) => `Ask to open: ${name}`,
  },
  open: {
    legend: 'How long shall it be open then?',
    for: (hours: number | null): string =>
      hours === null ? 'Until I lock it again' : hours < 48 ? count(hours, 'hour') : days(hours / 24),
    forHint: 'Locked again by itself after that.',
    act: (wait: number) => `Open it in ${days(wait)}`,
    leave: 'Keep it locked',
    done: (when: string) => `It opens ${when}. We told you on every channel.`,
    stepUp: {
      title: (name: string) => `Open the lock: ${name}?`,
      approve: 'Ask to open',
      leave: 'Keep it locked',
    },
    refused: {
      'not-locked': 'It is open already.',
      'opening-already': 'It was asked to open already.',
    },
  },
  opening: {
    title: 'Opening, as asked',
    left: (time: string) => `${time} left`,
    soon: 'Any moment now',
    asked: 'Asked for',
    opens: 'Opens',
    told: 'We told you on every channel, and tell you again before it opens.',
    keep: 'Keep it locked',
    kept: 'It stays locked',
    notMe: 'You did not ask for this?',
    sessions: 'Keep it locked, then end your other sessions',
  },
  works: {
    title: 'Still works',
    all: ['Sign in, see balances and history', 'End sessions, forget devices', 'Cancel what waits'],
    approvals: 'Approve what the platform asks',
  },
  refused: {
    title: 'Refused',
    settings: [
      'Change password, PIN, email or phone',
      'Add, turn off or rename a method',
      'Show your email and methods',
    ],
    withdrawals: 'Approve what takes money out',
    trading: 'Approve what trades',
  },
  bar: {
    locked: 'Settings are locked.',
    opens: (when: string) => `They open ${when}.`,
    see: 'See the lock',
    keep: 'Keep them locked',
  },
  hidden: {
    title: 'Hidden while your settings are locked',
    text: 'Nobody sees this or changes it until the lock opens: not even who sits at your open session.',
    act: 'See the lock',
    index: 'Hidden by the settings lock',
    until: (when: string) => `Hidden until ${when}`,
  },
  unavailable: {
    title: 'Not available while your settings are locked',
    text: 'This can be changed when the lock is open.',
  },
  offer: {
    title: 'Lock your settings',
    text: 'You are set up. With the settings lock on, a thief who gets in can change nothing for days, and you hear of every try to open it.',
    act: 'See the settings lock',
    later: 'Not now',
  },
} as const
