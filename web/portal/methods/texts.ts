export const methodsTexts = {
  title: 'Authentication methods',
  lead: 'What you can prove yourself with, and what each one answers for.',
  grades: { A: 'Strongest', B: 'Good', C: 'Weaker' },
  beside: 'Asked beside these',
  purposes: { 'sign-in': 'Sign-in', funding: 'Funding', trading: 'Trading' },
  on: 'On',
  off: 'Off',
  truth: {
    totp: 'Six-digit codes made on your phone, without a network. Never read one aloud: a false page can pass it on.',
    other: 'Answers for what is on below.',
  },
  used: (when: string) => `Last used ${when}`,
  added: (when: string) => `Added ${when}`,
  password: {
    name: 'Password',
    text: 'Asked first at every sign-in.',
    changed: (when: string) => `Changed ${when}`,
    act: 'Change',
    actName: 'Change the password',
  },
  margin: {
    purpose: {
      title: 'One code, one purpose',
      text: 'A code is good once, for what it was asked for. One given for a change cannot sign anyone in.',
    },
    lost: { title: 'Lost something?', link: 'What to do if your phone is gone' },
  },
} as const
