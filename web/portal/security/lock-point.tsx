// The point of the check-up that says whether the settings can be changed at all.
import { Chip } from '../../ui/chip.tsx'
import { LockIcon, LockOpenIcon } from '../../ui/icons.tsx'
import { useSettingsLock, useSettingsLocked } from '../settings-lock/locked.tsx'
import { useWhen } from '../shell/when.ts'
import { Point } from './point.tsx'
import { securityTexts } from './texts.ts'

const said = securityTexts.points.lock

export function LockPoint() {
  const isOn = useSettingsLocked()
  const opening = useSettingsLock()?.opening
  const when = useWhen()
  return (
    <Point
      icon={isOn ? LockIcon : LockOpenIcon}
      name={said.name}
      href="/security/settings-lock"
      act={isOn ? said.see : said.act}
      chip={
        isOn ? (
          <Chip tone={opening ? 'waiting' : 'safe'}>{opening ? said.opening : said.on}</Chip>
        ) : (
          <Chip tone="plain">{said.off}</Chip>
        )
      }
    >
      {opening ? said.opens(when.inside(opening.dueAt)) : isOn ? said.locked : said.open}
    </Point>
  )
}
