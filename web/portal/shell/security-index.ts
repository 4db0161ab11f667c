// The index at the left of every page of Security.
import type { IndexProps } from '../../ui/page.tsx'
import { useHiddenByLock } from '../settings-lock/locked.tsx'
import type { SignedInPath } from './return-path.ts'
import { shellTexts } from './texts.ts'

const words = shellTexts.security

type Item = {
  readonly href: SignedInPath
  readonly label: string
  /** The settings lock hides it: the place in the index stays, and says so. */
  readonly detail?: true
}

const items: readonly Item[] = [
  { href: '/security', label: words.overview },
  { href: '/security/methods', label: words.methods, detail: true },
  { href: '/security/identities', label: words.identities, detail: true },
  { href: '/security/password', label: words.password },
  { href: '/security/settings-lock', label: words.settingsLock },
  { href: '/security/sessions', label: words.sessions },
  { href: '/security/activity', label: words.activity },
  { href: '/security/messages', label: words.messages },
]

export function useSecurityIndex(current: SignedInPath): IndexProps {
  const hidden = useHiddenByLock()
  return {
    title: words.title,
    items: items.map(({ detail, ...item }) => (detail && hidden !== undefined ? { ...item, hidden } : item)),
    current,
  }
}
