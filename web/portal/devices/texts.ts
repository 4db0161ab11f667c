export const devicesTexts = {
  waiting: {
    title: 'A sign-in waits for you',
    text: (device: string, place: string, address: string) => `${device}, ${place}, ${address}.`,
    ask: 'It has your password and a second proof. Let it in only if it is you, at that device, now.',
    approve: 'It is me: let it in',
    deny: 'It is not me',
    approved: (device: string) => `${device} is known from now on`,
    denied: {
      title: 'That sign-in is over',
      text: 'Whoever it was knows your password. Change it now, and look through your methods.',
      act: 'Change password',
    },
    unknownHere: 'This device is not known itself, so it cannot let another one in.',
    gone: 'That sign-in is over already.',
  },
  reading: {
    title: (until: string) => `This session only reads, until ${until}`,
    text: 'Nothing could confirm that this device is yours: the code to your mailbox has signed you in and counts once. Sign in with another method, or let this device in from one you know, and everything works.',
  },
  notMe: {
    title: 'Was it not you?',
    lead: 'You came by the link of a mail about a sign-in on a new device. Opening it has changed nothing yet.',
    say: {
      title: 'Ending is always safe',
      text: 'If you are not sure, end everything. You sign in again in a minute; a thief does not.',
    },
    device: 'Device',
    place: 'Place',
    address: 'Network address',
    at: 'Signed in',
    what: 'Every session ends, yours too, and that device is forgotten. Then choose a new password.',
    act: 'End every session',
    working: 'Ending',
    done: {
      title: 'Every session has ended',
      text: 'Choose a new password now. It takes your mailbox and your second factor.',
      act: 'Choose a new password',
    },
    gone: {
      title: 'This link has done its work, or is over',
      text: 'It works once, within a day. Sign in and look at your sessions, or choose a new password.',
    },
    toSignIn: 'Sign in',
  },
  door: {
    title: 'Is this device yours?',
    lead: 'Your account does not know it yet. One more proof, and it is known from now on.',
    act: 'Let this device in',
    say: {
      title: 'Only on this page',
      text: 'Nobody needs this code but you, here. Who asks you to read it aloud is at another device, in your name.',
    },
    elsewhere: 'Or open the portal on a device you know: it asks you there.',
    approved: 'This device was let in. One moment.',
    nothing: {
      text: 'The code to your mailbox has signed you in, and counts once. Open the portal on a device you know and let this one in there.',
      read: 'Go on, only reading',
      readHint: 'For a day you see everything and change nothing. After that the device is known.',
    },
  },
} as const
