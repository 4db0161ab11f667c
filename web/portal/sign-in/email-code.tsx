// For an account whose second factor was never made: a code by email shows that the mailbox is still the owner's.

import { ProofForm } from '../../factors/proof-form.tsx'
import { LinkButton } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { doorClient } from '../shell/api.ts'
import { StepFrame } from './step-frame.tsx'
import { signInTexts } from './texts.ts'
import { useAnswer } from './use-answer.ts'

const words = signInTexts.email
/** The mailbox of the account, not an enrolled one. */
const MAILBOX = { id: 'mailbox', method: 'email-code', name: words.label } as const

export function EmailCodePage() {
  return (
    <StepFrame step="email" title={words.title} lead={words.lead} say={signInTexts.factor.say}>
      {(challenge) => <EmailCode challenge={challenge.id} />}
    </StepFrame>
  )
}

function EmailCode({ challenge }: { readonly challenge: string }) {
  const { answer, cancel } = useAnswer()
  const asking = { step: `${challenge} email`, offer: doorClient.signIn.offer, answer, label: words.label }
  return (
    <ProofForm choice={MAILBOX} asking={asking} act={words.act}>
      <div className="front-act sm stack-s">
        <p>
          <Link href="/help#no-mail">{words.noMail}</Link>
        </p>
        <p>
          <LinkButton onPress={cancel}>{signInTexts.factor.back}</LinkButton>
        </p>
      </div>
    </ProofForm>
  )
}
