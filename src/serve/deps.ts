// The effects there are, as one argument. main.ts builds the real ones, tests pass fakes of these and of nothing else.

import type { ClockEstimate } from '../db/clock.ts'
import type { Pool } from '../db/connect.ts'
import type { ProfileName } from '../factors/profiles.ts'
import type { Places } from '../identify/client.ts'
import type { Sessions } from '../identify/remember.ts'
import type { Jobs } from '../jobs/queue.ts'
import type { Random } from '../lib/bytes.ts'
import type { KeyRing } from '../lib/keys.ts'
import type { Log } from '../lib/log.ts'
import type { PasswordHasher } from '../lib/password.ts'
import type { Limits } from '../limits/table.ts'
import type { MailPort } from '../notify/mail.ts'
import type { PushPort } from '../notify/push.ts'
import type { SmsPort } from '../notify/sms.ts'
import type { AllowedCountries } from '../notify/textable.ts'
import type { WebhookPort } from '../notify/webhook.ts'

export type Deps = {
  readonly pool: Pool
  /** For work beside requests, which is done again if a crash of the database forgets it. */
  readonly background: Pool
  readonly clock: ClockEstimate
  readonly sessions: Sessions
  readonly jobs: Jobs
  readonly random: Random
  readonly ring: KeyRing
  readonly hasher: PasswordHasher
  readonly isCommonPassword: (lowerCase: string) => boolean
  readonly limits: Limits
  readonly mail: MailPort
  /** Undefined: there is no provider, so that nothing may offer a text. */
  readonly sms: SmsPort | undefined
  /** To the browsers of clients, by the services of their vendors. */
  readonly push: PushPort
  /** Where the platform is told what was decided; without it, it polls. */
  readonly webhook: WebhookPort | undefined
  readonly places: Places
  readonly log: Log
  readonly settings: Settings
}

/** What the platform decides, read once (config.ts). */
export type Settings = {
  /** Scheme, host and port of the portal: every link in a mail begins with it, whatever headers a request has. */
  readonly origin: string
  /** The name that clients see, in their authenticator too. */
  readonly platform: string
  /** How many proxies of the platform's own stand before us; 0 believes no header. */
  readonly trustedHops: number
  /** Where texts may go. */
  readonly textCountries: AllowedCountries
  readonly mode: 'development' | 'production'
  /** What may answer for what (factors/profiles.ts). */
  readonly profile: ProfileName
}
