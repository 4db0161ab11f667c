// Where the account is reached, and the way to another address or number.
import { useQuery } from '@tanstack/react-query'
import { Link } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { Loaded } from '../shell/loaded.tsx'
import { Email } from './email.tsx'
import { Phone } from './phone.tsx'
import { PushNotices } from './push.tsx'
import { contactsQuery } from './queries.ts'
import { contactsTexts as words } from './texts.ts'
import { WaitingContacts } from './waiting.tsx'

export function ContactsPage() {
  const query = useQuery(contactsQuery)
  return (
    <Page title={words.title} lead={words.lead} margin={words.margin}>
      <Loaded query={query} rows={3}>
        {({ email, phone, texts, waiting }) => (
          <>
            <WaitingContacts changes={waiting} />
            <Email masked={email} first={waiting.length === 0} />
            <Phone masked={phone} texts={texts} />
            <PushNotices />
          </>
        )}
      </Loaded>
      <p className="front-act sm">
        <Link href="/settings">{words.back}</Link>
      </p>
    </Page>
  )
}
