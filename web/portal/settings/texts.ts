export const settingsTexts = {
  title: 'Settings',
  profile: {
    title: 'Profile',
    username: 'Username',
    email: 'Email',
    hidden: 'Hidden while your settings are locked',
    text: 'You can sign in with either. Messages about your account go to this address.',
  },
  appearance: {
    title: 'Appearance',
    legend: 'Colours',
    system: { label: 'As the device is set', hint: 'Changes with it, by day and by night.' },
    light: 'Light',
    dark: 'Dark',
    note: 'Kept on this device alone.',
  },
  idle: {
    title: 'Sign out when idle',
    text: (time: string) => `After ${time} without activity. `,
    link: 'Change under Sessions and devices',
  },
  quickUnlock: {
    title: 'Quick unlock on this device',
    off: 'When this session is idle, lock it in place of signing out. The passkey of this device opens it again, with your finger, face or PIN. Twelve hours after the sign-in it ends as before. An unlocked session proves nothing else: every act asks what it asks now.',
    on: 'When idle, this session is locked and not signed out. The passkey of this device opens it again, until twelve hours after the sign-in. Other devices sign out as before.',
    turnOn: 'Turn on quick unlock',
    turnOff: 'Turn off quick unlock',
    isOn: 'Quick unlock is on for this device',
    isOff: 'Quick unlock is off for this device',
    stepUp: {
      title: 'Lock this device’s sessions in place of signing out?',
      leave: 'Leave it off',
      approve: 'Turn on quick unlock',
    },
  },
} as const
