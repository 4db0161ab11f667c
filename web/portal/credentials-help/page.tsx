// Help with credentials: what was forgotten, and the way that leads on from it.
import { ButtonLink } from '../../ui/button.tsx'
import { FrontDoor } from '../../ui/front-door.tsx'
import { Link } from '../../ui/link.tsx'
import { credentialsHelpTexts as words } from './texts.ts'
import './credentials-help.css'

export function CredentialsHelpPage() {
  const { password, username, factor } = words
  return (
    <FrontDoor title={words.title} lead={words.lead} say={words.say}>
      <section className="way">
        <h2>{password.title}</h2>
        <p className="muted">{password.text}</p>
        <p>
          <ButtonLink href="/help-with-credentials/password" shape="full">
            {password.act}
          </ButtonLink>
        </p>
      </section>
      <section className="way">
        <h2>{username.title}</h2>
        <p className="muted">{username.text}</p>
        <p>
          <ButtonLink href="/help-with-credentials/username" shape="full">
            {username.act}
          </ButtonLink>
        </p>
      </section>
      <section className="way">
        <h2>{factor.title}</h2>
        <p className="muted">
          {factor.text} <Link href="/help#lost-phone">{factor.link}</Link>.
        </p>
      </section>
      <p className="front-act sm">
        <Link href="/sign-in">{words.back}</Link>
      </p>
    </FrontDoor>
  )
}
