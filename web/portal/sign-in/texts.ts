export const signInTexts = {
  title: 'Sign in',
  identifier: 'Username or email',
  continue: 'Continue',
  help: 'Need help with your credentials?',
  noAccount: 'No account yet?',
  open: 'Open one',
  say: {
    title: 'Check the address before you type',
    text: 'This portal lives at one address. Open it from your own bookmark, not from a link in a message.',
  },
  sessionEnded: 'Your session has ended. Sign in to go on where you were.',
  stepEnded: 'That sign-in has ended. Begin again.',
  missingIdentifier: 'Enter your username or your email.',
  missingPassword: 'Enter your password.',
  wrong: 'That username and password do not match. Check Caps Lock, or get help with your credentials.',
  slowDown: (when: string) =>
    `Too many wrong tries. You can try again ${when}. On a device this account knows you can sign in now.`,

  factor: {
    title: 'Enter the code from your authenticator',
    label: 'Six-digit code for sign-in',
    act: 'Sign in',
    lost: 'I do not have my authenticator',
    back: 'Sign in as someone else',
    say: {
      title: 'A code is for this page only',
      text: 'If someone asks you to read a code aloud or send it to them, stop. They are trying to sign in as you.',
    },
  },
  email: {
    title: 'Enter the code we sent by email',
    lead: 'Your account has no second factor yet. The code shows that the mailbox is yours; then you add one.',
    label: 'Six-digit code from the email',
    act: 'Continue',
    again: 'Send a new code',
    sent: 'A new code is on its way. The one before is no longer good.',
    noMail: 'No mail came?',
  },
  enrol: {
    steps: 'Opening your account',
    title: 'Add your authenticator app',
    lead: 'From now on, signing in takes your password and a code from this app.',
    getApp: '1. Get an app',
    phone: 'Your phone',
    phones: { iphone: 'iPhone', android: 'Android', other: 'Another, or a computer' },
    apps: {
      iphone:
        'The Passwords app that is already there makes codes. From the App Store: Google Authenticator, 2FAS or Ente Auth.',
      android: 'From Google Play: Google Authenticator, Aegis, 2FAS or Ente Auth.',
      other:
        'Any app or password manager that makes six-digit codes for sign-in: KeePassXC, Bitwarden, 1Password, Ente Auth.',
    },
    scan: '2. Scan this with the app',
    scanHint: 'In the app, choose to add an account, then point the camera here.',
    onPhone: 'Is the app on this device?',
    openApp: 'Open the app with the key',
    noOpen: 'If nothing opens, copy the setup key into the app.',
    key: {
      restores:
        'The setup key restores your codes on a new phone. It does not replace your password: both are always asked.',
      paper:
        'Write it on paper and keep it where you keep what is valuable. Do not store it digitally: no photo, no note, no mail.',
      nobody: 'You see it only now. Nobody ever asks you for it, support included.',
    },
    code: '3. Enter the code the app shows',
    act: 'Confirm and continue',
    leave: 'Stop here',
    leaveHint: 'Your username and password are kept. When you sign in again, you go on with this step.',
    say: {
      title: 'Two proofs, always',
      text: 'Nobody can sign in to your account with a password alone. That includes you, and it includes us.',
    },
  },
  code: {
    missing: 'Enter all six digits.',
    wrong: 'That code is not right. Enter the one that is shown now.',
    wrongMail: 'That code is not right. Take the one from the newest email.',
    used: 'This code was used already. Wait for the next one.',
    behind: (by: string) =>
      `Your phone’s clock is about ${by} behind. Turn on automatic time, then enter the next code.`,
    ahead: (by: string) =>
      `Your phone’s clock is about ${by} ahead. Turn on automatic time, then enter the next code.`,
    halfMinute: 'half a minute',
    triesLeft: (tries: string) => `${tries} left.`,
    noneLeft: 'There is a wait before the next try.',
    ended: 'This has ended: too many wrong codes, or too much time. Begin again.',
  },
} as const
