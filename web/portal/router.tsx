// The pages of the portal and their addresses. Each is loaded when it is first visited; those behind the sign-in
// together, as soon as there is one (signed-in.tsx).
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { ErrorPage } from '../ui/error-page.tsx'
import { SignInPage } from './sign-in/page.tsx'

/** The file of a page did not come. */
class PageAwayError extends Error {}

const rootRoute = createRootRoute({
  component: Outlet,
  errorComponent: ({ error, reset }) => {
    const isAway = error instanceof PageAwayError
    // What failed to load once is not asked for again by the page that is open: a new one asks.
    const again = isAway ? () => window.location.reload() : reset
    return <ErrorPage kind={isAway ? 'offline' : 'broken'} onAgain={again} />
  },
})

function page<Module extends object, Name extends keyof Module>(load: () => Promise<Module>, name: Name) {
  return lazyRouteComponent(() => load().catch(renewOrSay), name)
}

/** A tab that is older than this may hold a portal that the server has renewed meanwhile. */
const OLD_TAB_MS = 10_000

async function renewOrSay(): Promise<never> {
  if (performance.now() > OLD_TAB_MS && (await serverAnswers())) {
    window.location.reload()
    // Nothing is to be drawn before the new one is here.
    await new Promise<never>(() => {})
  }
  throw new PageAwayError('a page could not be loaded')
}

async function serverAnswers(): Promise<boolean> {
  try {
    return (await fetch('/healthz', { cache: 'no-store' })).ok
  } catch {
    return false
  }
}

const getParentRoute = () => rootRoute

const home = createRoute({
  getParentRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/dashboard', replace: true })
  },
})

const signIn = createRoute({ getParentRoute, path: '/sign-in', component: SignInPage })
const secondFactor = createRoute({
  getParentRoute,
  path: '/sign-in/second-factor',
  component: page(() => import('./sign-in/second-factor.tsx'), 'SecondFactorPage'),
})
const emailCode = createRoute({
  getParentRoute,
  path: '/sign-in/email-code',
  component: page(() => import('./sign-in/email-code.tsx'), 'EmailCodePage'),
})
const choosePin = createRoute({
  getParentRoute,
  path: '/sign-in/pin',
  component: page(() => import('./sign-in/choose-pin.tsx'), 'ChoosePinPage'),
})
const signInDevice = createRoute({
  getParentRoute,
  path: '/sign-in/device',
  component: page(() => import('./sign-in/device.tsx'), 'DevicePage'),
})
const enrol = createRoute({
  getParentRoute,
  path: '/sign-in/first-factor',
  component: page(() => import('./sign-in/first-factor.tsx'), 'FirstFactorPage'),
})
const newList = createRoute({
  getParentRoute,
  path: '/sign-in/new-list',
  component: page(() => import('./sign-in/new-list.tsx'), 'NewListPage'),
})

const signUp = createRoute({
  getParentRoute,
  path: '/sign-up',
  component: page(() => import('./sign-up/email.tsx'), 'SignUpEmailPage'),
})
const signUpPassword = createRoute({
  getParentRoute,
  path: '/sign-up/password',
  component: page(() => import('./sign-up/password.tsx'), 'SignUpPasswordPage'),
})
const signUpPin = createRoute({
  getParentRoute,
  path: '/sign-up/pin',
  component: page(() => import('./sign-in/choose-pin.tsx'), 'SignUpPinPage'),
})
const signUpSecondFactor = createRoute({
  getParentRoute,
  path: '/sign-up/second-factor',
  component: page(() => import('./sign-up/second-factor.tsx'), 'SignUpSecondFactorPage'),
})

