// The last step of opening an account.
import { Steps } from '../../ui/steps.tsx'
import { FirstFactorPage } from '../sign-in/first-factor.tsx'
import { signUpTexts } from './texts.ts'

export function SignUpSecondFactorPage() {
  return <FirstFactorPage steps={<Steps name={signUpTexts.flow} steps={signUpTexts.steps} current={3} />} />
}
