// The pages of the portal and their addresses. Each is loaded when it is first visited.
import { createRootRoute, createRouter, Outlet } from '@tanstack/react-router'
import { ErrorPage } from '../ui/error-page.tsx'

const rootRoute = createRootRoute({
  component: Outlet,
  notFoundComponent: () => <ErrorPage kind="not-found" />,
  errorComponent: ({ reset }) => <ErrorPage kind="broken" onAgain={reset} />,
})

export const router = createRouter({ routeTree: rootRoute, scrollRestoration: false })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
