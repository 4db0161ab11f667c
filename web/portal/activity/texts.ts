import { count } from '../../ui/format.ts'

export const activityTexts = {
  title: 'Activity',
  lead: 'Everything that happened to your account. Nothing can be taken out of it, by you or by us.',
  more: 'Show earlier',
  end: 'This is where your account began.',
  times: (n: number) => (n === 2 ? ', twice' : `, ${n} times`),
  margin: [
    {
      title: 'Place is an estimate',
      text: 'It comes from the network address. A phone network or a VPN can show another place.',
    },
    {
      title: 'Something you did not do?',
      text: 'End the session under Sessions and devices, then change your password.',
    },
  ],
  events: {
    opened: 'The account was opened',
    authenticatorAdded: 'The authenticator app was added',
    methodAdded: 'A method was added',
    signedIn: 'Signed in',
    signedInNew: 'Signed in on a new device',
    passwordWrong: 'A sign-in was tried with a wrong password',
    codeWrong: 'A sign-in had the right password, but a wrong code',
    slowed: 'Sign-ins from devices we do not know were slowed down',
    triedSignUp: 'Someone began to open an account with your address. Nothing was opened',
    deviceAdded: 'A device became known',
    deviceForgotten: 'A device was forgotten',
    sessionsEnded: (n: number) => (n === 1 ? 'A session was ended' : `${count(n, 'session')} were ended`),
    signedOut: 'Signed out',
    proofFailed: (what: string) => `A wrong answer was given when asked to prove: ${what}`,
    passwordChanged: 'The password was changed',
    passwordChangedEnded: (n: number) => `The password was changed, and ${count(n, 'other session')} ended`,
    approvalAsked: 'The platform asked you to approve an act',
    approvalApproved: 'An act of the platform was approved',
    approvalRefused: 'An act of the platform was refused',
    approvalExpired: 'An act of the platform ended without your approval',
    idleChanged: (time: string) => `Sign out when idle was set to ${time}`,
    unknown: (event: string) => `An entry this page has no words for yet: ${event}`,
  },
  acts: {
    'password.change': 'change of the password',
    'idle-time.change': 'change of the idle time',
    'approval.approve': 'approval of an act of the platform',
    other: 'a change',
  },
} as const
