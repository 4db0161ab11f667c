// The list of features, and what runs beside requests: one line a feature.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CONTRACTS } from './contracts.ts'
import { transaction } from './db/tx.ts'
import { sweepEnrolments } from './factors/enrolments.ts'
import { sweepProving } from './factors/store.ts'
import { routes as activity } from './features/activity/routes.ts'
import { expireDueApprovals, sendApprovalWebhook } from './features/approvals/jobs.ts'
import { routes as platformApprovals } from './features/approvals/platform-routes.ts'
import { routes as approvals } from './features/approvals/routes.ts'
import { settleDueContacts } from './features/contacts/jobs.ts'
import { routes as contacts } from './features/contacts/routes.ts'
import { sweepClaims } from './features/contacts/store.ts'
import { resetFailed, settleDuePasswords } from './features/credentials-help/jobs.ts'
import { routes as credentialsHelp } from './features/credentials-help/routes.ts'
import { sweepResets } from './features/credentials-help/store.ts'
import { inboxPage } from './features/development/inbox.ts'
import { routes as devices } from './features/devices/routes.ts'
import { routes as holds } from './features/holds/routes.ts'
import { routes as messages } from './features/messages/routes.ts'
import { settleDueChanges } from './features/methods/jobs.ts'
import { remindOfWaiting } from './features/methods/remind.ts'
import { routes as methods } from './features/methods/routes.ts'
import { routes as password } from './features/password/routes.ts'
import { settleDuePins } from './features/pin/jobs.ts'
import { routes as pin } from './features/pin/routes.ts'
import { sendPush, settleDuePush } from './features/push/jobs.ts'
import { routes as push } from './features/push/routes.ts'
import { routes as quickUnlock } from './features/quick-unlock/routes.ts'
import { routes as review } from './features/review/routes.ts'
import { routes as sessions } from './features/sessions/routes.ts'
import { settleDueLocks } from './features/settings-lock/jobs.ts'
import { routes as settingsLock } from './features/settings-lock/routes.ts'
import { signInFailed } from './features/sign-in/jobs.ts'
import { routes as signIn } from './features/sign-in/routes.ts'
import { routes as signUp } from './features/sign-up/routes.ts'
import { sweepSignUps } from './features/sign-up/store.ts'
import { routes as stepUp } from './features/step-up/routes.ts'
import { sweepLimits } from './limits/store.ts'
import { sweepEndpoints } from './notify/endpoints.ts'
import type { DevelopmentInbox } from './notify/inbox.ts'
import { deliver, sweepOutbox } from './notify/outbox.ts'
import { spread } from './notify/spread.ts'
import { deliverText } from './notify/texts.ts'
import type { Route } from './serve/context.ts'
import type { Deps } from './serve/deps.ts'
import { createHttp, type Http } from './serve/http.ts'
import { openApi } from './serve/openapi.ts'
import { type PlainPage, portalPages } from './serve/pages.ts'
import { referencePage } from './serve/reference.ts'

export const ROUTES: readonly Route[] = [
  ...signUp,
  ...signIn,
  ...credentialsHelp,
  ...stepUp,
  ...sessions,
  ...devices,
  ...quickUnlock,
  ...password,
  ...pin,
  ...methods,
  ...settingsLock,
  ...contacts,
  ...push,
  ...approvals,
  ...platformApprovals,
  ...messages,
  ...activity,
  ...holds,
  ...review,
]

export type AppOptions = {
  readonly portalFolder: string /** Development only: the inbox to show. */
  readonly inbox?: DevelopmentInbox | undefined
}

export function createApp(deps: Deps, options: AppOptions): Http {
  const document = JSON.stringify(openApi(CONTRACTS, deps.settings.origin))
  const reference = referencePage(CONTRACTS)
  const css = readFileSync(join(import.meta.dirname, 'serve/plain.css'), 'utf8')
  const { inbox } = options
  const plain: PlainPage[] = [
    { path: '/openapi.json', type: 'application/json', content: () => document },
    { path: '/reference', type: 'text/html; charset=utf-8', content: () => reference },
    { path: '/plain.css', type: 'text/css; charset=utf-8', content: () => css },
    ...(inbox
      ? [{ path: '/dev/inbox', type: 'text/html; charset=utf-8', content: () => inboxPage(inbox.read()) }]
      : []),
  ]
  return createHttp(deps, ROUTES, portalPages(options.portalFolder, plain))
}

/** Begins the work that runs beside requests. Nothing depends on it in time: what has expired is refused on read. */
export async function startWork(given: Deps): Promise<void> {
  const deps = { ...given, pool: given.background }
  await deps.jobs.work(
    {
      'mail.send': (data) => deliver(deps, data.outbox ?? ''),
      'sms.send': (data) => deliverText(deps, data.outbox ?? ''),
      'push.send': (data) => sendPush(deps, data),
      'notice.spread': (data) => spread(deps, data.message ?? ''),
      'sign-in.failed': (data) => signInFailed(deps, data),
      'webhook.send': (data) => sendApprovalWebhook(deps, data),
      'approvals.due': () => expireDueApprovals(deps),
      'methods.due': () => settleDueChanges(deps),
      'waiting.reminded': () => remindOfWaiting(deps),
      'locks.due': () => settleDueLocks(deps),
      'contacts.due': () => settleDueContacts(deps),
      'push.due': () => settleDuePush(deps),
      'pin.due': () => settleDuePins(deps),
      'password-reset.failed': (data) => resetFailed(deps, data),
      'password-reset.due': () => settleDuePasswords(deps),
      'store.sweep': () => sweepAll(deps),
    },
    {
      'approvals.due': '* * * * *',
      'methods.due': '* * * * *',
      'waiting.reminded': '* * * * *',
      'locks.due': '* * * * *',
      'contacts.due': '* * * * *',
      'push.due': '* * * * *',
      'pin.due': '* * * * *',
      'password-reset.due': '* * * * *',
      'store.sweep': '*/10 * * * *',
    },
  )
}

const SWEEPS = [
  sweepProving,
  sweepEnrolments,
  sweepSignUps,
  sweepResets,
  sweepClaims,
  sweepLimits,
  sweepOutbox,
  sweepEndpoints,
]
/** A flood leaves more than one batch; what is left after so many goes with the next run. */
const BATCHES = 50

async function sweepAll(deps: Deps): Promise<void> {
  for (const sweep of SWEEPS) {
    for (let batch = 0; batch < BATCHES; batch++) {
      if ((await transaction(deps.pool, sweep)) === 0) break
    }
  }
}
