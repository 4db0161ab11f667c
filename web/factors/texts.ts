// What is said of methods of proof wherever they are asked for or made: at sign-in, in a question, when one is added.
export const factorsTexts = {
  names: {
    webauthn: 'Security key or passkey',
    totp: 'Authenticator app',
    'backup-code': 'Backup code',
    'email-code': 'Code by email',
    'sms-code': 'Code by text message',
    password: 'Password',
    pin: 'PIN',
  },
  newTab: 'opens in a new tab',
  useAnother: 'Use another',
  useElse: 'Use something else',
  or: ' or ',
  key: {
    ask: 'Use security key or passkey',
    asking: 'Waiting for your key',
    whyNot: 'The key does not answer?',
    how: 'Your browser asks next: touch the key, or use the fingerprint, face or PIN of this device.',
    none: 'This browser cannot use security keys or passkeys',
    noneHint: 'Open this page in another browser, or use one of the other methods.',
    noneAlone: 'Open this page in another browser, on a computer or phone that has one.',
    wrong: 'That key does not belong to this account, or signed something else. Use one that you have added.',
    trouble: {
      cancelled:
        'The key was not used: the browser’s question was closed, or its time ran out. Nothing was changed. Have the key at hand and press the button again.',
      registered: 'This key belongs to your account already. Take another one.',
      unfit:
        'This device or key cannot keep a passkey: it has no fingerprint, face or PIN set up. Set one up, or choose security key.',
      address:
        'Keys work only at the address they were made for. Open the portal from your own bookmark, not from a link.',
      unsupported:
        'This browser cannot use security keys or passkeys. Use another browser, or another method.',
      failed: 'The key could not be reached. Take it out, put it in again, then press the button once more.',
    },
  },
  backup: {
    label: 'Backup code',
    hint: 'Any one of your list that is not used yet. Keep the last one for making a new list.',
    missing: 'Enter one code of your list: three groups of four.',
    wrong: 'That is no code of your present list. Compare each letter: there is no I, L, O or U.',
    used: 'This code was used already. Cross it out and take the next one.',
    last: 'This is the last code of your list. It is kept for making a new list, or ending this one.',
  },
  sent: {
    label: { 'email-code': 'Six-digit code from the email', 'sms-code': 'Six-digit code from the message' },
    onWay: (to: string) => `A code is on its way to ${to}.`,
    onWayToYou: 'A code is on its way.',
    again: 'Send a new code',
    sentAgain: 'A new code is on its way. The one before is no longer good.',
    noMore: 'No more codes are sent for this. Use the newest one, or begin again.',
    noMail: 'No mail came?',
    noText: 'No message came?',
    state: {
      mail: {
        waiting:
          'The mail waits to be taken by the mail server. It goes by itself; another code is not needed yet.',
        sent: 'The mail has gone out. It is usually there within a minute.',
        failed: 'The mail did not go, and will not. Send a new code, or use another method.',
        unknown:
          'Nobody can say whether the mail went. Send a new code if none comes, or use another method.',
      },
      text: {
        waiting:
          'The message waits to be taken by the telephone network. It goes by itself; another code is not needed yet.',
        sent: 'The message has gone out. It is usually there within a minute.',
        failed: 'The message did not go, and will not. Send a new code, or use another number or method.',
        unknown:
          'Nobody can say whether the message went, so it is not sent again. If none comes within two minutes, send a new code, or use another method.',
      },
    },
  },
  code: {
    label: 'Six-digit code',
    missing: 'Enter all six digits.',
    wrong: 'That code is not right. Enter the one that is shown now.',
    closed:
      'It takes no more codes on devices that are not known: too many wrong ones were tried. Sign in on a device you know, or with another method.',
    wrongMail: 'That code is not right. Take the one from the newest email.',
    used: 'This code was used already. Wait for the next one.',
    behind: (by: string) =>
      `Your phone’s clock is about ${by} behind. Turn on automatic time, then enter the next code.`,
    ahead: (by: string) =>
      `Your phone’s clock is about ${by} ahead. Turn on automatic time, then enter the next code.`,
    halfMinute: 'half a minute',
    triesLeft: (tries: string) => `${tries} left.`,
    noneLeft: 'There is a wait before the next try.',
    whyRefused: 'Why is a code refused?',
  },
  password: {
    missing: 'Enter your password.',
    wrong: 'That is not your password. Check Caps Lock.',
  },
  pin: {
    label: 'Your PIN',
    missing: 'Enter your six-digit PIN.',
    wrong: 'That is not your PIN.',
  },
  authenticator: {
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
  },
  kinds: {
    legend: 'What do you have?',
    passkey: {
      label: 'Passkey',
      hint: 'On this phone or computer, or in a password manager. Opened with your fingerprint, face or PIN.',
    },
    'security-key': {
      label: 'Security key',
      hint: 'A small device of its own for USB or NFC. It never leaves your hand, and cannot be copied.',
    },
  },
} as const
