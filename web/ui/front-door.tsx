// The page before one is known: sign-in, second factor, sign-up, help. No navigation.
import type { ReactNode } from 'react'
import { Brand } from './brand.tsx'
import { classNames } from './class-names.ts'
import { Hitch } from './hitch.tsx'
import { Link } from './link.tsx'
import { PageHead } from './page.tsx'
import { uiTexts } from './texts.ts'
import { Toasts } from './toast.tsx'

export type FrontDoorProps = {
  readonly title: string
  readonly lead?: ReactNode
  /** What the side panel says: one thing worth knowing here. */
  readonly say: { readonly title: string; readonly text: string }
  readonly steps?: ReactNode
  /** 38 rem instead of 26, for pages with two columns. */
  readonly roomy?: boolean
  readonly children: ReactNode
}

export function FrontDoor({ title, lead, say, steps, roomy = false, children }: FrontDoorProps) {
  return (
    <div className="front front-page">
      <div className="front-main">
        <header>
          <Brand href="/sign-in" />
        </header>
        <main className={classNames('front-body', roomy && 'roomy')} id="main" tabIndex={-1}>
          {steps}
          <PageHead title={title} lead={lead} />
          {children}
        </main>
        <footer className="front-foot">
          <span>{uiTexts.neverAsked}</span>
          <Link href="/help">{uiTexts.nav.help}</Link>
        </footer>
      </div>
      <aside className="front-side" aria-label={uiTexts.stayingSafe}>
        <Hitch />
        <div className="say">
          <h2>{say.title}</h2>
          <p>{say.text}</p>
          <p className="where">{window.location.host}</p>
        </div>
      </aside>
      <Toasts />
    </div>
  )
}
