// A session: device in words, place, address, when it began and when it was last active, and its end.
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Chip } from './chip.tsx'
import { classNames } from './class-names.ts'
import type { Icon } from './icons.tsx'
import { DesktopIcon, LaptopIcon, PhoneIcon, TabletIcon } from './icons.tsx'
import { uiTexts } from './texts.ts'

export type DeviceKind = 'desktop' | 'laptop' | 'phone' | 'tablet'

const iconOfDevice: Record<DeviceKind, Icon> = {
  desktop: DesktopIcon,
  laptop: LaptopIcon,
  phone: PhoneIcon,
  tablet: TabletIcon,
}

export type SessionCardProps = {
  readonly device: string
  readonly deviceKind?: DeviceKind
  readonly place: string
  readonly address: string
  /** "today, 14:02" */
  readonly started: string
  /** "today, 12:20"; left out when it is active now. */
  readonly lastActive?: string
  readonly current?: boolean
  readonly unknown?: boolean
  readonly ending?: boolean
  readonly onEnd?: () => void
  readonly more?: ReactNode
}

/** Stands in a <ul className="sheet">. */
export function SessionCard(props: SessionCardProps) {
  const { device, current = false, unknown = false, lastActive, onEnd } = props
  const DeviceIcon = iconOfDevice[props.deviceKind ?? 'desktop']
  const words = uiTexts.session
  return (
    <li className={classNames('session', unknown && 'odd')}>
      <DeviceIcon size="l" />
      <div className="body">
        <h3>{device}</h3>
        {(current || unknown) && (
          <p className="chips">
            {current && <Chip tone="safe">{words.current}</Chip>}
            {unknown && <Chip tone="danger">{words.unknown}</Chip>}
          </p>
        )}
        <p className="meta">
          <span>{props.place}</span>
          <span>{props.address}</span>
        </p>
        <p className="meta">
          <span>{words.started(props.started)}</span>
          <span>{lastActive === undefined ? words.activeNow : words.active(lastActive)}</span>
        </p>
        {props.more}
      </div>
      {!current && onEnd !== undefined && (
        <div className="act">
          <Button
            kind={unknown ? 'destroy' : 'secondary'}
            working={props.ending ?? false}
            name={words.endOf(device)}
            onPress={onEnd}
          >
            {words.end}
          </Button>
        </div>
      )}
    </li>
  )
}
