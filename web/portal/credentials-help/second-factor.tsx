// A forgotten password, second half: the mailbox is proved, and the second factor is asked.
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import type { Problem } from '../../../sdk/client.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { doorClient } from '../shell/api.ts'
import { CodeForm } from '../sign-in/code-form.tsx'
import { useLeave } from './leave.ts'
import { pendingResetQuery, resetPageOf } from './pending.ts'
import { ResetFrame } from './reset-frame.tsx'
import { credentialsHelpTexts } from './texts.ts'

const words = credentialsHelpTexts.secondFactor

export function ResetSecondFactorPage() {
  const answer = useFactor()
  const leave = useLeave()
  return (
    <ResetFrame page="second-factor" title={words.title} lead={words.lead} say={words.say}>
      <CodeForm label={words.label} act={words.act} full send={answer} />
      <div className="front-act sm stack-s">
        <p>
          <Link href="/help#lost-phone">{words.lost}</Link>
        </p>
        <p>
          <LinkButton onPress={leave}>{words.leave}</LinkButton>
        </p>
      </div>
    </ResetFrame>
  )
}

function useFactor() {
  const queries = useQueryClient()
  const { history } = useRouter()
  return async (code: string): Promise<Problem | undefined> => {
    const answer = await doorClient.credentialsHelp.answer({ answer: { method: 'totp', code } })
    if (answer.ok) {
      const { challenge } = answer.value
      queries.setQueryData(pendingResetQuery.queryKey, challenge)
      history.push(resetPageOf(challenge))
      return undefined
    }
    const { problem } = answer
    const mayHaveEnded = problem.code === 'challenge-ended' || problem.triesLeft === 0
    if (mayHaveEnded) await queries.refetchQueries({ queryKey: pendingResetQuery.queryKey })
    return problem.code === 'challenge-ended' ? undefined : problem
  }
}
