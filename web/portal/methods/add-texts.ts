// The words of the pages on which a method is added.
export const addTexts = {
  list: {
    title: 'Add a method',
    lead: 'The strongest first. A second one of a strong kind is the best protection against losing the first.',
    recommended: 'Recommended',
    there: 'You have one',
    key: {
      name: 'Security key or passkey',
      text: 'Works only on this portal’s real address, so it cannot be phished.',
      act: 'Add a key',
    },
    authenticator: {
      name: 'Authenticator app',
      text: 'Six-digit codes made on your phone, without a network. Each entry of the app answers for one purpose.',
      act: 'Add an authenticator',
    },
    'backup-codes': {
      name: 'Backup codes',
      text: 'Ten codes on paper, each good once. For the day your phone or key is lost.',
      act: 'Make a list',
    },
    email: {
      name: 'Code by email',
      text: 'As safe as your mailbox: whoever reads your mail can read the code. Also asked for when you recover your account, so it adds little.',
      act: 'Add your mailbox',
    },
    sms: {
      name: 'Code by text message',
      text: 'The weakest: a phone number can be taken over at a shop counter, and texts are read on the way. Add it only beside something stronger.',
      act: 'Add a phone number',
    },
  },
  margin: [
    {
      title: 'When it counts',
      text: 'A new method signs you in at once. From 24 hours later it also approves changes, so that a thief who adds one cannot use it to change the rest.',
    },
    {
      title: 'Two are better than one',
      text: 'With two keys, losing one is a nuisance. With one, it is a recovery case.',
    },
  ],
  back: 'Back to your methods',
  name: {
    label: 'Name',
    hint: 'So that you know it again: “Desk key”, “Work phone”.',
    wrong: 'Give it a name of 1 to 40 letters, digits and signs.',
  },
  key: {
    title: 'Add a security key or passkey',
    lead: 'Choose what you have. Your browser does the rest.',
    steps: ['Make the key', 'Choose its use'],
    names: { passkey: 'Passkey', 'security-key': 'Security key' },
    act: 'Create the key',
  },
  authenticator: {
    title: 'Add an authenticator app',
    lead: 'A new entry in your app. Those you have already stay as they are.',
    steps: ['Set it up', 'Choose its use'],
    act: 'Confirm',
    name: 'Authenticator app',
  },
  email: {
    title: 'Add codes by email',
    lead: 'To the confirmed mailbox of your account, and to no other.',
    steps: ['Confirm the mailbox', 'Choose its use'],
    warning: {
      title: 'This is weaker than a key or an app',
      text: 'Whoever gets into your mailbox gets your codes, and can also ask for a new password there. Use it only where nothing stronger is at hand.',
    },
    send: 'Send a code',
    act: 'Confirm',
    name: 'Code by email',
  },
  sms: {
    title: 'Add codes by text message',
    lead: 'To a mobile number of yours. Each code is good for one thing and ten minutes.',
    steps: ['Confirm the number', 'Choose its use'],
    warning: {
      title: 'This is the weakest method there is',
      text: 'Whoever talks a shop or a call centre into giving them your number gets your codes. If you can, use a key or an app, and leave this out.',
    },
    number: {
      label: 'Mobile number',
      hint: 'With the code of its country, as in +44 7700 900123.',
      missing: 'Enter the number, beginning with + and the code of its country.',
      problems: {
        'no-number': 'That is no number we can reach. Begin with + and the code of its country.',
        'takes-no-texts': 'No text arrives at that number. Use a mobile number.',
        'no-country': 'Numbers of that range are not texted. Use a mobile number of a country.',
        'country-not-allowed': 'Numbers of that country are not texted here. Use another method.',
      },
    },
    send: 'Send a code',
    act: 'Confirm',
    name: 'Code by text message',
  },
  use: {
    legend: 'What does it answer for?',
    purposes: {
      'sign-in': { label: 'Sign-in', hint: 'Asked when you sign in and when you change settings.' },
      funding: { label: 'Funding', hint: 'Asked when money leaves and when an address is added.' },
      trading: { label: 'Trading', hint: 'Asked for orders, if you want a proof for them.' },
    },
    nothing: { label: 'Nothing yet', hint: 'It is kept, and you turn it on when you want.' },
    only: (effect: 'at-once' | 'waits') =>
      effect === 'at-once'
        ? 'Proved with a method for sign-in. Takes effect at once.'
        : 'It is weaker than what answers for this now: it waits 24 hours, every channel is told, and you can cancel it until then.',
    act: 'Add it',
    stepUp: { title: (name: string) => `Add ${name}?`, leave: 'Do not add it', approve: 'Add it' },
  },
  done: {
    on: (name: string, purpose: string) => `${name} answers for ${purpose} from now on.`,
    kept: (name: string) => `${name} is added. It answers for nothing yet.`,
    waits: (name: string, purpose: string, when: string) =>
      `${name} is added. It answers for ${purpose} from ${when}. You can cancel that until then.`,
    title: 'Added',
    another: 'Add another',
  },
  codes: {
    steps: ['Keep the list', 'Choose uses'],
    renewal: {
      legend: 'You have a list. How do you prove that the new one may take its place?',
      ways: {
        code: {
          label: 'With a code of the old list, and another method',
          hint: 'The new list counts at once. This is what the last code is for.',
        },
        method: {
          label: 'I have no code of the old list',
          hint: 'With another method alone. The old list ends at once; the new one signs you in, and approves nothing for 24 hours.',
        },
      },
      stepUp: {
        title: 'Put this list in the place of the old one?',
        leave: 'Keep the old one',
        approve: 'Use the new list',
      },
    },
    intro: {
      title: 'Make backup codes',
      lead: 'Ten codes, each good once, for the day your usual method is out of reach.',
      act: 'Show the codes',
      before:
        'They are shown once. Be alone with your screen, and have a printer or paper and a pen at hand.',
    },
    title: 'Print these ten codes',
    lead: 'Each one works once, when your usual method is out of reach. You see this list only now.',
    listName: 'Backup codes',
    keep: 'Keep for last',
    print: 'Print',
    download: 'Download as text',
    fileName: 'backup-codes.txt',
    copy: 'Copy',
    tick: 'I have the list on paper or in a place only I can reach.',
    tickMissing: 'Keep the list first, then tick this: the codes are never shown again.',
    finish: 'Finish',
    cancel: 'Cancel, and make no list',
    until: (when: string) => `Finish before ${when}, or begin again with other codes.`,
    begin: { title: 'Make a list of backup codes?', leave: 'Not now', approve: 'Show the codes' },
    stepUp: { title: 'Add these backup codes?', leave: 'Not yet', approve: 'Add the list' },
    uses: {
      title: 'Choose what the codes answer for',
      lead: 'The list is kept. Until you turn it on, its codes open nothing.',
      each: 'Each switch asks for one code of the list, which is spent by it, and for a method you have.',
      'sign-in': { name: 'Sign-in', text: 'When you sign in without your phone or key.' },
      funding: { name: 'Withdrawal', text: 'When money leaves. Also called funding.' },
      done: 'Done',
    },
    margin: [
      {
        title: 'The last code',
        text: 'Keep code 10 for last. With it you make a new list, so that you are never left without one.',
      },
      {
        title: 'Where to keep them',
        text: 'On paper, apart from your phone and computer. A photo of the list is a copy anyone with your phone can read.',
      },
      {
        title: 'After Finish',
        text: 'You choose whether the codes answer for sign-in, for withdrawals, or for both. Each switch asks for one code.',
      },
    ],
    paper: {
      title: 'Backup codes',
      made: (date: string) => `List of ${date}`,
      how: 'Each code works once. Tick it when you have used it. Keep this sheet like a passport: away from your phone and your computer, and never in a photo. It does not name your account, on purpose.',
      last: { title: 'Code 10 is kept for last.', text: 'With it you make a new list.' },
      next: { title: 'A new list ends this one.', text: 'Destroy this sheet when you print another.' },
      nobody: {
        title: 'Nobody ever asks for these codes',
        text: 'by phone, email or chat. If someone does, tell support from inside the portal.',
      },
      note: 'My own note of where the second copy is:',
    },
  },
} as const
