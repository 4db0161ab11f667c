export const stepUpTexts = {
  steps: {
    password: 'Your password',
    email: 'Code from your email',
    itself: 'The method itself',
    passkey: 'Your passkey',
    factor: 'Your second factor',
    enrol: 'A new method',
  },
  code: 'Six-digit code',
  correct: 'Correct',
  changed: 'What was asked has changed since the code was given. Look at it again, then give a new code.',
  expired: 'The time is over and nothing was changed.',
  tooMany: 'Too many wrong answers. This question has ended and nothing was changed.',
  again: 'Ask again',
  passwordMissing: 'Enter your password.',
  passwordWrong: 'That is not your password. Check Caps Lock.',
} as const
