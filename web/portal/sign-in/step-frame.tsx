// A page of a sign-in that has begun: shown while it asks for this very step. If it asks for another, that page opens;
// if it has ended, the front door does, and says so.
import { useQuery } from '@tanstack/react-query'
import { useLocation, useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useEffect } from 'react'
import type { ChallengeView, StepKind } from '../../../src/lib/challenge-view.ts'
import type { FrontDoorProps } from '../../ui/front-door.tsx'
import { FrontDoor } from '../../ui/front-door.tsx'
import { Loaded } from '../shell/loaded.tsx'
import { pageOf, pendingQuery, presentStep, withReturn } from './pending.ts'

export type StepFrameProps = Omit<FrontDoorProps, 'children'> & {
  readonly step: StepKind
  readonly children: (challenge: ChallengeView) => ReactNode
}

export function StepFrame({ step, children, ...door }: StepFrameProps) {
  const pending = useQuery(pendingQuery)
  const { history } = useRouter()
  // Whoever goes back before the next page has come is still on this one: it is the address that has changed.
  const { pathname } = useLocation()
  const elsewhere = pending.data === undefined ? undefined : otherPage(pending.data, step)
  useEffect(() => {
    // After the last answer it stands for a moment longer, while the page behind the door is on its way.
    const isHere = pathname.startsWith('/sign-')
    if (elsewhere !== undefined && isHere) history.replace(elsewhere)
  }, [elsewhere, history, pathname])
  return (
    <FrontDoor {...door}>
      <Loaded query={pending}>
        {(challenge) => (challenge === null || elsewhere !== undefined ? null : children(challenge))}
      </Loaded>
    </FrontDoor>
  )
}

function otherPage(challenge: ChallengeView | null, step: StepKind): string | undefined {
  if (challenge === null) return '/sign-in?ended=step'
  // A device that was approved elsewhere leaves no step.
  return (presentStep(challenge) ?? 'device') === step ? undefined : withReturn(pageOf(challenge))
}
