// Where a sign-in lands: what the account holds, what happened, how it stands.
import { useQuery } from '@tanstack/react-query'
import { useNow } from '../../ui/clock.ts'
import { count } from '../../ui/format.ts'
import type { Icon } from '../../ui/icons.tsx'
import { DashboardIcon, FundingIcon, TradeIcon } from '../../ui/icons.tsx'
import { Link } from '../../ui/link.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { SessionCard } from '../../ui/session-card.tsx'
import { WaitingApprovals } from '../approvals/waiting.tsx'
import { sessionsQuery } from '../sessions/queries.ts'
import { cardOf } from '../sessions/view.ts'
import { Loaded } from '../shell/loaded.tsx'
import { meQuery } from '../shell/session.ts'
import { useWhen } from '../shell/when.ts'
import { AfterReset } from './after-reset.tsx'
import { NewDevice } from './new-device.tsx'
import { OfferLock } from './offer-lock.tsx'
import { NewestMessage, SecurityBlock, SinceLastVisit } from './side.tsx'
import { dashboardTexts as words } from './texts.ts'
import './dashboard.css'

export function DashboardPage() {
  return (
    <Page title={words.title} titleUnseen>
      <div className="dash">
        <div>
          <Worth />
          <AfterReset />
          <WaitingApprovals />
          <NewDevice />
          <OfferLock />
          <Glance />
          <OpenNow />
        </div>
        <div>
          <SecurityBlock />
          <SinceLastVisit />
          <NewestMessage />
        </div>
      </div>
    </Page>
  )
}

function Worth() {
  const me = useQuery(meQuery).data
  const hour = new Date(useNow()).getHours()
  const greeting = hour < 12 ? words.morning : hour < 18 ? words.afternoon : words.evening
  return (
    <>
      <p className="anywhere">{greeting(me?.username ?? '')}</p>
      <p className="worth">{words.nothing}</p>
      <p className="sm muted">{words.nothingText}</p>
    </>
  )
}

function Glance() {
  const { title, portfolio, funding, trading } = words.glance
  return (
    <Section title={title}>
      <ul className="sheet glance">
        <GlanceRow icon={DashboardIcon} {...portfolio} />
        <GlanceRow icon={FundingIcon} {...funding} />
        <GlanceRow icon={TradeIcon} {...trading} />
      </ul>
    </Section>
  )
}

type GlanceRowProps = { readonly icon: Icon; readonly name: string; readonly text: string }

function GlanceRow({ icon: Drawn, name, text }: GlanceRowProps) {
  return (
    <li>
      <Drawn size="l" />
      <div>
        <h3>{name}</h3>
        <p className="sm muted">{text}</p>
      </div>
    </li>
  )
}

const SHOWN = 3

function OpenNow() {
  const query = useQuery(sessionsQuery)
  const when = useWhen()
  const said = words.open
  return (
    <Section
      title={said.title}
      act={
        <Link className="sm" href="/security/sessions">
          {said.all}
        </Link>
      }
    >
      <Loaded query={query} of="sheets" rows={1}>
        {({ sessions }) => (
          <>
            <ul className="sheet">
              {sessions.slice(0, SHOWN).map((session) => (
                <SessionCard key={session.id} {...cardOf(session, when)} />
              ))}
            </ul>
            {sessions.length > SHOWN && (
              <p className="sm muted">{said.more(count(sessions.length - SHOWN, 'session'))}</p>
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}
