// What stands round every signed-in page: the bar, the lock in words, messages, the account, tabs on a phone.
import { useRouterState } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useEffect, useRef } from 'react'
import { Brand } from './brand.tsx'
import type { Icon } from './icons.tsx'
import {
  AccountIcon,
  DashboardIcon,
  DesktopIcon,
  FreezeIcon,
  FundingIcon,
  HelpIcon,
  LockIcon,
  LockOpenIcon,
  MailIcon,
  MoreIcon,
  SettingsIcon,
  SignOutIcon,
  TradeIcon,
} from './icons.tsx'
import { Link } from './link.tsx'
import { Menu } from './menu.tsx'
import { uiTexts } from './texts.ts'
import { Toasts } from './toast.tsx'

export type LockState =
  | { readonly kind: 'open' }
  | { readonly kind: 'locked' }
  /** "tomorrow, 09:40" */
  | { readonly kind: 'opening'; readonly when: string }

export type ShellProps = {
  readonly person: string
  readonly lock: LockState
  readonly unread: number
  /** The bar under the top bar while the settings lock is on. */
  readonly lockBar?: ReactNode
  readonly onSignOut: () => void
  readonly children: ReactNode
}

type Place = { readonly href: string; readonly label: string; readonly icon: Icon }

const places: readonly Place[] = [
  { href: '/dashboard', label: uiTexts.nav.dashboard, icon: DashboardIcon },
  { href: '/funding', label: uiTexts.nav.funding, icon: FundingIcon },
  { href: '/trade', label: uiTexts.nav.trade, icon: TradeIcon },
  { href: '/security', label: uiTexts.nav.security, icon: LockIcon },
  { href: '/settings', label: uiTexts.nav.settings, icon: SettingsIcon },
  { href: '/help', label: uiTexts.nav.help, icon: HelpIcon },
]
const PLACES_IN_TABS = 4

export function Shell({ person, lock, unread, lockBar, onSignOut, children }: ShellProps) {
  const path = useRouterState({ select: (state) => state.location.pathname })
  useFocusOnNewPage(path)
  return (
    <>
      <a className="skip" href="#main">
        {uiTexts.skip}
      </a>
      <header className="bar">
        <div className="bar-in">
          <Brand href="/dashboard" name={uiTexts.home} />
          <nav className="nav" aria-label={uiTexts.nav.main}>
            {places.map((place) => (
              <Link key={place.href} href={place.href} aria-current={isAt(path, place) ? 'page' : undefined}>
                <span className="w" data-name={place.label}>
                  {place.label}
                </span>
              </Link>
            ))}
          </nav>
          <Tools person={person} lock={lock} unread={unread} onSignOut={onSignOut} />
        </div>
      </header>
      {lockBar}
      {children}
      <Tabs path={path} />
      <Toasts />
    </>
  )
}

function isAt(path: string, place: Place): boolean {
  return path === place.href || path.startsWith(`${place.href}/`)
}

// A new page is read from its heading; the first one is left to the browser.
function useFocusOnNewPage(path: string): void {
  const last = useRef(path)
  useEffect(() => {
    if (last.current === path) return
    last.current = path
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
    window.scrollTo(0, 0)
  }, [path])
}

function Tools({ person, lock, unread, onSignOut }: Omit<ShellProps, 'children' | 'lockBar'>) {
  const LockDrawn = lock.kind === 'open' ? LockOpenIcon : LockIcon
  const lockText = lock.kind === 'opening' ? uiTexts.lock.opening(lock.when) : uiTexts.lock[lock.kind]
  const words = uiTexts.account
  return (
    <div className="tools">
      <Link className="tool" href="/security/settings-lock" aria-label={lockText}>
        <LockDrawn />
        <span className="t">{lockText}</span>
      </Link>
      <Link className="tool" href="/security/messages" aria-label={uiTexts.messages(unread)}>
        <MailIcon />
        {unread > 0 && <span className="count">{unread > 99 ? '99+' : unread}</span>}
      </Link>
      <Menu name={uiTexts.accountOf(person)} buttonClass="tool" face={<AccountIcon size="l" />}>
        {(close) => (
          <>
            <p className="who">{person}</p>
            <MenuLink href="/security/sessions" icon={DesktopIcon} label={words.sessions} onFollow={close} />
            <MenuLink href="/settings" icon={AccountIcon} label={words.profile} onFollow={close} />
            <MenuLink href="/freeze" icon={FreezeIcon} label={words.freeze} onFollow={close} />
            <hr />
            <button type="button" onClick={onSignOut}>
              <SignOutIcon />
              {words.signOut}
            </button>
          </>
        )}
      </Menu>
    </div>
  )
}

function Tabs({ path }: { readonly path: string }) {
  const more = places.slice(PLACES_IN_TABS)
  return (
    <nav className="tabs" aria-label={uiTexts.nav.phone}>
      {places.slice(0, PLACES_IN_TABS).map((place) => (
        <Link key={place.href} href={place.href} aria-current={isAt(path, place) ? 'page' : undefined}>
          <place.icon />
          {place.label}
        </Link>
      ))}
      <Menu
        buttonClass="tab"
        current={more.some((place) => isAt(path, place))}
        face={
          <>
            <MoreIcon />
            {uiTexts.nav.more}
          </>
        }
      >
        {(close) => (
          <>
            {more.map((place) => (
              <MenuLink key={place.href} {...place} onFollow={close} />
            ))}
            <MenuLink href="/freeze" icon={FreezeIcon} label={uiTexts.account.freeze} onFollow={close} />
          </>
        )}
      </Menu>
    </nav>
  )
}

function MenuLink({ href, icon: Drawn, label, onFollow }: Place & { readonly onFollow: () => void }) {
  return (
    <Link href={href} onClick={onFollow}>
      <Drawn />
      {label}
    </Link>
  )
}
