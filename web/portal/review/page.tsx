// The look through the account after a reset: three things, and the word that it is done.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { Button, ButtonLink } from '../../ui/button.tsx'
import type { Icon } from '../../ui/icons.tsx'
import { ActivityIcon, AuthenticatorIcon, DesktopIcon } from '../../ui/icons.tsx'
import { Link } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { client } from '../shell/api.ts'
import { Loaded } from '../shell/loaded.tsx'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import type { SignedInPath } from '../shell/return-path.ts'
import { useSecurityIndex } from '../shell/security-index.ts'
import { useWhen } from '../shell/when.ts'
import { reviewQuery } from './queries.ts'
import { reviewTexts as words } from './texts.ts'
import '../security/security.css'

export function ReviewPage() {
  const query = useQuery(reviewQuery)
  const when = useWhen()
  const since = query.data?.since ?? null
  const lead = since === null ? query.data && words.nothing : words.lead(when.inside(since))
  const { methods, sessions, record } = words.points
  return (
    <Page title={words.title} lead={lead} index={useSecurityIndex('/security/review')} margin={words.margin}>
      <ul className="sheet points">
        <Point icon={AuthenticatorIcon} href="/security/methods" {...methods} />
        <Point icon={DesktopIcon} href="/security/sessions" {...sessions} />
        <Point icon={ActivityIcon} href="/security/activity" {...record} />
      </ul>
      <Loaded query={query} rows={1}>
        {(review) => (review.since === null ? null : <Finish />)}
      </Loaded>
    </Page>
  )
}

type PointProps = {
  readonly icon: Icon
  readonly name: string
  readonly text: string
  readonly act: string
  readonly href: SignedInPath
}

function Point({ icon: Drawn, name, text, act, href }: PointProps) {
  return (
    <li>
      <Drawn size="l" />
      <div className="body">
        <h2 className="sans-head">{name}</h2>
        <p className="sm muted">{text}</p>
      </div>
      <ButtonLink href={href}>{act}</ButtonLink>
    </li>
  )
}

function Finish() {
  const queries = useQueryClient()
  const { history } = useRouter()
  const [working, setWorking] = useState(false)
  const [problem, setProblem] = useState<string>()
  const finish = async () => {
    setWorking(true)
    const answer = await client.review.finish()
    setWorking(false)
    if (!answer.ok) return setProblem(problemWords(answer.problem))
    queries.setQueryData(reviewQuery.queryKey, { since: null })
    history.push('/dashboard')
    sayDone(words.done)
  }
  return (
    <>
      <ProblemNote message={problem} />
      <p className="row front-act">
        <Button kind="primary" working={working} onPress={() => void finish()}>
          {words.act}
        </Button>
        <Link href="/dashboard">{words.later}</Link>
      </p>
    </>
  )
}
