export const methodsTexts = {
  title: 'Authentication methods',
  lead: 'What you can prove yourself with, and what each one answers for.',
  add: 'Add a method',
  grades: { A: 'Strongest', B: 'Good', C: 'Weaker' },
  beside: 'Asked beside these',
  purposes: { 'sign-in': 'Sign-in', funding: 'Funding', trading: 'Trading' },
  inside: { 'sign-in': 'sign-in', funding: 'funding', trading: 'trading' },
  on: 'On',
  off: 'Off',
  onIn: (time: string) => `On in ${time}`,
  offIn: (time: string) => `Off in ${time}`,
  notAllowed: 'Not allowed',
  notAllowedWhy: {
    kind: () => 'Trading needs something stronger than this.',
    secret: (purpose: string) =>
      `One authenticator answers for one purpose, and this one for ${purpose}. Add another app entry for another purpose.`,
    channel: (purpose: string) =>
      `One mailbox or number answers for one purpose, and this one for ${purpose}.`,
  },
  bound: 'Device-bound',
  synced: 'Synced',
  truth: {
    bound:
      'Works only on this portal’s real address, so it cannot be phished. It cannot be copied off its device.',
    synced:
      'Works only on this portal’s real address, so it cannot be phished. It is as safe as the account that carries it to your other devices.',
    totp: 'Six-digit codes made on your phone, without a network. Never read one aloud: a false page can pass it on.',
    'backup-code': 'A printed list, each code good once. For the day your phone or key is lost.',
    'email-code': 'As safe as your mailbox. Anyone who reads it can read the code.',
    'sms-code': 'The weakest: a phone number can be taken over at a shop counter. Prefer anything above.',
  },
  used: (when: string) => `Last used ${when}`,
  neverUsed: 'Not used yet',
  added: (when: string) => `Added ${when}`,
  unripe: (when: string) => `Approves changes from ${when}`,
  codes: {
    left: (n: number) => `${n} of 10 left`,
    low: (n: number) =>
      `Only ${n} backup codes left. Without them, a lost phone or key means a recovery case of several days.`,
    last: 'Only the last code is left. Make a new list with it now.',
    more: 'Create more codes',
  },
  manage: 'Manage',
  manageOf: (name: string) => `Manage ${name}`,
  close: 'Close',
  closeOf: (name: string) => `Close ${name}`,
  remove: 'Remove',
  rename: {
    label: 'Name',
    act: 'Rename',
    wrong: 'Use 1 to 40 letters, digits and signs.',
    done: (name: string) => `It is called ${name} now`,
  },
  turn: { on: 'Turn on', off: 'Turn off' },
  askFirst: 'Ask first',
  askFirstOf: (name: string, purpose: string) => `Ask first for ${purpose}: ${name}`,
  askedFirst: 'Asked first',
  nowFirst: (name: string, purpose: string) => `${name} is asked first for ${purpose}`,
  waitsUntil: (when: string) =>
    `This waits until ${when}. You see it at the top of this page, and can cancel it there.`,
  acts: {
    on: (name: string, purpose: string) => ({
      title: `Turn on ${name} for ${purpose}?`,
      act: 'Turn on',
      leave: 'Leave it off',
      done: `${name} answers for ${purpose} now`,
    }),
    off: (name: string, purpose: string) => ({
      title: `Turn off ${name} for ${purpose}?`,
      act: 'Turn off',
      leave: 'Keep it on',
      done: `${name} no longer answers for ${purpose}`,
    }),
    remove: (name: string, _purpose: string) => ({
      title: `Remove ${name}?`,
      act: 'Remove',
      leave: 'Keep it',
      done: `${name} is removed`,
    }),
  },
  ways: {
    legend: 'How do you prove it?',
    itself: (name: string) => `With ${name} itself`,
    with: (purpose: string) => `With a method for ${purpose}`,
    'at-once': 'Takes effect at once.',
    waits: 'Waits 24 hours, every channel is told, and you can cancel it until then.',
  },
  waiting: {
    title: 'Waiting',
    what: {
      on: (name: string, purpose: string) => `${name} turns on for ${purpose}`,
      off: (name: string, purpose: string) => `${name} turns off for ${purpose}`,
      remove: (name: string, _purpose: string) => `${name} is removed`,
    },
    soon: 'Any moment now',
    asked: 'Asked for',
    due: { on: 'Turns on', off: 'Turns off', remove: 'Is removed' },
    why: {
      on: 'The wait protects you if it was not you who asked. It does not answer before.',
      off: 'The wait protects you if it was not you who asked. It still answers until then.',
      remove: 'The wait protects you if it was not you who asked. It still answers until then.',
    },
    cancel: 'Cancel this change',
    cancelOf: (what: string) => `Cancel this change: ${what}`,
    cancelled: 'The change is cancelled, and nothing was changed',
  },
  refused: {
    'last-method': 'This is your only method for signing in. Add another one first, then come back.',
    'channel-used':
      'This mailbox or number answers for another purpose already. Turn it off there first, or choose another method.',
    'secret-used':
      'This authenticator answers for another purpose already. Add a second one to your app and use that here.',
    'not-for-purpose': 'This kind of method cannot answer for that purpose. Choose another method.',
    'already-so': 'It is so already. Load the page again to see how things stand.',
    'already-waits': 'This was asked for already and waits. You see it at the top of this page.',
    'proof-unfit': 'It cannot be proved in that way. Load the page again and choose anew.',
    'too-many': 'Your account holds as many of this kind as it may. Remove one first.',
    'known-key': 'This key belongs to an account already. Take another one.',
    'not-on': 'It is off for that purpose. Turn it on first.',
    'no-method':
      'None of your methods may prove this yet: a method approves changes from 24 hours after it was added.',
    ended: 'That took longer than ten minutes and nothing was added. Begin again.',
  },
  pin: {
    name: 'PIN',
    text: 'Six digits, asked before a change of your protection and before money leaves.',
    act: 'Change',
    actName: 'Change the PIN',
  },
  password: {
    name: 'Password',
    text: 'Asked first at every sign-in.',
    changed: (when: string) => `Changed ${when}`,
    act: 'Change',
    actName: 'Change the password',
  },
  margin: {
    changes: {
      title: 'How changes work',
      text: 'What makes your account stronger takes effect at once. What makes it weaker waits 24 hours, unless you prove it with the very method that you turn off.',
    },
    purpose: {
      title: 'One code, one purpose',
      text: 'A code is good once, for what it was asked for. One given for a change cannot sign anyone in.',
    },
    lost: { title: 'Lost something?', link: 'What to do if your phone is gone' },
  },
} as const
