// The list of contracts: one line a feature. Read by the server, the SDK, OpenAPI and the protection matrix.

import { activity } from './features/activity/contract.ts'
import { approvals, platformApprovals } from './features/approvals/contract.ts'
import { contacts } from './features/contacts/contract.ts'
import { credentialsHelp } from './features/credentials-help/contract.ts'
import { devices } from './features/devices/contract.ts'
import { holds } from './features/holds/contract.ts'
import { messages } from './features/messages/contract.ts'
import { methods } from './features/methods/contract.ts'
import { password } from './features/password/contract.ts'
import { pin } from './features/pin/contract.ts'
import { push } from './features/push/contract.ts'
import { quickUnlock } from './features/quick-unlock/contract.ts'
import { review } from './features/review/contract.ts'
import { sessions } from './features/sessions/contract.ts'
import { settingsLock } from './features/settings-lock/contract.ts'
import { signIn } from './features/sign-in/contract.ts'
import { signUp } from './features/sign-up/contract.ts'
import { stepUp } from './features/step-up/contract.ts'

export const CONTRACTS = {
  signUp,
  signIn,
  credentialsHelp,
  stepUp,
  sessions,
  devices,
  quickUnlock,
  password,
  pin,
  methods,
  settingsLock,
  contacts,
  push,
  approvals,
  platformApprovals,
  messages,
  activity,
  holds,
  review,
} as const
