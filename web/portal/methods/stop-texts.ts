export const stopTexts = {
  title: 'Stop a change',
  lead: 'You came by the link of a mail about a change of your account. Opening it has stopped nothing yet.',
  say: {
    title: 'Stopping is always safe',
    text: 'If you are not sure, stop it. The change can be asked for again; what a thief changes may be lost.',
  },
  what: {
    on: 'A method is to be turned on',
    off: 'A method is to be turned off',
    remove: 'A method is to be removed',
    email: 'Your email address is to be replaced',
    phone: 'Your phone number is to be replaced',
    'phone-off': 'Your phone number is to be removed',
    pin: 'Your PIN is to be replaced',
    password: 'Your password is to be replaced',
    'push-off': 'Notices on one of your devices are to be turned off',
    lock: 'A lock of your account is to open',
    lost: 'A method that was said to be lost is to be removed',
  },
  soon: 'Any moment now',
  asked: 'Asked for',
  due: 'Takes effect',
  how: 'If it was not you who asked, stop it, then sign in and change your password. If it was you, close this page.',
  act: 'Stop this change',
  working: 'Stopping',
  outcomes: {
    cancelled: {
      title: 'The change is stopped',
      text: (_when: string) =>
        'Nothing was changed. If you did not ask for it, someone was signed in to your account: sign in, end the other sessions and change your password.',
    },
    delayed: {
      title: 'The change is delayed by 7 days',
      text: (when: string) =>
        `Links have stopped two changes in 30 days, so this one only delays, until ${when}. A stolen mailbox must not rule your account. Sign in to cancel it for good.`,
    },
    'delayed-before': {
      title: 'The change was delayed before',
      text: (when: string) => `A link delays once. It takes effect ${when}. Sign in to cancel it for good.`,
    },
  },
  /** Nobody was signed in: it was asked for at the front door. */
  cancelledAtDoor:
    'Nothing was changed: your present password counts. If you did not ask for it, someone can read your mailbox: change the password of that first.',
  gone: {
    title: 'There is nothing to stop',
    text: 'The change was cancelled or has taken effect already, or the address is not whole. Sign in to see how your account stands.',
  },
  toMethods: 'See your methods',
} as const
