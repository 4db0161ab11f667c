// Help where it is needed, by what went wrong. It stands signed in and signed out.
import { useEffect } from 'react'
import { EitherFrame } from '../shell/either-frame.tsx'
import type { HelpTopic } from './texts.ts'
import { helpTexts as words } from './texts.ts'
import './help.css'

export function HelpPage() {
  return (
    <EitherFrame title={words.title} lead={words.lead}>
      {() => <Topics />}
    </EitherFrame>
  )
}

function Topics() {
  useEffect(goToAsked, [])
  return (
    <div className="topics">
      <nav className="contents" aria-label={words.contents}>
        <ul>
          {words.topics.map((topic) => (
            <li key={topic.id}>
              <a href={`#${topic.id}`}>{topic.title}</a>
            </li>
          ))}
        </ul>
      </nav>
      {words.topics.map((topic) => (
        <Topic key={topic.id} topic={topic} />
      ))}
    </div>
  )
}

function Topic({ topic }: { readonly topic: HelpTopic }) {
  return (
    <section className="section" id={topic.id} aria-labelledby={`${topic.id}-title`}>
      <h2 id={`${topic.id}-title`} tabIndex={-1}>
        {topic.title}
      </h2>
      <ol>
        {topic.points.map((point) => (
          <li key={point}>
            <span>{point}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

// The page is drawn after the browser looked for the part that the address names.
function goToAsked(): void {
  const id = window.location.hash.slice(1)
  if (!words.topics.some((topic) => topic.id === id)) return
  document.getElementById(id)?.scrollIntoView()
  document.getElementById(`${id}-title`)?.focus({ preventScroll: true })
}
