// Over every page while the settings are locked: the state, the moment it opens, one link. It is never closed away.
import { LockIcon } from '../../ui/icons.tsx'
import { Link } from '../../ui/link.tsx'
import { useWhen } from '../shell/when.ts'
import { useSettingsLock, useSettingsLocked } from './locked.tsx'
import { settingsLockTexts } from './texts.ts'

const words = settingsLockTexts.bar

export function LockBar() {
  const isLocked = useSettingsLocked()
  const opening = useSettingsLock()?.opening
  const when = useWhen()
  if (!isLocked) return null
  return (
    <section className="lockbar" aria-label={settingsLockTexts.title}>
      <div className="lockbar-in">
        <LockIcon />
        <p>
          <b>{words.locked}</b> {opening && words.opens(when.inside(opening.dueAt))}
        </p>
        <Link href="/security/settings-lock">{opening ? words.keep : words.see}</Link>
      </div>
    </section>
  )
}
