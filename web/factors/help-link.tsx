// Help where the trouble is. In a tab of its own: what is being proved stays as it is.
import type { ReactNode } from 'react'
import { factorsTexts } from './texts.ts'

export type HelpLinkProps = {
  /** A topic of the help page. */
  readonly topic: 'code-fails' | 'no-mail' | 'no-text' | 'key-fails'
  readonly children: ReactNode
}

export function HelpLink({ topic, children }: HelpLinkProps) {
  return (
    <a href={`/help#${topic}`} target="_blank" rel="noreferrer">
      {children}
      <span className="vh"> ({factorsTexts.newTab})</span>
    </a>
  )
}
