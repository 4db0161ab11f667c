// A sentence that stands beside its cause: what fails, waits or needs a choice.
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import type { Icon } from './icons.tsx'
import { DangerIcon, InfoIcon, LockIcon, PassedIcon, WaitIcon } from './icons.tsx'

export type NoteTone = 'safe' | 'waiting' | 'danger' | 'accent' | 'plain'

const iconOfTone: Record<NoteTone, Icon> = {
  safe: PassedIcon,
  waiting: WaitIcon,
  danger: DangerIcon,
  accent: LockIcon,
  plain: InfoIcon,
}

export type NoteProps = {
  readonly tone?: NoteTone
  readonly icon?: Icon
  readonly title: ReactNode
  readonly children?: ReactNode
  /** One or two buttons. */
  readonly acts?: ReactNode
  /** 'alert' for a refusal that has just happened, 'status' for a result. */
  readonly say?: 'alert' | 'status'
}

export function Note({ tone = 'plain', icon, title, children, acts, say }: NoteProps) {
  const Drawn = icon ?? iconOfTone[tone]
  return (
    <div className={classNames('note', tone !== 'plain' && tone)} role={say}>
      <Drawn />
      <div>
        <b>{title}</b>
        {children !== undefined && <div className="more">{children}</div>}
      </div>
      {acts !== undefined && <span className="row acts">{acts}</span>}
    </div>
  )
}
