// What would be here, the rule that matters, one button.
import type { ReactNode } from 'react'
import { Mark } from './brand.tsx'

export type EmptyStateProps = {
  readonly title: string
  readonly children: ReactNode
  readonly act?: ReactNode
}

export function EmptyState({ title, children, act }: EmptyStateProps) {
  return (
    <div className="sheet empty">
      <Mark />
      <h3>{title}</h3>
      <p>{children}</p>
      {act}
    </div>
  )
}
