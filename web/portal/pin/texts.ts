export const pinTexts = {
  name: 'PIN',
  hint: 'Six digits. Not a birthday, not a number of yours, and not the PIN of a card or a phone.',
  again: 'PIN once more',
  missing: 'Enter six digits.',
  differs: 'These two are not the same. Type it once more.',
  problems: {
    common: 'That PIN is among the first that anyone would try. Choose six digits without a pattern.',
    'same-as-before': 'That is the PIN you have now. Choose another.',
    other: 'That PIN cannot be used. Choose another.',
  },
  choose: {
    title: 'Choose a PIN',
    lead: 'You are asked for it when you change how your account is protected, and when money leaves. Never at the front door.',
    act: 'Keep this PIN',
    leave: 'Stop here',
    leaveHint: 'When you sign in again, you go on with this step.',
    say: {
      title: 'Nobody ever asks you for it',
      text: 'Only this portal does, on a page that says what it is for. Not by phone, not by mail, not in a chat.',
    },
  },
  change: {
    title: 'PIN',
    lead: 'Asked when you change how your account is protected, and when money leaves.',
    current: 'Current PIN',
    currentWrong: 'That is not your current PIN.',
    next: 'New PIN',
    act: 'Change PIN',
    done: 'PIN changed',
    what: 'What happens',
    whatText: 'The new PIN counts at once, on every device. We tell you by email.',
    wrong: 'Wrong tries',
    wrongText: 'After five wrong tries this device waits. Your account is never closed for it.',
    stepUp: { title: 'Change the PIN?', leave: 'Keep the old PIN', approve: 'Change PIN' },
    forgotten: 'I do not know it any more',
  },
  reset: {
    title: 'A new PIN',
    lead: 'The old one is not asked for. What you prove instead decides how soon the new one counts.',
    act: 'Choose this PIN',
    back: 'I know the old PIN',
    what: 'What happens',
    whatText:
      'When the new PIN counts, your other sessions end and withdrawals are held for 24 hours. We tell you on every channel.',
    how: {
      legend: 'What can you prove?',
      one: {
        label: 'Your mailbox and one method',
        hint: 'The new PIN waits 24 hours. Every channel is told, and it can be cancelled until then.',
      },
      two: {
        label: 'Your mailbox and two methods',
        hint: 'Of two kinds, or two keys. The new PIN counts at once.',
      },
    },
    onlyOne:
      'A code to your mailbox and your second factor prove it. The new PIN then waits 24 hours; every channel is told, and it can be cancelled until then. With two methods that are older than 24 hours it would count at once.',
    second: 'Second method',
    done: 'The new PIN counts from now on',
    unfit: 'That second method cannot prove this. Choose another way.',
    stepUp: { title: 'Replace the PIN?', leave: 'Keep the old PIN', approve: 'Replace it' },
    waits: (when: string) => `A new PIN takes effect ${when}`,
    waitsText:
      'Until then the old one counts. If it was not you who asked, cancel it and change your password.',
    cancel: 'Cancel the new PIN',
    cancelled: 'The new PIN is cancelled',
  },
} as const
