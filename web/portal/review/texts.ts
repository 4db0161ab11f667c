export const reviewTexts = {
  title: 'Look through your account',
  lead: (when: string) =>
    `Your password was reset ${when}. If it was you, this takes a minute. If it was not, this is where it shows.`,
  nothing: 'Nothing asks for this now. Looking does no harm.',
  points: {
    methods: {
      name: 'Authentication methods',
      text: 'Is each of them yours? One that you do not know lets someone else in.',
      act: 'See methods',
    },
    sessions: {
      name: 'Sessions and devices',
      text: 'All sessions before this one have ended. One that you do not know has signed in since.',
      act: 'See sessions',
    },
    record: {
      name: 'Activity and messages',
      text: 'What was done around the time of the reset, and what we told you of it.',
      act: 'See activity',
    },
  },
  act: 'I have looked at all three',
  later: 'Later',
  done: 'Looked through',
  margin: [
    {
      title: 'It was not you?',
      text: 'Whoever did it can read your mailbox. Change the password of the mailbox first, then this one, then end every session you do not know.',
    },
  ],
} as const
