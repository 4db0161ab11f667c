// The pages of the portal and their addresses. Each is loaded when it is first visited.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { ErrorPage } from '../ui/error-page.tsx'
import { RefusedError } from './shell/api.ts'
import { SignInPage } from './sign-in/page.tsx'

const rootRoute = createRootRoute({
  component: Outlet,
  errorComponent: ({ error, reset }) => (
    <ErrorPage
      kind={error instanceof RefusedError && error.status === 0 ? 'offline' : 'broken'}
      onAgain={reset}
    />
  ),
})

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
  component: lazyRouteComponent(() => import('./sign-in/second-factor.tsx'), 'SecondFactorPage'),
})
const emailCode = createRoute({
  getParentRoute,
  path: '/sign-in/email-code',
  component: lazyRouteComponent(() => import('./sign-in/email-code.tsx'), 'EmailCodePage'),
})
const enrol = createRoute({
  getParentRoute,
  path: '/sign-in/authenticator',
  component: lazyRouteComponent(() => import('./sign-in/authenticator.tsx'), 'ResumedAuthenticatorPage'),
})

const signUp = createRoute({
  getParentRoute,
  path: '/sign-up',
  component: lazyRouteComponent(() => import('./sign-up/email.tsx'), 'SignUpEmailPage'),
})
const signUpPassword = createRoute({
  getParentRoute,
  path: '/sign-up/password',
  component: lazyRouteComponent(() => import('./sign-up/password.tsx'), 'SignUpPasswordPage'),
})
const signUpAuthenticator = createRoute({
  getParentRoute,
  path: '/sign-up/authenticator',
  component: lazyRouteComponent(() => import('./sign-up/authenticator.tsx'), 'SignUpAuthenticatorPage'),
})

const help = createRoute({
  getParentRoute,
  path: '/help',
  component: lazyRouteComponent(() => import('./help/page.tsx'), 'HelpPage'),
})
const nowhere = createRoute({
  getParentRoute,
  path: '$',
  component: lazyRouteComponent(() => import('./shell/not-found.tsx'), 'NotFoundPage'),
})

const signedIn = createRoute({
  getParentRoute,
  id: 'signed-in',
  component: lazyRouteComponent(() => import('./shell/signed-in.tsx'), 'SignedInFrame'),
})
const underShell = () => signedIn

const pages = [
  createRoute({
    getParentRoute: underShell,
    path: '/dashboard',
    component: lazyRouteComponent(() => import('./dashboard/page.tsx'), 'DashboardPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security',
    component: lazyRouteComponent(() => import('./security/page.tsx'), 'SecurityPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/methods',
    component: lazyRouteComponent(() => import('./methods/page.tsx'), 'MethodsPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/password',
    component: lazyRouteComponent(() => import('./password/page.tsx'), 'PasswordPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/sessions',
    component: lazyRouteComponent(() => import('./sessions/page.tsx'), 'SessionsPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/activity',
    component: lazyRouteComponent(() => import('./activity/page.tsx'), 'ActivityPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/security/messages',
    component: lazyRouteComponent(() => import('./messages/page.tsx'), 'MessagesPage'),
  }),
  createRoute({
    getParentRoute: underShell,
    path: '/settings',
    component: lazyRouteComponent(() => import('./settings/page.tsx'), 'SettingsPage'),
  }),
] as const

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    home,
    signIn,
    secondFactor,
    emailCode,
    enrol,
    signUp,
    signUpPassword,
    signUpAuthenticator,
    help,
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
