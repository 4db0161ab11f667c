// After the last backup code: a new list is made and kept before there is a session.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { KeepCodes } from '../methods/keep-codes.tsx'
import { doorClient, must } from '../shell/api.ts'
import { Loaded } from '../shell/loaded.tsx'
import { ProblemNote } from '../shell/problem-note.tsx'
import { StepFrame } from './step-frame.tsx'
import { signInTexts } from './texts.ts'
import { useAnswer } from './use-answer.ts'

const words = signInTexts.newList

export function NewListPage() {
  return (
    <StepFrame step="new-list" title={words.title} lead={words.lead} say={words.say} roomy>
      {(challenge) => <NewList challenge={challenge.id} until={challenge.expiresAt} />}
    </StepFrame>
  )
}

function NewList({ challenge, until }: { readonly challenge: string; readonly until: string }) {
  const list = useQuery({
    queryKey: ['new-list', challenge],
    queryFn: () => must(doorClient.signIn.enrol({ method: 'backup-code' })),
    // The codes are secrets: they are not kept when the page is left, and not drawn twice while it is open.
    staleTime: Infinity,
    gcTime: 0,
  })
  const { answer, cancel } = useAnswer()
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const keep = async (codes: readonly string[]) => {
    setWorking(true)
    const problem = await answer({ method: 'backup-code', code: codes[0] ?? '' })
    setWorking(false)
    setMessage(problem === undefined ? undefined : words.wrong)
  }
  return (
    <Loaded query={list} rows={5}>
      {({ shown }) =>
        shown.kind === 'codes' ? (
          <>
            <KeepCodes
              codes={shown.codes}
              expiresAt={until}
              working={working}
              onFinish={() => void keep(shown.codes)}
              onLeave={cancel}
            />
            <ProblemNote message={message} />
          </>
        ) : null
      }
    </Loaded>
  )
}
