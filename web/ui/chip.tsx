// A state in a word, always with its icon: colour is never alone.
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import type { Icon } from './icons.tsx'
import { DangerIcon, OffIcon, SafeIcon, WaitIcon } from './icons.tsx'

export type Tone = 'safe' | 'waiting' | 'danger' | 'plain'

const iconOfTone: Record<Tone, Icon> = {
  safe: SafeIcon,
  waiting: WaitIcon,
  danger: DangerIcon,
  plain: OffIcon,
}

export type ChipProps = {
  readonly tone: Tone
  readonly icon?: Icon
  readonly bare?: boolean
  readonly children: ReactNode
}

export function Chip({ tone, icon, bare = false, children }: ChipProps) {
  const Drawn = icon ?? iconOfTone[tone]
  return (
    <span className={classNames('chip', tone, bare && 'bare')}>
      <Drawn />
      {children}
    </span>
  )
}
