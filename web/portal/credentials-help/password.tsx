// A forgotten password, first half: the address, then the code that went there. An address that nobody has is answered
// as any other.
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import type { Problem } from '../../../sdk/client.ts'
import { currentTime } from '../../ui/clock.ts'
import { Link } from '../../ui/link.tsx'
import { Steps } from '../../ui/steps.tsx'
import { doorClient } from '../shell/api.ts'
import { AskEmail } from '../shell/ask-email.tsx'
import { SentCode } from '../shell/sent-code.tsx'
import { againIfNonceSpent, deviceProof } from '../sign-in/device-key.ts'
import type { ResetBegun } from './kept.ts'
import { keepReset, keptReset } from './kept.ts'
import { pendingResetQuery, resetPageOf } from './pending.ts'
import { credentialsHelpTexts as words } from './texts.ts'

type Why = 'ended' | 'noMethod'

export function ForgottenPasswordPage() {
  const [begun, setBegun] = useState(() => keptReset(currentTime()))
  const [why, setWhy] = useState<Why | undefined>(() =>
    new URLSearchParams(window.location.search).has('ended') ? 'ended' : undefined,
  )
  const keep = (next: ResetBegun | undefined) => {
    keepReset(next)
    setBegun(next)
  }
  const end = (reason: Why) => {
    setWhy(reason)
    keep(undefined)
  }
  if (begun === undefined) return <AskAddress why={why} onBegun={keep} />
  return <AskCode begun={begun} onBegun={keep} onEnded={end} />
}

const steps = <Steps name={words.flow} steps={words.steps} current={0} />

async function start(email: string): Promise<ResetBegun | Problem> {
  const answer = await doorClient.credentialsHelp.start({ email })
  if (!answer.ok) return answer.problem
  return { id: answer.value.reset, email, expiresAt: answer.value.expiresAt }
}

type AskAddressProps = { readonly why: Why | undefined; readonly onBegun: (begun: ResetBegun) => void }

function AskAddress({ why, onBegun }: AskAddressProps) {
  const { title, hint, act, ...reasons } = words.ask
  const send = async (email: string) => {
    const begun = await start(email)
    if ('code' in begun) return begun
    onBegun(begun)
    return undefined
  }
  return (
    <AskEmail
      title={title}
      say={words.say}
      steps={steps}
      words={{ label: words.email, hint, wrong: words.emailWrong, act }}
      why={why && reasons[why]}
      send={send}
    >
      <Link href="/sign-in">{words.back}</Link>
    </AskEmail>
  )
}

type AskCodeProps = {
  readonly begun: ResetBegun
  readonly onBegun: (begun: ResetBegun | undefined) => void
  readonly onEnded: (why: Why) => void
}

function AskCode({ begun, onBegun, onEnded }: AskCodeProps) {
  const confirm = useConfirm(begun, onEnded)
  const again = async () => {
    const next = await start(begun.email)
    if ('code' in next) return next
    onBegun(next)
    return undefined
  }
  return (
    <SentCode
      steps={steps}
      begun={begun}
      words={{ ...words.code, noMail: words.noMail }}
      confirm={confirm}
      again={again}
      other={() => onBegun(undefined)}
    />
  )
}

/** The code, with a proof of this browser's key: a device that is known stays so. */
function useConfirm({ id }: ResetBegun, onEnded: (why: Why) => void) {
  const queries = useQueryClient()
  const { history } = useRouter()
  return async (code: string): Promise<Problem | undefined> => {
    const answer = await againIfNonceSpent(async () =>
      doorClient.credentialsHelp.confirm({ reset: id, code, ...(await deviceProof(id)) }),
    )
    if (answer.ok) {
      queries.setQueryData(pendingResetQuery.queryKey, answer.value)
      keepReset(undefined)
      history.push(resetPageOf(answer.value))
      return undefined
    }
    const { problem } = answer
    if (problem.code === 'state-forbids') onEnded('noMethod')
    else if (
      problem.code === 'challenge-ended' ||
      (problem.code === 'answer-wrong' && problem.triesLeft === 0)
    )
      onEnded('ended')
    else return problem
    return undefined
  }
}
