// A forgotten username is mailed. The page says the same whether the address has an account or not.
import { useState } from 'react'
import { LinkButton } from '../../ui/button.tsx'
import { FrontDoor } from '../../ui/front-door.tsx'
import { Link } from '../../ui/link.tsx'
import { doorClient } from '../shell/api.ts'
import { AskEmail } from '../shell/ask-email.tsx'
import { credentialsHelpTexts as words } from './texts.ts'

const said = words.remind

export function ForgottenUsernamePage() {
  const [sentTo, setSentTo] = useState<string>()
  if (sentTo === undefined) return <AskAddress onSent={setSentTo} />
  return (
    <FrontDoor title={said.sentTitle} lead={said.sent(sentTo)} say={words.say}>
      <div className="sm stack-s">
        <p>
          <Link href="/sign-in">{words.back}</Link>
        </p>
        <p>
          <LinkButton onPress={() => setSentTo(undefined)}>{said.other}</LinkButton>
        </p>
        <p>
          <Link href="/help#no-mail">{words.noMail}</Link>
        </p>
      </div>
    </FrontDoor>
  )
}

function AskAddress({ onSent }: { readonly onSent: (email: string) => void }) {
  const send = async (email: string) => {
    const answer = await doorClient.credentialsHelp.remindUsername({ email })
    if (!answer.ok) return answer.problem
    onSent(email)
    return undefined
  }
  const { title, hint, act } = said
  return (
    <AskEmail
      title={title}
      say={words.say}
      words={{ label: words.email, hint, wrong: words.emailWrong, act }}
      send={send}
    >
      <Link href="/sign-in">{words.back}</Link>
    </AskEmail>
  )
}
