// The last step on a device that is not known: it is approved by another proof, or by a session on a known device, which
// this page hears of by asking.
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useEffect, useRef, useState } from 'react'
import type { ChallengeView } from '../../../src/lib/challenge-view.ts'
import type { Choice } from '../../factors/choices.ts'
import { choicesOf } from '../../factors/choices.ts'
import { OtherChoices, ProofForm } from '../../factors/proof-form.tsx'
import { factorsTexts } from '../../factors/texts.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { devicesTexts } from '../devices/texts.ts'
import { doorClient } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { pendingQuery, presentStep } from './pending.ts'
import { StepFrame } from './step-frame.tsx'
import { signInTexts } from './texts.ts'
import { useAnswer } from './use-answer.ts'

const words = devicesTexts.door
const ASK_AGAIN_MS = 3000

export function DevicePage() {
  // The door may be asked by a clock: there is no session that it could keep awake.
  useQuery({ ...pendingQuery, refetchInterval: ASK_AGAIN_MS })
  return (
    <StepFrame step="device" title={words.title} lead={words.lead} say={words.say}>
      {(challenge) =>
        presentStep(challenge) === undefined ? <Approved /> : <Approve challenge={challenge} />
      }
    </StepFrame>
  )
}

/** Another session has let this device in. */
function Approved() {
  const { enter } = useAnswer()
  const begun = useRef(false)
  const [message, setMessage] = useState<string>()
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    void enter().then((problem) => setMessage(problem && problemWords(problem)))
  }, [enter])
  return message === undefined ? <p role="status">{words.approved}</p> : <ProblemNote message={message} />
}

function Approve({ challenge }: { readonly challenge: ChallengeView }) {
  const { answer, cancel } = useAnswer()
  const [wanted, setWanted] = useState<string>()
  const step = challenge.steps.find(({ kind }) => kind === 'device')
  const choices = choicesOf(step?.methods ?? [])
  const choice = choices.find(({ id }) => id === wanted) ?? choices[0]
  const back = <LinkButton onPress={cancel}>{signInTexts.factor.back}</LinkButton>
  if (choice === undefined) return <Nothing>{back}</Nothing>
  const others: readonly Choice[] = choices.filter((one) => one !== choice)
  const asking = { step: `${challenge.id} device`, offer: doorClient.signIn.offer, answer }
  return (
    <ProofForm choice={choice} asking={asking} act={words.act}>
      <OtherChoices title={factorsTexts.useElse} choices={others} onChoose={(other) => setWanted(other.id)} />
      <div className="front-act sm stack-s">
        <p>{words.elsewhere}</p>
        <p>{back}</p>
      </div>
    </ProofForm>
  )
}

/** What has proved the sign-in was all there is. */
function Nothing({ children }: { readonly children: ReactNode }) {
  const { enter } = useAnswer()
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const read = async () => {
    setWorking(true)
    const problem = await enter()
    setMessage(problem && problemWords(problem))
    setWorking(false)
  }
  return (
    <>
      <p>{words.nothing.text}</p>
      <ProblemNote message={message} />
      <p className="front-act">
        <Button shape="full" working={working} onPress={() => void read()}>
          {words.nothing.read}
        </Button>
      </p>
      <p className="sm muted">{words.nothing.readHint}</p>
      <p className="front-act sm">{children}</p>
    </>
  )
}
