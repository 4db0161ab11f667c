// The frame of every signed-in page. Without a session there is none: the front door opens, with the way back.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet, useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { LoadingBlocks } from '../../ui/loading-blocks.tsx'
import { Shell } from '../../ui/shell.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { ReadingOnly } from '../devices/reading.tsx'
import { WaitingSignIns } from '../devices/waiting.tsx'
import { LockBar } from '../settings-lock/bar.tsx'
import { useSettingsLocked } from '../settings-lock/locked.tsx'
import { client, isSignedOut } from './api.ts'
import { watchIdle } from './idle.ts'
import { Loaded } from './loaded.tsx'
import { meQuery, unreadQuery } from './session.ts'
import { shellTexts } from './texts.ts'

export function SignedInFrame() {
  return (
    <SignedInShell>
      <Outlet />
    </SignedInShell>
  )
}

/** What stands round a signed-in page; also round those that work signed out, when one is signed in. */
export function SignedInShell({ children }: { readonly children: ReactNode }) {
  const me = useQuery(meQuery)
  const unread = useQuery(unreadQuery)
  const isLocked = useSettingsLocked()
  const signOut = useSignOut()
  useIdleEnd(me.data?.idleSeconds)
  usePagesAtHand(me.data !== undefined)
  if (me.data === undefined)
    return (
      <main className="page wide" id="main">
        <Loaded query={me} rows={4}>
          {() => <LoadingBlocks rows={4} />}
        </Loaded>
      </main>
    )
  return (
    <Shell
      key={me.data.account}
      person={me.data.username}
      unread={unread.data?.unread ?? 0}
      settingsLocked={isLocked}
      onSignOut={signOut}
    >
      <LockBar />
      <ReadingOnly />
      <WaitingSignIns />
      {children}
    </Shell>
  )
}

function useIdleEnd(idleSeconds: number | undefined): void {
  useEffect(() => {
    if (idleSeconds === undefined) return
    // The answer is of no interest: if the session is over, the request itself leads to the front door.
    return watchIdle(idleSeconds, () => void client.sessions.me())
  }, [idleSeconds])
}

/** A moment without network, or a new build on the server, must not stand between the pages of an open portal. */
function usePagesAtHand(signedIn: boolean): void {
  const router = useRouter()
  useEffect(() => {
    if (!signedIn) return
    for (const route of Object.values(router.routesById)) void router.loadRouteChunk(route)
  }, [router, signedIn])
}

function useSignOut(): (forgetDevice: boolean) => void {
  const queries = useQueryClient()
  const { history } = useRouter()
  return (forgetDevice) => {
    void client.sessions.signOut(forgetDevice ? { forgetDevice } : {}).then((answer) => {
      // A session that was over already is signed out too.
      if (!answer.ok && !isSignedOut(answer.problem)) return history.push('/security/sessions')
      queries.clear()
      history.push('/sign-in')
      sayDone(forgetDevice ? shellTexts.signedOutForgotten : shellTexts.signedOut)
    })
  }
}
