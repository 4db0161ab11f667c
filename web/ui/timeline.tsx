// What happened, in the past tense, with its time, its device and its place.
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import type { Icon } from './icons.tsx'

export type TimelineItem = {
  readonly id: string
  readonly icon: Icon
  readonly tone?: 'safe' | 'waiting' | 'danger'
  readonly text: ReactNode
  readonly caption?: ReactNode
  /** Shown in its own column; leave out when the caption says it. */
  readonly time?: string
  /** The same moment for machines. */
  readonly at?: number
}

export function Timeline({ items }: { readonly items: readonly TimelineItem[] }) {
  const plain = items.every((item) => item.time === undefined)
  return (
    <ul className={classNames('timeline', plain && 'plain')}>
      {items.map((item) => (
        <li key={item.id} className={item.tone}>
          {!plain && (
            <time dateTime={item.at === undefined ? undefined : new Date(item.at).toISOString()}>
              {item.time}
            </time>
          )}
          <item.icon />
          <div>
            <p>{item.text}</p>
            {item.caption !== undefined && <p className="cap">{item.caption}</p>}
          </div>
        </li>
      ))}
    </ul>
  )
}
