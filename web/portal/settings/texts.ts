export const settingsTexts = {
  title: 'Settings',
  profile: {
    title: 'Profile',
    username: 'Username',
    email: 'Email',
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
} as const
