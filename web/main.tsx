// Where the portal begins.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { registerWorker } from './offline/register.ts'
import { router } from './portal/router.tsx'
import { isPassing, whenLocked, whenSignedOut } from './portal/shell/api.ts'
import { lockedAddress, signInAddress } from './portal/shell/return-path.ts'
import { applyTheme, storedTheme } from './ui/theme.ts'

applyTheme(storedTheme())

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (tries, error) => tries < 1 && isPassing(error),
      refetchOnWindowFocus: true,
    },
  },
})

whenSignedOut(() => {
  const { pathname } = router.state.location
  // Help and the front door stand without a session.
  if (pathname.startsWith('/sign-')) return
  const wasIn = queries.getQueryData(['me']) !== undefined
  queries.clear()
  router.history.replace(signInAddress(pathname, wasIn))
})

whenLocked(() => {
  const { pathname } = router.state.location
  if (pathname === '/locked' || pathname.startsWith('/sign-')) return
  // What was shown goes from the screen and from memory.
  queries.clear()
  router.history.replace(lockedAddress(pathname))
})

// What a browser has kept for the way back shows who was here then: it is asked for anew.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) window.location.reload()
})

const place = document.getElementById('portal')
if (place === null) throw new Error('The page has no place for the portal.')

void registerWorker()

createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
