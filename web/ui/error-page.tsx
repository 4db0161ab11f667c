// What is shown when a page is not there, is broken or cannot be reached.
import { Button, ButtonLink } from './button.tsx'
import { Page } from './page.tsx'
import { uiTexts } from './texts.ts'

export type ErrorPageProps = {
  readonly kind: 'not-found' | 'broken' | 'offline'
  /** The number support can find it by. */
  readonly reference?: string
  readonly onAgain?: () => void
  readonly signedIn?: boolean
}

export function ErrorPage({ kind, reference, onAgain, signedIn = true }: ErrorPageProps) {
  const words = uiTexts.error
  const said = {
    'not-found': [words.notFoundTitle, words.notFound],
    broken: [words.brokenTitle, reference === undefined ? words.broken : words.brokenWithNumber],
    offline: [words.offlineTitle, words.offline],
  } satisfies Record<ErrorPageProps['kind'], readonly [string, string]>
  const [title, text] = said[kind]
  return (
    <Page title={title} lead={text}>
      {reference !== undefined && <p className="mono">{words.reference(reference)}</p>}
      <p className="row front-act">
        {onAgain !== undefined && (
          <Button kind="primary" onPress={onAgain}>
            {words.again}
          </Button>
        )}
        <ButtonLink href={signedIn ? '/dashboard' : '/sign-in'}>
          {signedIn ? words.toDashboard : words.toSignIn}
        </ButtonLink>
      </p>
    </Page>
  )
}
