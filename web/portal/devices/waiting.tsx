// Over every signed-in page: a sign-in on a device that is not known waits for the word of its owner.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Problem } from '../../../sdk/client.ts'
import type { WaitingView } from '../../../src/features/devices/contract.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { AttentionIcon } from '../../ui/icons.tsx'
import { Note } from '../../ui/note.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { shellTexts } from '../shell/texts.ts'
import { waitingSignInsQuery } from './queries.ts'
import { devicesTexts } from './texts.ts'

const words = devicesTexts.waiting

export function WaitingSignIns() {
  const query = useQuery(waitingSignInsQuery)
  const [denied, setDenied] = useState(false)
  const { waiting = [], mayApprove = false } = query.data ?? {}
  if (waiting.length === 0 && !denied) return null
  return (
    <div className="over-page stack-s">
      {denied && (
        <Note
          tone="danger"
          say="alert"
          title={words.denied.title}
          acts={<ButtonLink href="/security/password">{words.denied.act}</ButtonLink>}
        >
          {words.denied.text}
        </Note>
      )}
      {waiting.map((one) => (
        <Waiting key={one.id} one={one} mayApprove={mayApprove} onDenied={() => setDenied(true)} />
      ))}
    </div>
  )
}

type WaitingProps = {
  readonly one: WaitingView
  readonly mayApprove: boolean
  readonly onDenied: () => void
}

function Waiting({ one, mayApprove, onDenied }: WaitingProps) {
  const { working, message, decide } = useDecision(one, onDenied)
  return (
    <Note
      tone="waiting"
      icon={AttentionIcon}
      say="status"
      title={words.title}
      acts={
        <>
          {mayApprove && (
            <Button working={working === 'approve'} onPress={() => decide('approve')}>
              {words.approve}
            </Button>
          )}
          <Button working={working === 'deny'} onPress={() => decide('deny')}>
            {words.deny}
          </Button>
        </>
      }
    >
      <p>{words.text(one.device, one.place ?? shellTexts.placeUnknown, one.address)}</p>
      <p>{mayApprove ? words.ask : words.unknownHere}</p>
      <ProblemNote message={message} />
    </Note>
  )
}

type Decision = 'approve' | 'deny'

function useDecision({ id, device }: WaitingView, onDenied: () => void) {
  const queries = useQueryClient()
  const [working, setWorking] = useState<Decision>()
  const [message, setMessage] = useState<string>()
  const decide = async (decision: Decision) => {
    if (working !== undefined) return
    setWorking(decision)
    const answer = await client.devices[decision]({ id })
    setMessage(answer.ok ? undefined : refusal(answer.problem))
    if (answer.ok && decision === 'approve') sayDone(words.approved(device))
    if (answer.ok && decision === 'deny') onDenied()
    await queries.invalidateQueries()
    setWorking(undefined)
  }
  return { working, message, decide: (decision: Decision) => void decide(decision) } as const
}

const refusal = (problem: Problem): string =>
  problem.code === 'not-found' ? words.gone : problemWords(problem)
