export type HelpTopic = { readonly id: string; readonly title: string; readonly points: readonly string[] }

export const helpTexts: {
  readonly title: string
  readonly lead: string
  readonly contents: string
  readonly topics: readonly HelpTopic[]
} = {
  title: 'Help',
  lead: 'By what went wrong. Each answer says first what is the cause most often.',
  contents: 'On this page',
  topics: [
    {
      id: 'credentials',
      title: 'The username and password do not match',
      points: [
        'Check Caps Lock and the language of the keyboard. Press Show to see what you type; spaces before or after the name do not matter.',
        'You can sign in with the username or with the email. Try the other one.',
        'Let your password manager, or the one in your browser or phone, fill it in: most passwords that seem forgotten are kept there.',
        'If it is forgotten for good: “Need help with your credentials?” on the sign-in page sends you the username, or leads to a new password. That takes your mailbox and your second factor.',
        'After five wrong tries there is a wait, which grows with each further try. The page says when the next one is possible. A device your account knows has tries of its own: a stranger cannot use them up.',
      ],
    },
    {
      id: 'code-fails',
      title: 'A code from the authenticator is refused',
      points: [
        'The clock of the phone is most often the cause. Turn on automatic date and time in its settings, then enter the next code.',
        'Each code is good once. If one was used already, wait up to 30 seconds for the next.',
        'Several accounts in the app? Take the code under the name of this portal and your username.',
        'A code from an email or a text message is another thing: this page says which one it asks for.',
        'After five wrong codes there is a wait. The page says when the next try is possible; a passkey or security key has tries of its own.',
      ],
    },
    {
      id: 'no-mail',
      title: 'No email arrives',
      points: [
        'Wait two minutes, then look in the folders for spam, promotions and updates.',
        'When opening an account: an address that has one already gets no code. Its owner gets a mail that says so. Sign in instead.',
        'When you forgot your password: an address without an account gets no code, but a mail that says so. You may have used another address.',
        'Check the address for a missing letter, and begin again with the right one.',
        'A new code makes the one before worthless: take the newest mail. In an hour at most five are sent to one address.',
      ],
    },
    {
      id: 'no-text',
      title: 'No text message arrives',
      points: [
        'Wait two minutes. See that the phone has reception and is not in flight mode, and that its memory for messages is not full.',
        'The page shows the end of the number that the code went to. If it is not yours any more, use another method.',
        'Abroad, and with some contracts, messages from companies are held back or blocked as unwanted. Your operator can lift that.',
        'A text is sent once and never again by itself. Press “Send a new code” for another: the one before is then worthless.',
        'Another method that you have is the surest way: a passkey, a security key or an authenticator app needs no network of a telephone.',
      ],
    },
    {
      id: 'key-fails',
      title: 'A security key or passkey does not answer',
      points: [
        'Take the key out, put it in again, and touch it when it blinks. By NFC, hold it still against the upper back of the phone.',
        'A key answers only at the address it was added at. Open the portal from your own bookmark, not from a link.',
        'A passkey lives on one device, or in one cloud or password manager. Is this the device, and are you signed in there?',
        'If the finger or face is not known, the device asks for its PIN. After too many wrong ones a security key locks itself: use another method.',
      ],
    },
    {
      id: 'locked-out',
      title: 'I cannot sign in any more',
      points: [
        'Too many wrong tries: the page says when the next one is possible. On a device that your account knows there may be no wait.',
        'Password forgotten: “Need help with your credentials?” on the sign-in page. It takes your mailbox and your second factor.',
        'Phone or key gone: use any other method that is on for sign-in, or a backup code. Below the field, the page shows all that would do.',
        'Password and every second factor gone at once: there is no quick way, on purpose, since a thief would take it first. Ask the support of the platform, at an address you know; they will check who you are.',
      ],
    },
    {
      id: 'how-long',
      title: 'How long a way back takes',
      points: [
        'A forgotten username: one email. A forgotten password with mailbox and second factor: a few minutes, or 24 hours where that is a code by text or from your list. Withdrawals are then held for 24 hours.',
        'A new method signs in at once. It approves changes from 24 hours after it was added.',
        'Turning off or removing a method that protects you waits 24 hours, and can be cancelled all that time.',
        'Nobody can shorten a wait, support included. Whoever offers to is not from us.',
      ],
    },
    {
      id: 'lost-phone',
      title: 'The phone with the authenticator is lost or new',
      points: [
        'If you still have the old phone: add the account to the app on the new one before you erase the old one, by the export of the app or with the setup key.',
        'If it is gone: enter the setup key you wrote down into any authenticator app on a new phone. The codes are the same again.',
        'If you have a session open somewhere, use it: end the sessions of the lost phone under Sessions and devices, and change your password.',
        'Without the phone and without the key nobody can let you in with a call or a mail. Whoever offers that is not from us.',
      ],
    },
    {
      id: 'browser',
      title: 'The page does not work, or I am signed out again and again',
      points: [
        'Load the page again. If it stays, clear cache and cookies for this address alone, then sign in.',
        'Cookies must be allowed for this address. Extensions that block scripts or change pages can break it: turn them off for this address.',
        'A message that the clock of this device is wrong: turn on automatic date and time, then load the page again.',
        'In a private window it works, but the browser keeps nothing: you are on a new device each time, and get a message each time.',
        'A session ends by itself after the idle time you have set, and twelve hours after sign-in at the latest. On a device with a passkey you can have it locked in place of that: Settings, Quick unlock.',
        'Another person or program that cleared the data of the browser has ended the session too: its keys lie there and nowhere else.',
      ],
    },
    {
      id: 'doubtful',
      title: 'A message looks doubtful',
      points: [
        'Press nothing in it. Open the portal from your own bookmark, sign in, and look under Security, Messages: what we sent stands there, word for word. What is not there is not from us, but for a code you have just asked for on a page.',
        'No message of ours asks for a password, PIN, code or setup key, and no link in one acts when it is opened.',
      ],
    },
    {
      id: 'phishing',
      title: 'Someone asked me for a code, or I typed it on a false page',
      points: [
        'Sign in from your own bookmark now. End every session you do not know, then change the password: that ends all the others.',
        'A false page shows the right name in a wrong address. Read the address from right to left before you type: the part before the first single slash must end with the one you know.',
        'Someone who is in a hurry, who calls you, or who wants you to read a code aloud is trying to sign in as you, whatever they call themselves.',
      ],
    },
    {
      id: 'unknown',
      title: 'There is a sign-in I do not know',
      points: [
        'The place is an estimate, and a phone network or VPN can show another one. Compare the time and the device.',
        'If it was not you: end that session, change the password, and look at the activity for what was done.',
        'Then check the mailbox too. Whoever knows your password here may know it elsewhere.',
      ],
    },
  ],
}
