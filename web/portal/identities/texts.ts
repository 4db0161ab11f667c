export const identitiesTexts = {
  title: 'Security identities',
  lead: 'What answers for each purpose, and which is asked first.',
  lent: (purpose: string) =>
    `No method of its own. Your sign-in methods answer, each time to a new question that names ${purpose}.`,
  tooWeak: (names: string, of: number) => `${names} ${of === 1 ? 'is' : 'are'} too weak for that.`,
  beside: (names: string) =>
    `In the first day of a method of its own, one of your sign-in methods is asked too: ${names}.`,
  add: (purpose: string) => `Add a method for ${purpose}`,
  firstDay: 'First day',
  from: (when: string) => `Answers from ${when}`,
  firstFrom: (when: string) => `Asked first from ${when}`,
  aloneFrom: (when: string) => `Answers alone from ${when}`,
  lost: 'Answers for nothing',
  notAllowed: 'This platform asks for something stronger here',
  shut: {
    title: (purpose: string) => `Nothing answers for ${purpose}`,
    own: 'What is on for it answers for nothing now, and your other methods do not take its place.',
    lent: 'It has no method of its own, and none of your sign-in methods is strong enough for it. Add one.',
  },
  notYet: {
    title: (purpose: string, when: string) => `Nothing answers for ${purpose} before ${when}`,
    text: 'A new method approves nothing for 24 hours. The wait protects you if it was not you who added it.',
  },
  margin: {
    first: {
      title: 'Asked first',
      text: 'The others stay a press away, under “Use something else”. Changing it opens nothing to anyone, so it takes no proof.',
    },
    standIns: {
      title: 'No method of its own',
      text: 'Methods for sign-in answer then, but never a code sent by mail or text.',
    },
    methods: { title: 'All about a method', link: 'See authentication methods' },
  },
} as const
