export const signUpTexts = {
  flow: 'Opening your account',
  steps: ['Email', 'Password', 'PIN', 'Second factor'],
  haveAccount: 'You have an account?',
  signIn: 'Sign in',
  email: {
    title: 'Open an account',
    label: 'Email',
    hint: 'We send a code there. Nothing is kept under your address before you have typed it.',
    act: 'Send the code',
    wrong: 'Enter a whole address, such as name@example.com.',
    ended: 'That took longer than the code is good for, or there were too many wrong codes. Begin again.',
    say: {
      title: 'Check the address before you type',
      text: 'This portal lives at one address. Open it from your own bookmark, not from a link in a message.',
    },
  },
  code: {
    title: 'Enter the code from the email',
    lead: (email: string) => `If ${email} has no account yet, a code is on its way.`,
    until: (when: string) => `It is good until ${when}, in this browser.`,
    label: 'Six-digit code',
    act: 'Continue',
    again: 'Send a new code',
    sent: 'A new code is on its way. The one before is no longer good.',
    other: 'Use another address',
    noMail: 'No mail came?',
    say: {
      title: 'A code is for this page only',
      text: 'If someone asks you to read a code aloud or send it to them, stop. They want to open an account in your name.',
    },
  },
  password: {
    title: 'Choose a username and password',
    username: 'Username',
    usernameHint:
      '3 to 32 letters, digits, dots, hyphens or underscores. You can sign in with it or with your email.',
    usernameWrong:
      'Use 3 to 32 letters without accents, digits, dots, hyphens or underscores, beginning with a letter or digit.',
    taken: 'That username is taken. Choose another.',
    act: 'Continue',
    say: {
      title: 'Long beats complicated',
      text: 'Four or five words that belong together only for you are stronger than a short word with signs. Use it nowhere else.',
    },
  },
} as const