const credentialsHelp = createRoute({
  getParentRoute,
  path: '/help-with-credentials',
  component: page(() => import('./credentials-help/page.tsx'), 'CredentialsHelpPage'),
})
const forgottenUsername = createRoute({
  getParentRoute,
  path: '/help-with-credentials/username',
  component: page(() => import('./credentials-help/username.tsx'), 'ForgottenUsernamePage'),
})
const forgottenPassword = createRoute({
  getParentRoute,
  path: '/help-with-credentials/password',
  component: page(() => import('./credentials-help/password.tsx'), 'ForgottenPasswordPage'),
})
const resetSecondFactor = createRoute({
  getParentRoute,
  path: '/help-with-credentials/password/second-factor',
  component: page(() => import('./credentials-help/second-factor.tsx'), 'ResetSecondFactorPage'),
})
const resetNewPassword = createRoute({
  getParentRoute,
  path: '/help-with-credentials/password/new',
  component: page(() => import('./credentials-help/new-password.tsx'), 'ResetNewPasswordPage'),
})

const locked = createRoute({
  getParentRoute,
  path: '/locked',
  component: page(() => import('./quick-unlock/page.tsx'), 'LockedPage'),
})
const help = createRoute({
  getParentRoute,
  path: '/help',
  component: page(() => import('./help/page.tsx'), 'HelpPage'),
})
const stop = createRoute({
  getParentRoute,
  path: '/stop/$token',
  component: page(() => import('./methods/stop.tsx'), 'StopPage'),
})
const notMe = createRoute({
  getParentRoute,
  path: '/not-me/$token',
  component: page(() => import('./devices/not-me.tsx'), 'NotMePage'),
})
const nowhere = createRoute({
  getParentRoute,
  path: '$',
  component: page(() => import('./shell/not-found.tsx'), 'NotFoundPage'),
})

const signedIn = createRoute({
  getParentRoute,
  id: 'signed-in',
  component: page(() => import('./shell/signed-in.tsx'), 'SignedInFrame'),
})
const underShell = () => signedIn

const pages = [
  createRoute({
    getParentRoute: underShell,
    path: '/dashboard',
    component: page(() => import('./dashboard/page.tsx'), 'DashboardPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/approvals',
    component: page(() => import('./approvals/page.tsx'), 'ApprovalsPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/approvals/$id',
    component: page(() => import('./approvals/one.tsx'), 'ApprovalPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security',
    component: page(() => import('./security/page.tsx'), 'SecurityPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/methods',
    component: page(() => import('./methods/page.tsx'), 'MethodsPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/methods/add',
    component: page(() => import('./methods/add.tsx'), 'AddMethodPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/methods/add/key',
    component: page(() => import('./methods/add-key.tsx'), 'AddKeyPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/methods/add/authenticator',
    component: page(() => import('./methods/add-authenticator.tsx'), 'AddAuthenticatorPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/methods/add/email',
    component: page(() => import('./methods/add-contact.tsx'), 'AddEmailPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/methods/add/sms',
    component: page(() => import('./methods/add-contact.tsx'), 'AddSmsPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/methods/add/backup-codes',
    component: page(() => import('./methods/backup-codes.tsx'), 'BackupCodesPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/identities',
    component: page(() => import('./identities/page.tsx'), 'IdentitiesPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/password',
    component: page(() => import('./password/page.tsx'), 'PasswordPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/pin',
    component: page(() => import('./pin/page.tsx'), 'PinPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/settings-lock',
    component: page(() => import('./settings-lock/page.tsx'), 'SettingsLockPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/sessions',
    component: page(() => import('./sessions/page.tsx'), 'SessionsPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/activity',
    component: page(() => import('./activity/page.tsx'), 'ActivityPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/messages',
    component: page(() => import('./messages/page.tsx'), 'MessagesPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/review',
    component: page(() => import('./review/page.tsx'), 'ReviewPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/settings',
    component: page(() => import('./settings/page.tsx'), 'SettingsPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/settings/contacts',
    component: page(() => import('./contacts/page.tsx'), 'ContactsPage'),
  }),
] as const

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    home,
    signIn,
    secondFactor,
    emailCode,
    choosePin,
    signInDevice,
    enrol,
    newList,
    signUp,
    signUpPassword,
    signUpPin,
    signUpSecondFactor,
    credentialsHelp,
    forgottenUsername,
    forgottenPassword,
    resetSecondFactor,
    resetNewPassword,
    locked,
    help,
    stop,
    notMe,
    signedIn.addChildren(pages),
    nowhere,
  ]),
  scrollRestoration: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
