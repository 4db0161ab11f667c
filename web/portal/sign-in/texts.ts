export const signInTexts = {
  title: 'Sign in',
  identifier: 'Username or email',
  continue: 'Continue',
  passkey: {
    act: 'Sign in with a passkey',
    asking: 'Waiting for your passkey',
    unknown: 'No account has that passkey. Sign in with your name and password.',
    passwordToo:
      'That passkey is new, or this device is new to your account: sign in with name and password, then use the passkey.',
    wrong: 'That passkey did not do. Try it again, or sign in with your name and password.',
  },
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
    any: 'Prove that it is you',
    titles: {
      webauthn: 'Use your security key or passkey',
      totp: 'Enter the code from your authenticator',
      'backup-code': 'Enter a backup code',
      'email-code': 'Enter the code from your email',
      'sms-code': 'Enter the code from your phone',
      password: 'Enter your password',
      pin: 'Enter your PIN',
    },
    label: 'Six-digit code for sign-in',
    act: 'Sign in',
    lost: 'I do not have my authenticator',
    lostAll: 'I have lost all of these',
    back: 'Sign in as someone else',
    say: {
      title: 'A code is for this page only',
      text: 'If someone asks you to read a code aloud or send it to them, stop. They are trying to sign in as you.',
    },
    sayKey: {
      title: 'A key cannot be fooled',
      text: 'It answers only the real address of this portal. On a copy of this page it stays silent, whoever sent you there.',
    },
  },
  email: {
    title: 'Enter the code we sent by email',
    lead: 'Your account has no second factor yet. The code shows that the mailbox is yours; then you add one.',
    label: 'Six-digit code from the email',
    act: 'Continue',
    noMail: 'No mail came?',
  },
  newList: {
    title: 'Make a new list first',
    lead: 'That was the last code of your list. You are signed in as soon as you have kept ten new ones.',
    say: {
      title: 'Why now',
      text: 'Without a list, a lost phone or key means a recovery case of several days. The last code is there to spare you that.',
    },
    wrong: 'The list could not be kept. Begin again.',
  },
  enrol: {
    choose: {
      title: 'Choose your second factor',
      lead: 'From now on, signing in takes your password and this. You can add others later.',
      stronger: 'The strongest: it works only on this portal’s real address, so a false page gets nothing.',
      key: {
        title: 'Security key or passkey',
        text: 'Your fingerprint, face or PIN on this device, or a small key that you plug in or hold near.',
        act: 'Use a key or passkey',
      },
      app: {
        title: 'Authenticator app',
        text: 'Six-digit codes made on your phone, without a network.',
        act: 'Use an authenticator app',
      },
    },
    key: {
      title: 'Add your security key or passkey',
      lead: 'From now on, signing in takes your password and this key.',
      act: 'Create the key',
    },
    app: {
      title: 'Add your authenticator app',
      lead: 'From now on, signing in takes your password and a code from this app.',
    },
    act: 'Confirm and continue',
    back: 'Choose another second factor',
    leave: 'Stop here',
    leaveHint: 'Your username and password are kept. When you sign in again, you go on with this step.',
    say: {
      title: 'Two proofs, always',
      text: 'Nobody can sign in to your account with a password alone. That includes you, and it includes us.',
    },
  },
} as const
