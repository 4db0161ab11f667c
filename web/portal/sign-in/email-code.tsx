// For an account whose second factor was never made: a code by email shows that the mailbox is still the owner's.
import { useEffect, useState } from 'react'
import type { Problem } from '../../../sdk/client.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { doorClient } from '../shell/api.ts'
import { problemWords } from '../shell/problem-words.ts'
import { CodeForm } from './code-form.tsx'
import { StepFrame } from './step-frame.tsx'
import { signInTexts } from './texts.ts'
import { useAnswer } from './use-answer.ts'

const words = signInTexts.email

export function EmailCodePage() {
  return (
    <StepFrame step="email" title={words.title} lead={words.lead} say={signInTexts.factor.say}>
      {(challenge) => <EmailCode challenge={challenge.id} />}
    </StepFrame>
  )
}

function EmailCode({ challenge }: { readonly challenge: string }) {
  const { answer, cancel } = useAnswer()
  const [said, setSaid] = useState<string>()
  const send = async () => {
    const sent = await doorClient.signIn.offer({ method: 'email-code' })
    return sent.ok ? undefined : sent.problem
  }
  const sayOf = (problem: Problem | undefined, done: string | undefined) =>
    setSaid(problem === undefined ? done : problemWords(problem))
  useEffect(() => {
    if (!isFirstVisit(challenge)) return
    void send().then((problem) => sayOf(problem, undefined))
  }, [challenge])
  return (
    <>
      <CodeForm
        label={words.label}
        act={words.act}
        from="mail"
        full
        send={(code) => answer({ method: 'email-code', code })}
      />
      <div className="front-act sm stack-s">
        <p role="status">{said}</p>
        <p>
          <LinkButton onPress={() => void send().then((problem) => sayOf(problem, words.sent))}>
            {words.again}
          </LinkButton>
        </p>
        <p>
          <Link href="/help#no-mail">{words.noMail}</Link>
        </p>
        <p>
          <LinkButton onPress={cancel}>{signInTexts.factor.back}</LinkButton>
        </p>
      </div>
    </>
  )
}

const KEPT_AS = 'holdfast-code-sent'
let sentFor: string | undefined

/** A reload sends no second code: the first is still good. */
function isFirstVisit(challenge: string): boolean {
  try {
    const before = sessionStorage.getItem(KEPT_AS)
    sessionStorage.setItem(KEPT_AS, challenge)
    return before !== challenge
  } catch {
    // Nothing is kept here: known to this page alone.
    const before = sentFor
    sentFor = challenge
    return before !== challenge
  }
}
