// For what is shown to anyone: help, and pages that are not there. Signed in it stands in the portal, else at the
// front door.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { FrontDoor } from '../../ui/front-door.tsx'
import { LoadingBlocks } from '../../ui/loading-blocks.tsx'
import { Page } from '../../ui/page.tsx'
import { meQuery, perhapsMeQuery } from './session.ts'
import { SignedInShell } from './signed-in.tsx'
import { shellTexts } from './texts.ts'

export type EitherFrameProps = {
  readonly title: string
  readonly lead?: string
  readonly children: (signedIn: boolean) => ReactNode
}

export function EitherFrame({ title, lead, children }: EitherFrameProps) {
  const known = useQueryClient().getQueryData(meQuery.queryKey)
  const asked = useQuery({ ...perhapsMeQuery, enabled: known === undefined })
  if (known === undefined && asked.data === undefined && asked.error === null)
    return (
      <main className="page wide" id="main">
        <LoadingBlocks rows={4} />
      </main>
    )
  if (known !== undefined || (asked.data ?? null) !== null)
    return (
      <SignedInShell>
        <Page title={title} lead={lead}>
          {children(true)}
        </Page>
      </SignedInShell>
    )
  return (
    <FrontDoor title={title} lead={lead} say={shellTexts.errorSay} roomy>
      {children(false)}
    </FrontDoor>
  )
}
