// Gives an answer to the sign-in that has begun, and goes where it leads: the next step, or in.
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import type { Problem } from '../../../sdk/client.ts'
import type { Given } from '../../factors/use-proof.tsx'
import { doorClient } from '../shell/api.ts'
import { returnPath } from '../shell/return-path.ts'
import { deviceProof } from './device-key.ts'
import { pageOf, pendingQuery, withReturn } from './pending.ts'

type Answered = Awaited<ReturnType<typeof doorClient.signIn.answer | typeof doorClient.signIn.passkey>>
export type PasskeyResponse = Parameters<typeof doorClient.signIn.passkey>[0]['response']

/** After a reset the account is looked through before anything else. */
async function isToLookThrough(): Promise<boolean> {
  const review = await doorClient.review.see()
  return review.ok && review.value.since !== null
}

export function useAnswer() {
  const queries = useQueryClient()
  const { history } = useRouter()

  const answer = async (given: Given): Promise<Problem | undefined> => {
    // The password was the step before: it is asked on the front page alone.
    if (given.method === 'password') return undefined
    return settle(await doorClient.signIn.answer({ answer: given }))
  }

  /** Signs in by a passkey alone. `nonce`: what its options came with. */
  const byPasskey = async (nonce: string, response: PasskeyResponse): Promise<Problem | undefined> => {
    const device = await deviceProof('passkey')
    return settle(await doorClient.signIn.passkey({ nonce, response, ...device }))
  }

  /** Goes in without an answer of its own: the device was approved elsewhere, or nothing can approve it. */
  const enter = async (): Promise<Problem | undefined> => settle(await doorClient.signIn.enter({}))

  const settle = async (answered: Answered): Promise<Problem | undefined> => {
    if (answered.ok && answered.value.state === 'signed-in') {
      const asked = new URLSearchParams(window.location.search).get('return')
      // Nothing of who was here before.
      queries.clear()
      history.replace((await isToLookThrough()) ? '/security/review' : returnPath(asked))
      return undefined
    }
    if (answered.ok && answered.value.state === 'more') {
      const { challenge } = answered.value
      queries.setQueryData(pendingQuery.queryKey, challenge)
      const next = withReturn(pageOf(challenge))
      // A step that is done does not come back; the front page does.
      if (window.location.pathname === '/sign-in') history.push(next)
      else history.replace(next)
      return undefined
    }
    if (answered.ok) return undefined
    const { problem } = answered
    const mayHaveEnded = problem.code === 'challenge-ended' || problem.triesLeft === 0
    if (mayHaveEnded) await queries.refetchQueries({ queryKey: pendingQuery.queryKey })
    return problem.code === 'challenge-ended' ? undefined : problem
  }

  const cancel = () => {
    void doorClient.signIn.cancel().then(() => {
      queries.removeQueries({ queryKey: pendingQuery.queryKey })
      history.push('/sign-in')
    })
  }

  return { answer, byPasskey, enter, cancel } as const
}
