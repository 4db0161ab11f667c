// A page of a reset whose mailbox is proved: shown while it asks for this very thing. If it asks for another, that page
// opens; if it has ended, one begins again.
import { useQuery } from '@tanstack/react-query'
import { useLocation, useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useEffect } from 'react'
import type { FrontDoorProps } from '../../ui/front-door.tsx'
import { FrontDoor } from '../../ui/front-door.tsx'
import { Steps } from '../../ui/steps.tsx'
import { Loaded } from '../shell/loaded.tsx'
import { pendingResetQuery, RESET, resetPageOf } from './pending.ts'
import { credentialsHelpTexts as words } from './texts.ts'

export type ResetFrameProps = Omit<FrontDoorProps, 'children' | 'steps'> & {
  readonly page: 'second-factor' | 'new'
  readonly children: ReactNode
}

export function ResetFrame({ page, children, ...door }: ResetFrameProps) {
  const pending = useQuery(pendingResetQuery)
  const { history } = useRouter()
  // Whoever goes back before the next page has come is still on this one: it is the address that has changed.
  const { pathname } = useLocation()
  const right =
    pending.data === undefined
      ? undefined
      : pending.data === null
        ? `${RESET}?ended=yes`
        : resetPageOf(pending.data)
  const isHere = right === `${RESET}/${page}`
  useEffect(() => {
    if (right !== undefined && !isHere && pathname === `${RESET}/${page}`) history.replace(right)
  }, [right, isHere, history, pathname, page])
  const current = page === 'new' ? 2 : 1
  return (
    <FrontDoor {...door} steps={<Steps name={words.flow} steps={words.steps} current={current} />}>
      <Loaded query={pending}>{() => (isHere ? children : null)}</Loaded>
    </FrontDoor>
  )
}
