// What stands round every signed-in page: the bar, messages, the account, tabs on a phone.
import { useRouterState } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Brand } from './brand.tsx'
import type { Icon } from './icons.tsx'
import {
  AccountIcon,
  DashboardIcon,
  DesktopIcon,
  HelpIcon,
  LockIcon,
  MailIcon,
  OffIcon,
  SettingsIcon,
  SignOutIcon,
} from './icons.tsx'
import { Link } from './link.tsx'
import { Menu } from './menu.tsx'
import { uiTexts } from './texts.ts'
import { Toasts } from './toast.tsx'

export type ShellProps = {
  readonly person: string
  readonly unread: number
  readonly settingsLocked: boolean
  readonly onSignOut: (forgetDevice: boolean) => void
  readonly children: ReactNode
}

type Place = { readonly href: string; readonly label: string; readonly icon: Icon }

const places: readonly Place[] = [
  { href: '/dashboard', label: uiTexts.nav.dashboard, icon: DashboardIcon },
  { href: '/security', label: uiTexts.nav.security, icon: LockIcon },
  { href: '/settings', label: uiTexts.nav.settings, icon: SettingsIcon },
  { href: '/help', label: uiTexts.nav.help, icon: HelpIcon },
]

export function Shell({ person, unread, settingsLocked, onSignOut, children }: ShellProps) {
  const path = useRouterState({ select: (state) => state.location.pathname })
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
          <Tools person={person} unread={unread} settingsLocked={settingsLocked} onSignOut={onSignOut} />
        </div>
      </header>
      {children}
      <nav className="tabs" aria-label={uiTexts.nav.phone}>
        {places.map((place) => (
          <Link key={place.href} href={place.href} aria-current={isAt(path, place) ? 'page' : undefined}>
            <place.icon />
            {place.label}
          </Link>
        ))}
      </nav>
      <Toasts />
    </>
  )
}

function isAt(path: string, place: Place): boolean {
  return path === place.href || path.startsWith(`${place.href}/`)
}

function Tools({ person, unread, settingsLocked, onSignOut }: Omit<ShellProps, 'children'>) {
  const words = uiTexts.account
  return (
    <div className="tools">
      {settingsLocked && (
        <Link className="tool" href="/security/settings-lock" aria-label={uiTexts.settingsLocked}>
          <LockIcon />
          <span className="t">{uiTexts.settingsLocked}</span>
        </Link>
      )}
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
            <hr />
            <button type="button" onClick={() => onSignOut(false)}>
              <SignOutIcon />
              {words.signOut}
            </button>
            <button type="button" onClick={() => onSignOut(true)}>
              <OffIcon />
              {words.signOutForget}
            </button>
          </>
        )}
      </Menu>
    </div>
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
