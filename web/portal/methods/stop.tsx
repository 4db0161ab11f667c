// The page of a link in a mail that stops a change. Opening it stops nothing: mail programs open links by themselves.
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useNow } from '../../ui/clock.ts'
import { duration, moment } from '../../ui/format.ts'
import { FrontDoor } from '../../ui/front-door.tsx'
import { Gauge } from '../../ui/gauge.tsx'
import { Link } from '../../ui/link.tsx'
import type { NoteTone } from '../../ui/note.tsx'
import { Note } from '../../ui/note.tsx'
import { doorClient, RefusedError } from '../shell/api.ts'
import { Loaded } from '../shell/loaded.tsx'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { stopTexts as words } from './stop-texts.ts'

const GONE = ['not-found', 'input-invalid'] as const
const isGone = (code: string): boolean => GONE.some((one) => one === code)

export function StopPage() {
  const { token = '' } = useParams({ strict: false })
  const seen = useQuery({
    queryKey: ['stop', token],
    queryFn: async () => {
      const answer = await doorClient.methods.seeStop({ token })
      if (answer.ok) return answer.value
      if (isGone(answer.problem.code)) return null
      throw new RefusedError(answer.problem, answer.status)
    },
    // What was stopped stays on the page with its outcome.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  })
  return (
    <FrontDoor title={words.title} lead={words.lead} say={words.say}>
      <Loaded query={seen}>
        {(found) => (found === null ? <Gone /> : <Stop token={token} found={found} />)}
      </Loaded>
      <p className="front-act sm">
        <Link href="/security/methods">{words.toMethods}</Link>
      </p>
    </FrontDoor>
  )
}

const Gone = () => (
  <Note say="status" title={words.gone.title}>
    {words.gone.text}
  </Note>
)

type Found = {
  readonly kind: keyof typeof words.what
  readonly askedAt: string
  readonly dueAt: string
}
type Outcome = keyof typeof words.outcomes
type Stopped = { readonly outcome: Outcome; readonly dueAt: string }
const TONES: Readonly<Record<Outcome, NoteTone>> = {
  cancelled: 'safe',
  delayed: 'waiting',
  'delayed-before': 'waiting',
}

function Stop({ token, found }: { readonly token: string; readonly found: Found }) {
  const now = useNow()
  const [stopped, setStopped] = useState<Stopped | 'gone'>()
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const stop = async () => {
    setWorking(true)
    const answer = await doorClient.methods.stop({ token })
    setWorking(false)
    if (answer.ok) setStopped(answer.value)
    else if (isGone(answer.problem.code)) setStopped('gone')
    else setMessage(problemWords(answer.problem))
  }
  if (stopped === 'gone') return <Gone />
  if (stopped !== undefined) {
    const { title, text } = words.outcomes[stopped.outcome]
    return (
      <Note tone={TONES[stopped.outcome]} say="status" title={title}>
        {stopped.outcome === 'cancelled' && found.kind === 'password'
          ? words.cancelledAtDoor
          : text(moment(Date.parse(stopped.dueAt), now))}
      </Note>
    )
  }
  const until = Date.parse(found.dueAt)
  return (
    <div className="stack">
      <h2>{words.what[found.kind]}</h2>
      <p className="left-big">{until > now ? duration(until - now) : words.soon}</p>
      <Gauge from={Date.parse(found.askedAt)} until={until} now={now} begins={words.asked} ends={words.due} />
      <p className="front-act muted">{words.how}</p>
      <ProblemNote message={message} />
      <p className="front-act">
        <Button
          kind="primary"
          shape="full"
          working={working}
          workingText={words.working}
          onPress={() => void stop()}
        >
          {words.act}
        </Button>
      </p>
    </div>
  )
}
