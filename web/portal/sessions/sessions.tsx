// Ending is a stop: it works at once and is asked only when it is many.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { count } from '../../ui/format.ts'
import { AttentionIcon } from '../../ui/icons.tsx'
import { Note } from '../../ui/note.tsx'
import { findFocus, Section } from '../../ui/page.tsx'
import { SessionCard } from '../../ui/session-card.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { useWhen } from '../shell/when.ts'
import { sessionsTexts as words } from './texts.ts'
import type { SessionView } from './view.ts'
import { cardOf, isUnknown } from './view.ts'

const ALL = 'all'

export function Sessions({ sessions }: { readonly sessions: readonly SessionView[] }) {
  const when = useWhen()
  const ending = useEnding()
  const [asks, setAsks] = useState(false)
  const others = sessions.length - 1
  const unknown = sessions.find(isUnknown)
  return (
    <Section
      first
      title={count(sessions.length, 'open session')}
      act={
        others > 0 && (
          <Button kind="danger" onPress={() => setAsks(true)}>
            {words.endOthers}
          </Button>
        )
      }
    >
      <ul className="sheet">
        {sessions.map((session) => (
          <SessionCard
            key={session.id}
            {...cardOf(session, when)}
            ending={ending.now === session.id}
            onEnd={() => void ending.end(session)}
          />
        ))}
      </ul>
      <ProblemNote message={ending.message} />
      {ending.endedUnknown ? <AfterUnknown /> : unknown !== undefined && <AboutUnknown session={unknown} />}
      <EndOthers
        open={asks}
        others={others}
        working={ending.now === ALL}
        onEnd={() => void ending.endOthers(unknown !== undefined).then(() => setAsks(false))}
        onLeave={() => setAsks(false)}
      />
    </Section>
  )
}

function useEnding() {
  const queries = useQueryClient()
  const [now, setNow] = useState<string>()
  const [message, setMessage] = useState<string>()
  const [endedUnknown, setEndedUnknown] = useState(false)

  const end = async (session: SessionView) => {
    setNow(session.id)
    const answer = await client.sessions.end({ id: session.id })
    // One that had ended meanwhile is what was asked for.
    const isOver = answer.ok || answer.problem.code === 'not-found'
    if (isOver) sayDone(words.ended(session.device))
    if (isOver && isUnknown(session)) setEndedUnknown(true)
    await settle(answer.ok || isOver ? undefined : problemWords(answer.problem))
  }
  const endOthers = async (anyUnknown: boolean) => {
    setNow(ALL)
    const answer = await client.sessions.endOthers()
    if (answer.ok) sayDone(words.endedMany(count(answer.value.ended, 'session')))
    if (answer.ok && anyUnknown) setEndedUnknown(true)
    await settle(answer.ok ? undefined : problemWords(answer.problem))
  }
  const settle = async (said: string | undefined) => {
    setMessage(said)
    await queries.invalidateQueries({ queryKey: ['sessions'] })
    void queries.invalidateQueries({ queryKey: ['activity'] })
    setNow(undefined)
    findFocus()
  }
  return { now, message, endedUnknown, end, endOthers } as const
}

function AboutUnknown({ session }: { readonly session: SessionView }) {
  return (
    <div className="front-act">
      <Note
        tone="waiting"
        icon={AttentionIcon}
        title={session.place === null ? words.unknown.titleNoPlace : words.unknown.title(session.place)}
      >
        {words.unknown.text}
      </Note>
    </div>
  )
}

function AfterUnknown() {
  const said = words.endedUnknown
  return (
    <div className="front-act">
      <Note
        tone="waiting"
        icon={AttentionIcon}
        say="status"
        title={said.title}
        acts={<ButtonLink href="/security/password">{said.act}</ButtonLink>}
      >
        {said.text}
      </Note>
    </div>
  )
}

type EndOthersProps = {
  readonly open: boolean
  readonly others: number
  readonly working: boolean
  readonly onEnd: () => void
  readonly onLeave: () => void
}

function EndOthers({ open, others, working, onEnd, onLeave }: EndOthersProps) {
  const said = words.all
  const sessions = count(others, 'session')
  return (
    <Dialog
      open={open}
      title={said.title}
      onLeave={onLeave}
      foot={
        <>
          <Button onPress={onLeave}>{said.leave}</Button>
          <Button kind="destroy" working={working} onPress={onEnd}>
            {said.act(sessions)}
          </Button>
        </>
      }
    >
      <div className="stack-s">
        <p>{said.stops(sessions)}</p>
        <p>{said.stays}</p>
      </div>
    </Dialog>
  )
}
