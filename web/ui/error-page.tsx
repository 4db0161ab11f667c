// What is shown when a page broke or cannot be reached.
import { Button, ButtonLink } from './button.tsx'
import { Page } from './page.tsx'
import { uiTexts } from './texts.ts'

export type ErrorPageProps = { readonly kind: 'broken' | 'offline'; readonly onAgain: () => void }

export function ErrorPage({ kind, onAgain }: ErrorPageProps) {
  const words = uiTexts.error
  const [title, text] =
    kind === 'broken' ? [words.brokenTitle, words.broken] : [words.offlineTitle, words.offline]
  return (
    <Page title={title} lead={text}>
      <p className="row front-act">
        <Button kind="primary" onPress={onAgain}>
          {words.again}
        </Button>
        <ButtonLink href="/dashboard">{words.toDashboard}</ButtonLink>
      </p>
    </Page>
  )
}
