const codeSay = {
  title: 'A code is for this page only',
  text: 'If someone asks you to read a code aloud or send it to them, stop. They want to get into your account.',
}
const addressSay = {
  title: 'Check the address before you type',
  text: 'This portal lives at one address. Open it from your own bookmark, not from a link in a message.',
}

export const credentialsHelpTexts = {
  title: 'Help with your credentials',
  lead: 'Most passwords that seem forgotten are kept in a password manager, in the browser or on the phone. Look there first.',
  say: addressSay,
  password: {
    title: 'I forgot my password',
    text: 'A code goes to your mailbox. With it and your second factor you choose a new password. By text or with a backup code it counts 24 hours later.',
    act: 'Choose a new password',
  },
  username: {
    title: 'I forgot my username',
    text: 'We send it to your mailbox. You can also sign in with your email in its place.',
    act: 'Send my username',
  },
  factor: {
    title: 'I lost my second factor',
    text: 'A new phone, a lost phone, a code that is refused:',
    link: 'what to do about each',
  },
  back: 'Back to sign in',
  flow: 'Choosing a new password',
  steps: ['Email', 'Second factor', 'New password'],
  email: 'Email',
  emailWrong: 'Enter a whole address, such as name@example.com.',
  noMail: 'No mail came?',

  remind: {
    title: 'I forgot my username',
    hint: 'The address that your account was opened with.',
    act: 'Send my username',
    sentTitle: 'Look in your mailbox',
    sent: (email: string) => `If ${email} has an account, its username is on its way there.`,
    other: 'Try another address',
  },
  ask: {
    title: 'I forgot my password',
    hint: 'The address that your account was opened with. We send a code there.',
    act: 'Send the code',
    ended: 'That took longer than the code is good for, or there were too many wrong codes. Begin again.',
    noMethod:
      'Your account has no second factor that can approve a new password now. One that was added in the last 24 hours can do so a day after it was added: begin again then.',
  },
  code: {
    title: 'Enter the code for a new password',
    lead: (email: string) => `If ${email} has an account, a code is on its way there.`,
    until: (when: string) => `It is good until ${when}, in this browser.`,
    label: 'Six-digit code from the email',
    act: 'Continue',
    again: 'Send a new code',
    sent: 'A new code is on its way. The one before is no longer good.',
    other: 'Use another address',
    say: codeSay,
  },
  secondFactor: {
    title: 'Confirm with your second factor',
    lead: 'The mailbox is yours. A new password takes your second factor too.',
    label: 'Six-digit code from your authenticator',
    act: 'Continue',
    waits:
      'By text or from your list it takes 24 hours until the new password counts. With an authenticator or a key it counts sooner.',
    lost: 'I do not have it any more',
    leave: 'Keep the old password',
    say: codeSay,
  },
  choose: {
    title: 'Choose your new password',
    lead: 'It takes the place of the old one at once, and everyone who is signed in is signed out.',
    leadWaits: (wait: string) =>
      `It takes the place of the old one in ${wait}: because of how you proved yourself, or because the settings are locked so long. Until then the old one counts, and we tell you on every channel how to cancel it.`,
    label: 'New password',
    act: 'Set the new password',
    leave: 'Keep the old password',
    say: {
      title: 'Long beats complicated',
      text: 'Four or five words that belong together only for you are stronger than a short word with signs. Use it nowhere else.',
    },
  },
  done: {
    title: 'Your new password is set',
    act: 'Sign in',
    withFactor: {
      lead: 'Sign in with your new password. Your second factor is as it was.',
      points: [
        'Every session has ended, and other devices are new to your account again.',
        'Withdrawals are held for 24 hours. Nobody can shorten that: it protects you if it was not you.',
        'We told you by email. After you sign in we show you what to look through.',
      ],
    },
    waits: {
      title: 'Your new password waits',
      lead: (when: string) => `It takes effect ${when}.`,
      points: [
        'Your old password counts until then, and sessions go on.',
        'We told you on every channel. By the link of that mail, or signed in, it can be cancelled.',
        'When it takes effect every session ends, and withdrawals are held for 24 hours.',
      ],
      act: 'Back to sign in',
    },
    withoutFactor: {
      lead: 'Sign in with your new password, and add a second factor.',
      points: ['Withdrawals are held for 24 hours. We told you by email.'],
    },
  },
} as const
