import { count } from '../../ui/format.ts'

export const approvalsTexts = {
  title: 'Approvals',
  lead: 'What the platform asks you to approve, and what you decided.',
  listed: 'What was asked',
  none: {
    title: 'Nothing to approve',
    text: 'When the platform needs your word for an act, it stands here with everything it says, and you are told by email.',
  },
  margin: [
    {
      title: 'Only here',
      text: 'An approval is given on this portal, with a method of yours. No mail, link or call can give it for you.',
    },
    {
      title: 'Not what you expected?',
      text: 'Refuse it. Nothing happens then, and a refusal cannot be turned into an approval.',
    },
  ],
  waiting: {
    title: (n: number) => `${count(n, 'act')} of the platform ${n === 1 ? 'waits' : 'wait'} for your word`,
    text: (until: string) => `If you do nothing it ends ${until} and counts as not approved.`,
    act: 'See what is asked',
  },
  states: { open: 'Waits for you', approved: 'Approved', refused: 'Refused', expired: 'Ended' },
  asked: (when: string, until: string) => `Asked ${when}. Ends ${until}`,
  decided: (when: string) => `Decided ${when}`,
  ended: (when: string) => `Ended ${when}, not approved`,
  one: {
    title: 'Asked by the platform',
    lead: 'You approve exactly this, and nothing else. Compare every line.',
    purpose: 'Proved as',
    until: 'Ends',
    purposes: { 'sign-in': 'Sign-in', funding: 'Funding', trading: 'Trading' },
    approve: 'Approve',
    refuse: 'Refuse',
    stepUp: { title: 'Approve this?', leave: 'Do not approve', approve: 'Approve' },
    outcomes: {
      approved: (when: string) => `You approved this ${when}`,
      refused: (when: string) => `You refused this ${when}`,
      expired: (when: string) => `This ended ${when} and was not approved`,
    },
    outcomeTexts: {
      approved: 'The platform has been given a signed statement of it.',
      refused: 'The platform has been told. It cannot be approved any more.',
      expired: 'If it is still needed, the platform asks again.',
    },
    all: 'All approvals',
  },
  problems: {
    held: (until: string) => `Withdrawals are held until ${until}, and this with them.`,
    noMethod:
      'None of your methods may approve this now. A new method approves from 24 hours after it was added; codes by email or text message do not approve this.',
    state: 'The account does not allow an approval in its present state. You can still refuse.',
  },
} as const
