// The last step of opening an account.
import { Steps } from '../../ui/steps.tsx'
import { Authenticator } from '../sign-in/authenticator.tsx'
import { StepFrame } from '../sign-in/step-frame.tsx'
import { signInTexts } from '../sign-in/texts.ts'
import { signUpTexts } from './texts.ts'

export function SignUpAuthenticatorPage() {
  const words = signInTexts.enrol
  return (
    <StepFrame
      step="enrol"
      title={words.title}
      lead={words.lead}
      say={words.say}
      roomy
      steps={<Steps name={signUpTexts.flow} steps={signUpTexts.steps} current={2} />}
    >
      {(challenge) => <Authenticator challenge={challenge.id} />}
    </StepFrame>
  )
}
