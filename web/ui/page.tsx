// A page: its title, its index at the left, its content, and in the margin what one ought to know.
import type { ReactNode } from 'react'
import { useEffect, useId } from 'react'
import { classNames } from './class-names.ts'
import { OpenIcon } from './icons.tsx'
import { Link } from './link.tsx'
import { uiTexts } from './texts.ts'

export type IndexItem = {
  readonly href: string
  readonly label: string
  /** Why it is hidden, and until when: the place in the index stays. */
  readonly hidden?: string
}

export type IndexProps = {
  readonly title: string
  readonly items: readonly IndexItem[]
  readonly current: string
}

export type MarginNote = { readonly title: string; readonly text: ReactNode }

export type PageProps = {
  readonly title: string
  readonly lead?: ReactNode
  /** Keeps the heading for screen readers alone, when a figure speaks for it. */
  readonly titleUnseen?: boolean
  readonly index?: IndexProps
  readonly margin?: readonly MarginNote[]
  /** Over the title: the steps of a flow. */
  readonly above?: ReactNode
  readonly children: ReactNode
}

export function Page({ title, lead, titleUnseen = false, index, margin, above, children }: PageProps) {
  const shape =
    index === undefined
      ? margin === undefined
        ? 'wide'
        : 'beside'
      : margin === undefined
        ? 'two'
        : undefined
  return (
    <div className={classNames('page', shape)}>
      {index !== undefined && (
        <nav className="index" aria-label={index.title}>
          <h2>{index.title}</h2>
          <IndexLinks {...index} />
        </nav>
      )}
      <main id="main" tabIndex={-1}>
        {index !== undefined && <PhoneIndex {...index} />}
        {above}
        <PageHead title={title} lead={lead} unseen={titleUnseen} />
        {children}
      </main>
      {margin !== undefined && (
        <aside className="margin" aria-label={uiTexts.goodToKnow}>
          {margin.map((note) => (
            <section key={note.title}>
              <h2>{note.title}</h2>
              {typeof note.text === 'string' ? <p>{note.text}</p> : note.text}
            </section>
          ))}
        </aside>
      )}
    </div>
  )
}

type PageHeadProps = { readonly title: string; readonly lead?: ReactNode; readonly unseen?: boolean }

export function PageHead({ title, lead, unseen = false }: PageHeadProps) {
  useReadFromTop(title)
  return (
    <>
      <title>{uiTexts.titleOf(title)}</title>
      {unseen ? (
        <h1 className="vh" tabIndex={-1}>
          {title}
        </h1>
      ) : (
        <div className="page-head">
          <h1 tabIndex={-1}>{title}</h1>
          {lead !== undefined && <p>{lead}</p>}
        </div>
      )}
    </>
  )
}

let pagesShown = 0

// A new page is read from its heading, or begins in the one field it is about; the first one is left to the browser.
function useReadFromTop(title: string): void {
  useEffect(() => {
    pagesShown += 1
    const field = document.querySelector<HTMLElement>('main [data-focus]')
    if (field === null && pagesShown === 1) return
    const first = field ?? document.querySelector<HTMLElement>('main h1')
    first?.focus({ preventScroll: true })
    window.scrollTo(0, 0)
  }, [title])
}

/** Drawing what was changed takes a frame or several. */
const FRAMES_TO_DRAW = 20

/** After something that held the focus went away: reading goes on at the heading, not at the top of the window. */
export function findFocus(frames = FRAMES_TO_DRAW): void {
  requestAnimationFrame(() => {
    if (document.activeElement === null || document.activeElement === document.body)
      document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
    else if (frames > 0) findFocus(frames - 1)
  })
}

export type SectionProps = {
  readonly title: string
  /** A button or link at the right of the heading. */
  readonly act?: ReactNode
  readonly first?: boolean
  readonly children: ReactNode
}

export function Section({ title, act, first = false, children }: SectionProps) {
  const id = useId()
  return (
    <section className={first ? undefined : 'section'} aria-labelledby={id}>
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {act}
      </div>
      {children}
    </section>
  )
}

// On a phone the index is one line that opens.
function PhoneIndex(index: IndexProps) {
  const here = index.items.find((item) => item.href === index.current)
  return (
    <details className="index-phone">
      <summary>
        <span>
          {index.title}
          {here !== undefined && (
            <>
              : <b>{here.label}</b>
            </>
          )}
        </span>
        <OpenIcon />
      </summary>
      <nav aria-label={index.title}>
        <IndexLinks {...index} />
      </nav>
    </details>
  )
}

function IndexLinks({ items, current }: IndexProps) {
  return items.map((item) => (
    <Link key={item.href} href={item.href} aria-current={item.href === current ? 'page' : undefined}>
      {item.label}
      {item.hidden !== undefined && <span className="why">{item.hidden}</span>}
    </Link>
  ))
}
