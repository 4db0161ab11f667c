// Who one is here, how the portal looks, and when it signs one out.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { RadioField } from '../../ui/choice-fields.tsx'
import { Facts } from '../../ui/facts.tsx'
import { wholeDuration } from '../../ui/format.ts'
import { Link } from '../../ui/link.tsx'
import { Page, Section } from '../../ui/page.tsx'
import type { Theme } from '../../ui/theme.ts'
import { chooseTheme, storedTheme } from '../../ui/theme.ts'
import { contactsTexts } from '../contacts/texts.ts'
import { sessionsQuery } from '../sessions/queries.ts'
import { Unlocked } from '../settings-lock/locked.tsx'
import { Loaded } from '../shell/loaded.tsx'
import { meQuery } from '../shell/session.ts'
import { QuickUnlock } from './quick-unlock.tsx'
import { settingsTexts as words } from './texts.ts'

export function SettingsPage() {
  return (
    <Page title={words.title}>
      <div className="measure">
        <Profile />
        <Appearance />
        <Idle />
        <Unlocked>
          <QuickUnlock />
        </Unlocked>
      </div>
    </Page>
  )
}

function Profile() {
  const me = useQuery(meQuery)
  const said = words.profile
  return (
    <Section title={said.title} first>
      <Loaded query={me} rows={2}>
        {({ username, email }) => (
          <Facts
            facts={[
              { label: said.username, value: username },
              { label: said.email, value: email ?? said.hidden },
            ]}
          />
        )}
      </Loaded>
      <p className="sm muted">{said.text}</p>
      <p>
        <Link href="/settings/contacts">{contactsTexts.link}</Link>
      </p>
    </Section>
  )
}

const THEMES: readonly Theme[] = ['system', 'light', 'dark']

function Appearance() {
  const [theme, setTheme] = useState(storedTheme)
  const said = words.appearance
  const choose = (value: string) => {
    const chosen = THEMES.find((one) => one === value) ?? 'system'
    chooseTheme(chosen)
    setTheme(chosen)
  }
  return (
    <Section title={said.title}>
      <RadioField
        name="theme"
        legend={said.legend}
        value={theme}
        onChange={choose}
        choices={[
          { value: 'system', ...said.system },
          { value: 'light', label: said.light },
          { value: 'dark', label: said.dark },
        ]}
      />
      <p className="sm muted">{said.note}</p>
    </Section>
  )
}

function Idle() {
  const query = useQuery(sessionsQuery)
  const said = words.idle
  return (
    <Section title={said.title}>
      <Loaded query={query} rows={1}>
        {({ idleSeconds }) => (
          <p>
            {said.text(wholeDuration(idleSeconds * 1000))}
            <Link href="/security/sessions">{said.link}</Link>
          </p>
        )}
      </Loaded>
    </Section>
  )
}
