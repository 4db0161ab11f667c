// The address, then the code that went there. A known address gets the same answer: only its owner is told, by mail.
import { useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Problem } from '../../../sdk/client.ts'
import { currentTime } from '../../ui/clock.ts'
import { Link } from '../../ui/link.tsx'
import { Steps } from '../../ui/steps.tsx'
import { doorClient } from '../shell/api.ts'
import { AskEmail } from '../shell/ask-email.tsx'
import { SentCode } from '../shell/sent-code.tsx'
import type { SignUpBegun } from './kept.ts'
import { keepSignUp, keptSignUp } from './kept.ts'
import { signUpTexts } from './texts.ts'

export function SignUpEmailPage() {
  const [begun, setBegun] = useState(() => keptSignUp(currentTime()))
  const [ended, setEnded] = useState(() => new URLSearchParams(window.location.search).has('ended'))
  const keep = (next: SignUpBegun | undefined) => {
    keepSignUp(next)
    setBegun(next)
  }
  const end = () => {
    setEnded(true)
    keep(undefined)
  }
  const steps = <Steps name={signUpTexts.flow} steps={signUpTexts.steps} current={0} />
  if (begun === undefined || begun.confirmed) return <AskAddress steps={steps} ended={ended} onBegun={keep} />
  return <AskCode steps={steps} begun={begun} onBegun={keep} onEnded={end} />
}

type Part = { readonly steps: ReactNode; readonly onBegun: (begun: SignUpBegun | undefined) => void }

async function start(email: string): Promise<SignUpBegun | Problem> {
  const answer = await doorClient.signUp.start({ email })
  if (!answer.ok) return answer.problem
  return { id: answer.value.signUp, email, expiresAt: answer.value.expiresAt, confirmed: false }
}

function AskAddress({ steps, ended, onBegun }: Part & { readonly ended: boolean }) {
  const words = signUpTexts.email
  const send = async (email: string) => {
    const begun = await start(email)
    if ('code' in begun) return begun
    onBegun(begun)
    return undefined
  }
  return (
    <AskEmail
      title={words.title}
      say={words.say}
      steps={steps}
      words={words}
      why={ended ? words.ended : undefined}
      send={send}
    >
      {signUpTexts.haveAccount} <Link href="/sign-in">{signUpTexts.signIn}</Link>
    </AskEmail>
  )
}

function AskCode({
  steps,
  begun,
  onBegun,
  onEnded,
}: Part & { readonly begun: SignUpBegun; readonly onEnded: () => void }) {
  const { history } = useRouter()
  const confirm = async (code: string) => {
    const answer = await doorClient.signUp.confirm({ signUp: begun.id, code })
    if (answer.ok) {
      keepSignUp({ ...begun, expiresAt: answer.value.expiresAt, confirmed: true })
      history.push('/sign-up/password')
      return undefined
    }
    if (answer.problem.code === 'challenge-ended' || answer.problem.triesLeft === 0) {
      onEnded()
      return undefined
    }
    return answer.problem
  }
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
      words={signUpTexts.code}
      confirm={confirm}
      again={again}
      other={() => onBegun(undefined)}
    />
  )
}
