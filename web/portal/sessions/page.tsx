// Where the account is open, and which devices it knows.
import { useQuery } from '@tanstack/react-query'
import { Page } from '../../ui/page.tsx'
import { Loaded } from '../shell/loaded.tsx'
import { useSecurityIndex } from '../shell/security-index.ts'
import { Devices } from './devices.tsx'
import { IdleTime } from './idle-time.tsx'
import { sessionsQuery } from './queries.ts'
import { Sessions } from './sessions.tsx'
import { sessionsTexts as words } from './texts.ts'

export function SessionsPage() {
  const query = useQuery(sessionsQuery)
  return (
    <Page
      title={words.title}
      lead={words.lead}
      index={useSecurityIndex('/security/sessions')}
      margin={words.margin}
    >
      <Loaded query={query} of="sheets">
        {({ sessions, idleSeconds }) => (
          <>
            <Sessions sessions={sessions} />
            <Devices />
            <IdleTime idleSeconds={idleSeconds} />
          </>
        )}
      </Loaded>
    </Page>
  )
}
