// What stands in the place of what the lock hides or refuses: that it does, and where to see until when.
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { LockView } from '../../../src/features/settings-lock/contract.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'
import { meQuery } from '../shell/session.ts'
import { useWhen } from '../shell/when.ts'
import { lockQuery } from './queries.ts'
import { settingsLockTexts } from './texts.ts'

const words = settingsLockTexts.hidden

export const useSettingsLocked = (): boolean => useQuery(meQuery).data?.settingsLocked === true

/** How the lock of the settings stands, while it is on. */
export function useSettingsLock(): LockView | undefined {
  const isLocked = useSettingsLocked()
  const { data } = useQuery({ ...lockQuery, enabled: isLocked })
  return isLocked ? data?.locks.find(({ group }) => group === 'settings') : undefined
}

/** That a page is hidden, and until when; undefined: it is not. */
export function useHiddenByLock(): string | undefined {
  const isLocked = useSettingsLocked()
  const opening = useSettingsLock()?.opening
  const when = useWhen()
  if (!isLocked) return undefined
  return opening ? words.until(when.inside(opening.dueAt)) : words.index
}

type NoteWords = { readonly title: string; readonly text: string }
const LockNote = ({ title, text }: NoteWords) => (
  <Note
    tone="accent"
    title={title}
    acts={<ButtonLink href="/security/settings-lock">{words.act}</ButtonLink>}
  >
    {text}
  </Note>
)

export const HiddenByLock = () => <LockNote {...words} />

/** A detail: there while the settings are open. */
export function Shown({ children }: { readonly children: ReactNode }) {
  return useSettingsLocked() ? <HiddenByLock /> : children
}

/** A setting: there while the settings are open. */
export function Unlocked({ children }: { readonly children: ReactNode }) {
  return useSettingsLocked() ? <LockNote {...settingsLockTexts.unavailable} /> : children
}
