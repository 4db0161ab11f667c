export const stepUpTexts = {
  steps: {
    password: 'Your password',
    email: 'Code from your email',
    itself: (name: string) => `${name} itself`,
    list: 'A code of the list itself',
    passkey: 'Your passkey',
    factor: 'Your second factor',
    enrol: 'A new method',
  },
  correct: 'Correct',
  next: 'Continue',
  approveWithKey: 'Approve with key',
  changed: 'What was asked has changed since the code was given. Look at it again, then give a new code.',
  expired: 'The time is over and nothing was changed.',
  tooMany: 'Too many wrong answers. This question has ended and nothing was changed.',
  again: 'Ask again',
} as const
