// A forgotten password, second half: the mailbox is proved, and the second factor is asked.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import type { Problem } from '../../../sdk/client.ts'
import { choicesOf } from '../../factors/choices.ts'
import { OtherChoices, ProofForm } from '../../factors/proof-form.tsx'
import { factorsTexts } from '../../factors/texts.ts'
import type { Given } from '../../factors/use-proof.tsx'
import { LinkButton } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { doorClient } from '../shell/api.ts'
import { useLeave } from './leave.ts'
import { pendingResetQuery, resetPageOf } from './pending.ts'
import { ResetFrame } from './reset-frame.tsx'
import { credentialsHelpTexts } from './texts.ts'

const words = credentialsHelpTexts.secondFactor

export function ResetSecondFactorPage() {
  const pending = useQuery(pendingResetQuery)
  const [wanted, setWanted] = useState<string>()
  const answer = useFactor()
  const leave = useLeave()
  const step = pending.data?.challenge.steps.find((one) => one.state === 'now')
  const choices = step?.kind === 'factor' ? choicesOf(step.methods) : []
  const choice = choices.find(({ id }) => id === wanted) ?? choices[0]
  const asking = {
    step: `${pending.data?.challenge.id ?? ''} factor`,
    offer: doorClient.credentialsHelp.offer,
    answer,
    ...(choice?.method === 'totp' && { label: words.label }),
  }
  return (
    <ResetFrame page="second-factor" title={words.title} lead={words.lead} say={words.say}>
      {choice !== undefined && (
        <ProofForm choice={choice} asking={asking} act={words.act}>
          {WAITS.has(choice.method) && <p className="front-act sm">{words.waits}</p>}
          <OtherChoices
            title={factorsTexts.useElse}
            choices={choices.filter((one) => one !== choice)}
            onChoose={(other) => setWanted(other.id)}
          />
          <div className="front-act sm stack-s">
            <p>
              <Link href="/help#lost-phone">{words.lost}</Link>
            </p>
            <p>
              <LinkButton onPress={leave}>{words.leave}</LinkButton>
            </p>
          </div>
        </ProofForm>
      )}
    </ResetFrame>
  )
}

/** What travels to a number or stands on paper approves a new password a day later. */
const WAITS: ReadonlySet<string> = new Set(['sms-code', 'backup-code'])

function useFactor() {
  const queries = useQueryClient()
  const { history } = useRouter()
  return async (given: Given): Promise<Problem | undefined> => {
    // The password is what was forgotten, and a PIN proves nothing at the door: neither is asked here.
    if (given.method === 'password' || given.method === 'pin') return undefined
    const answer = await doorClient.credentialsHelp.answer({ answer: given })
    if (answer.ok) {
      queries.setQueryData(pendingResetQuery.queryKey, answer.value)
      history.push(resetPageOf(answer.value))
      return undefined
    }
    const { problem } = answer
    const mayHaveEnded = problem.code === 'challenge-ended' || problem.triesLeft === 0
    if (mayHaveEnded) await queries.refetchQueries({ queryKey: pendingResetQuery.queryKey })
    return problem.code === 'challenge-ended' ? undefined : problem
  }
}
