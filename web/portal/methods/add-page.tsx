// The frame of a page that adds a method: its steps, and the way back.
import type { ReactNode } from 'react'
import { Link } from '../../ui/link.tsx'
import type { MarginNote } from '../../ui/page.tsx'
import { Page } from '../../ui/page.tsx'
import { Steps } from '../../ui/steps.tsx'
import { Unlocked } from '../settings-lock/locked.tsx'
import { useSecurityIndex } from '../shell/security-index.ts'
import { addTexts } from './add-texts.ts'
import './methods.css'

export type AddPageProps = {
  readonly title: string
  readonly lead: string
  readonly steps?: readonly string[]
  readonly current?: number
  readonly margin?: readonly MarginNote[]
  readonly children: ReactNode
}

export function AddPage({ title, lead, steps, current = 0, margin, children }: AddPageProps) {
  // At the end the page has its own way on.
  const isDone = steps !== undefined && current >= steps.length
  return (
    <Page
      title={title}
      lead={lead}
      index={useSecurityIndex('/security/methods')}
      margin={margin ?? addTexts.margin}
      {...(steps !== undefined && { above: <Steps name={title} steps={steps} current={current} /> })}
    >
      <Unlocked>{children}</Unlocked>
      {!isDone && (
        <p className="front-act sm no-print">
          <Link href="/security/methods">{addTexts.back}</Link>
        </p>
      )}
    </Page>
  )
}
