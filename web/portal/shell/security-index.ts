// The index at the left of every page of Security.
import type { IndexProps } from '../../ui/page.tsx'
import type { SignedInPath } from './return-path.ts'
import { shellTexts } from './texts.ts'

const words = shellTexts.security

const items: readonly { readonly href: SignedInPath; readonly label: string }[] = [
  { href: '/security', label: words.overview },
  { href: '/security/methods', label: words.methods },
  { href: '/security/identities', label: words.identities },
  { href: '/security/password', label: words.password },
  { href: '/security/sessions', label: words.sessions },
  { href: '/security/activity', label: words.activity },
  { href: '/security/messages', label: words.messages },
]

export function securityIndex(current: SignedInPath): IndexProps {
  return { title: words.title, items, current }
}
