// The second proof of a sign-in: the method that is asked first at once, the others a press away.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChallengeView } from '../../../src/lib/challenge-view.ts'
import type { Choice } from '../../factors/choices.ts'
import { choicesOf } from '../../factors/choices.ts'
import { OtherChoices, ProofForm } from '../../factors/proof-form.tsx'
import { factorsTexts } from '../../factors/texts.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { doorClient } from '../shell/api.ts'
import { pendingQuery } from './pending.ts'
import { StepFrame } from './step-frame.tsx'
import { signInTexts } from './texts.ts'
import { useAnswer } from './use-answer.ts'

const words = signInTexts.factor

export function SecondFactorPage() {
  const pending = useQuery(pendingQuery)
  const [wanted, setWanted] = useState<string>()
  const choices = factorChoices(pending.data ?? undefined)
  const choice = choices.find(({ id }) => id === wanted) ?? choices[0]
  return (
    <StepFrame
      step="factor"
      title={choice === undefined ? words.any : words.titles[choice.method]}
      say={choice?.method === 'webauthn' ? words.sayKey : words.say}
    >
      {(challenge) =>
        choice === undefined ? null : (
          <Present
            challenge={challenge.id}
            choice={choice}
            others={choices.filter((one) => one !== choice)}
            onChoose={(other) => setWanted(other.id)}
          />
        )
      }
    </StepFrame>
  )
}

function factorChoices(challenge: ChallengeView | undefined): readonly Choice[] {
  const step = challenge?.steps.find((one) => one.state === 'now')
  return step?.kind === 'factor' ? choicesOf(step.methods) : []
}

type PresentProps = {
  readonly challenge: string
  readonly choice: Choice
  readonly others: readonly Choice[]
  readonly onChoose: (choice: Choice) => void
}

function Present({ challenge, choice, others, onChoose }: PresentProps) {
  const { answer, cancel } = useAnswer()
  const asking = {
    step: `${challenge} factor`,
    offer: doorClient.signIn.offer,
    answer: (given: Parameters<typeof answer>[0]) => answer(given),
    ...(choice.method === 'totp' && { label: words.label }),
  }
  return (
    <ProofForm choice={choice} asking={asking} act={words.act}>
      <OtherChoices title={factorsTexts.useElse} choices={others} onChoose={onChoose} />
      <div className="front-act sm stack-s">
        <p>
          <Link href="/help#lost-phone">{others.length === 0 ? words.lost : words.lostAll}</Link>
        </p>
        <p>
          <LinkButton onPress={cancel}>{words.back}</LinkButton>
        </p>
      </div>
    </ProofForm>
  )
}
