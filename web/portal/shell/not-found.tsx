// An address that leads nowhere, said to anyone.
import { ButtonLink } from '../../ui/button.tsx'
import { uiTexts } from '../../ui/texts.ts'
import { EitherFrame } from './either-frame.tsx'

const words = uiTexts.error

export function NotFoundPage() {
  return (
    <EitherFrame title={words.notFoundTitle} lead={words.notFound}>
      {(signedIn) => (
        <p className="row">
          <ButtonLink href={signedIn ? '/dashboard' : '/sign-in'}>
            {signedIn ? words.toDashboard : words.toSignIn}
          </ButtonLink>
        </p>
      )}
    </EitherFrame>
  )
}
