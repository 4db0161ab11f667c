export const messagesTexts = {
  title: 'Messages',
  lead: 'What we have sent you, word for word. A mail that is not here was not sent by us, but for a code you have just asked for.',
  unread: 'Unread',
  more: 'Show earlier',
  none: { title: 'No messages yet', text: 'What we send you by email also stands here, word for word.' },
  mail: {
    sent: 'Sent by email',
    waiting: 'The email is on its way',
    failed: 'The email could not be delivered. Check that the address under Settings is still yours.',
    none: 'Stands here only',
  },
  margin: [
    {
      title: 'Is a mail real?',
      text: 'Look for it here. The subject and the words must be the same, letter by letter.',
    },
    {
      title: 'What we never send',
      text: 'No message of ours asks for a password, PIN or code, and no link in one acts when it is opened.',
    },
  ],
} as const
