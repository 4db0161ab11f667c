// The page of the link in an alert. Opening it ends nothing: mail programs open links by themselves.
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { currentTime } from '../../ui/clock.ts'
import { Facts } from '../../ui/facts.tsx'
import { moment } from '../../ui/format.ts'
import { FrontDoor } from '../../ui/front-door.tsx'
import { Link } from '../../ui/link.tsx'
import { Note } from '../../ui/note.tsx'
import { doorClient, RefusedError } from '../shell/api.ts'
import { Loaded } from '../shell/loaded.tsx'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { shellTexts } from '../shell/texts.ts'
import { devicesTexts } from './texts.ts'

const words = devicesTexts.notMe
const isGone = (code: string): boolean => code === 'not-found' || code === 'input-invalid'

export function NotMePage() {
  const { token = '' } = useParams({ strict: false })
  const seen = useQuery({
    queryKey: ['alert', token],
    queryFn: async () => {
      const answer = await doorClient.devices.seeAlert({ token })
      if (answer.ok) return answer.value
      if (isGone(answer.problem.code)) return null
      throw new RefusedError(answer.problem, answer.status)
    },
    // What was done stays on the page.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  })
  return (
    <FrontDoor title={words.title} lead={words.lead} say={words.say}>
      <Loaded query={seen}>
        {(found) =>
          found === null ? (
            <Note say="status" title={words.gone.title}>
              {words.gone.text}
            </Note>
          ) : (
            <Disown token={token} found={found} />
          )
        }
      </Loaded>
      <p className="front-act sm">
        <Link href="/sign-in">{words.toSignIn}</Link>
      </p>
    </FrontDoor>
  )
}

type Found = {
  readonly device: string
  readonly place: string | null
  readonly address: string
  readonly at: string
}

function Disown({ token, found }: { readonly token: string; readonly found: Found }) {
  const [stage, setStage] = useState<'asked' | 'working' | 'done'>('asked')
  const [message, setMessage] = useState<string>()
  const end = async () => {
    setStage('working')
    const answer = await doorClient.devices.useAlert({ token })
    setStage(answer.ok ? 'done' : 'asked')
    if (!answer.ok) setMessage(isGone(answer.problem.code) ? words.gone.title : problemWords(answer.problem))
  }
  if (stage === 'done')
    return (
      <>
        <Note tone="safe" say="status" title={words.done.title}>
          {words.done.text}
        </Note>
        <p className="front-act">
          <ButtonLink kind="primary" href="/help-with-credentials/password">
            {words.done.act}
          </ButtonLink>
        </p>
      </>
    )
  return (
    <>
      <Facts
        facts={[
          { label: words.device, value: found.device },
          { label: words.place, value: found.place ?? shellTexts.placeUnknown },
          { label: words.address, value: found.address },
          { label: words.at, value: moment(Date.parse(found.at), currentTime()) },
        ]}
      />
      <p className="front-act">{words.what}</p>
      <ProblemNote message={message} />
      <p className="front-act">
        <Button
          kind="danger"
          shape="full"
          working={stage === 'working'}
          workingText={words.working}
          onPress={() => void end()}
        >
          {words.act}
        </Button>
      </p>
    </>
  )
}
